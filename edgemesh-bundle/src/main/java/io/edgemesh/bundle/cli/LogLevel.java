package io.edgemesh.bundle.cli;

/** How much is logged. */
enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
