package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is told.
 *
 * @param text    says more, for whoever looks into the matter
 * @param address where it was reached, {@code null} if it was not
 */
record DialBackAnswer(
        DialStatus status, String text, @Nullable Multiaddr address) {
    private static final int DIAL_RESPONSE = 1;

    static DialBackAnswer reached(Multiaddr address) {
        return new DialBackAnswer(DialStatus.OK, "", address);
    }

    static DialBackAnswer not(DialStatus status, String text) {
        return new DialBackAnswer(status, text, null);
    }

    void write(ByteBuf out) {
        new ProtoWriter(out).uint64(1, DIAL_RESPONSE).message(3, response -> {
            response.uint64(1, status.code());
            if (!text.isEmpty()) {
                response.string(2, text);
            }
            if (address != null) {
                response.bytes(3, address.toBytes());
            }
        });
    }
}
