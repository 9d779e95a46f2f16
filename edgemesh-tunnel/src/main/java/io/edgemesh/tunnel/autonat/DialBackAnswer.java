package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoReader;
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

    /** Returns whether the peer has dialled, rather than refused to. */
    boolean tried() {
        return status == DialStatus.OK && address != null || status == DialStatus.DIAL_ERROR;
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

    /** @throws MalformedException if the message is not an answer */
    static DialBackAnswer read(ByteBuf message) {
        int type = 0;
        DialBackAnswer answer = null;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 3 -> answer = readResponse(in.message());
                default -> {}
            }
        }
        if (type != DIAL_RESPONSE || answer == null) {
            throw new MalformedException("AutoNAT message of type " + type + " (expected: " + DIAL_RESPONSE + ')');
        }
        return answer;
    }

    private static DialBackAnswer readResponse(ProtoReader response) {
        DialStatus status = DialStatus.OK;
        String text = "";
        Multiaddr address = null;
        while (response.next()) {
            switch (response.field()) {
                case 1 -> status = DialStatus.of(response.int32());
                case 2 -> text = response.string();
                case 3 -> address = Multiaddr.from(response.bytes());
                default -> {}
            }
        }
        return new DialBackAnswer(status, text, status == DialStatus.OK ? address : null);
    }
}
