package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.model.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.function.Consumer;

/**
 * The asking side of the proxy protocol.
 *
 * <p>On a stream for which one of {@link #protocolIds} has been negotiated, {@link #ask} sends the request and waits for the
 * answer: one round trip in all where the protocol was negotiated lazily.
 */
public final class ProxyDialler {
    private static final List<ProxyDialect> DIALECTS = List.of(NativeProxyDialect.INSTANCE, GoProxyDialect.INSTANCE);

    private ProxyDialler() {}

    /** Returns the names of the protocols to offer, best first. */
    public static List<String> protocolIds() {
        return DIALECTS.stream().map(ProxyDialect::protocolId).toList();
    }

    /**
     * Asks the peer for a connection to an endpoint of its.
     *
     * <p>To be called on the stream's event loop, where the future completes within the request's time-out: with the same
     * channel, auto-read off and half-closure allowed, that now is the connection, each message a datagram for UDP; or it
     * fails, with {@link RefusedException} if the peer said no, and the stream is closed.
     *
     * @param protocolId which of {@link #protocolIds} both sides settled on
     * @param earlyData  called at once where bytes may follow the request before the answer, to write them to the stream
     */
    public static Future<Channel> ask(
            Channel stream, String protocolId, ProxyRequest request, Consumer<Channel> earlyData) {
        ProxyDialect dialect = dialect(protocolId);
        Promise<Channel> answered = stream.eventLoop().newPromise();
        Answer answer = new Answer(dialect, request, answered);
        answer.startOn(stream);
        stream.write(Messages.delimited(stream.alloc(), out -> dialect.writeRequest(request, out)))
                .addListener(written -> {
                    if (!written.isSuccess()) {
                        answer.fail(stream, written.cause());
                    }
                });
        if (dialect.takesEarlyData()) {
            earlyData.accept(stream);
        }
        stream.flush();
        return answered;
    }

    static ProxyDialect dialect(String protocolId) {
        for (ProxyDialect dialect : DIALECTS) {
            if (dialect.protocolId().equals(protocolId)) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("protocolId: " + protocolId + " (expected: one of " + protocolIds() + ')');
    }

    private static final class Answer extends FirstMessage {
        private final ProxyDialect dialect;
        private final ProxyRequest request;
        private final Promise<Channel> answered;

        Answer(ProxyDialect dialect, ProxyRequest request, Promise<Channel> answered) {
            super(ProxyDialect.MAX_MESSAGE_BYTES, request.timeout());
            this.dialect = dialect;
            this.request = request;
            this.answered = answered;
        }

        @Override
        void received(Channel stream, ByteBuf message) {
            dialect.readAnswer(message).throwIfRefused();
            if (request.protocol() == Protocol.UDP) {
                dialect.separateDatagrams(stream.pipeline());
            }
            // Not before this read is over: an owner on another thread may switch auto-read on ahead of its handlers.
            stream.eventLoop().execute(() -> {
                if (!answered.trySuccess(stream)) {
                    stream.close();
                }
            });
        }

        @Override
        void failed(Channel stream, Throwable cause) {
            stream.close();
            answered.tryFailure(cause);
        }
    }
}
