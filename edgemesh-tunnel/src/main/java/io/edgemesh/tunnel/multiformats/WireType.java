package io.edgemesh.tunnel.multiformats;

/** How the value of a protobuf field is laid out. */
final class WireType {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private WireType() {}
}
