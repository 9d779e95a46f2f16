package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;

/**
 * Calls off an opening that gets no answer: {@value #ID}. Once the peer has agreed, no endpoint there sees the bytes that
 * followed its request.
 *
 * <pre>
 *   cancel { 1: the id of the opening }
 *   answer { 1: code (0 called off, else a refusal)  2: text }
 * </pre>
 */
public final class Cancellation {
    /** The name under which the protocol is negotiated. */
    public static final String ID = "/edgemesh/proxy-cancel/1.0.0";

    private static final int MAX_MESSAGE_BYTES = 64;

    private Cancellation() {}

    /**
     * Asks the peer never to answer an opening.
     *
     * @param stream for which {@link #ID} was negotiated; closed in the end
     * @return fails with {@link RefusedException} if the opening has been answered, or in time if nothing is heard
     */
    public static Future<Void> ask(Channel stream, long id, Duration timeout) {
        Promise<Void> cancelled = stream.eventLoop().newPromise();
        new Answer(timeout, cancelled).startOn(stream);
        stream.writeAndFlush(Messages.delimited(stream.alloc(), out -> write(id, out)));
        return cancelled;
    }

    static void write(long id, ByteBuf out) {
        new ProtoWriter(out).uint64(1, id);
    }

    private static long readId(ByteBuf message) {
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == 1) {
                return in.uint64();
            }
        }
        throw new MalformedException("the message names no opening");
    }

    private static final class Answer extends FirstMessage {
        private final Promise<Void> cancelled;

        Answer(Duration timeout, Promise<Void> cancelled) {
            super(ProxyDialect.MAX_MESSAGE_BYTES, timeout);
            this.cancelled = cancelled;
        }

        @Override
        void received(Channel stream, ByteBuf message) {
            NativeProxyDialect.INSTANCE.readAnswer(message).throwIfRefused();
            stream.close();
            cancelled.trySuccess(null);
        }

        @Override
        void failed(Channel stream, Throwable cause) {
            stream.close();
            cancelled.tryFailure(cause);
        }
    }

    /** The side that is asked. */
    static final class Request extends FirstMessage {
        private final Claims claims;
        private final PeerId peer;

        Request(Claims claims, PeerId peer, Duration timeout) {
            super(MAX_MESSAGE_BYTES, timeout);
            this.claims = claims;
            this.peer = peer;
        }

        @Override
        void received(Channel stream, ByteBuf message) {
            boolean cancelled = claims.claim(peer, readId(message));
            ProxyAnswer answer = cancelled ? ProxyAnswer.CONNECTED : ProxyAnswer.ANSWERED_ELSEWHERE;
            stream.write(
                    Messages.delimited(stream.alloc(), out -> NativeProxyDialect.INSTANCE.writeAnswer(answer, out)));
            OrderlyEnd.of(stream);
        }

        @Override
        void failed(Channel stream, Throwable cause) {
            stream.close();
        }
    }
}
