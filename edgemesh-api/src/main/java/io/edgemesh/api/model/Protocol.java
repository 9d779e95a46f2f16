package io.edgemesh.api.model;

/** The transport protocol of a port. */
public enum Protocol {
    TCP,
    UDP,
    /** Known, so that such ports are reported; nothing here carries it. */
    SCTP
}
