package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multistream.Multistream;
import io.edgemesh.tunnel.multistream.NegotiationListener;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Stands before a connection in a private network: the first stream has to prove that the peer holds the secret, and none
 * is served before it has.
 *
 * @param self    our id, which the handshake has proven to the peer
 * @param timeout until the peer has answered
 */
record SwarmGate(SwarmSecret secret, PeerId self, SecureRandom random, Duration timeout) {
    /**
     * Begins on a connection that carries no stream yet.
     *
     * @param proven kept when both sides have proven it; fails with {@link SwarmSecretException} where the peer has another
     *               secret or shows none
     */
    void pass(QuicSession session, PeerId peer, boolean dialler, Promise<Void> proven) {
        SwarmProofHandler handler = new SwarmProofHandler(secret, self, peer, dialler, random, proven);
        FirstStream first = new FirstStream(handler, proven, dialler);
        if (dialler) {
            session.open(first).addListener(opened -> {
                if (!opened.isSuccess()) {
                    proven.tryFailure(opened.cause());
                }
            });
        } else {
            session.servedBy(first);
            session.serve();
        }
    }

    /** Has the first stream agree on the proof, and refuses all others. */
    @ChannelHandler.Sharable
    private final class FirstStream extends ChannelInitializer<StreamChannel> {
        private final SwarmProofHandler handler;
        private final Promise<Void> proven;
        private final boolean dialler;
        private boolean begun;

        FirstStream(SwarmProofHandler handler, Promise<Void> proven, boolean dialler) {
            this.handler = handler;
            this.proven = proven;
            this.dialler = dialler;
        }

        @Override
        protected void initChannel(StreamChannel stream) {
            if (begun) {
                stream.reset();
                return;
            }
            begun = true;
            Outcome outcome = new Outcome(stream);
            stream.pipeline()
                    .addLast(
                            dialler
                                    ? Multistream.dial(List.of(SwarmProofHandler.PROTOCOL_ID), timeout, outcome)
                                    : Multistream.listen(outcome::isProof, false, timeout, outcome));
        }

        private final class Outcome implements NegotiationListener {
            private final StreamChannel stream;

            Outcome(StreamChannel stream) {
                this.stream = stream;
            }

            /** A peer that begins with anything else is none of ours. */
            boolean isProof(String protocolId) {
                boolean proof = protocolId.equals(SwarmProofHandler.PROTOCOL_ID);
                if (!proof) {
                    failed(new SwarmSecretException("the peer asks for " + protocolId));
                }
                return proof;
            }

            @Override
            public void agreed(String protocolId) {
                handler.install(stream);
            }

            @Override
            public void failed(Throwable cause) {
                proven.tryFailure(new SwarmSecretException(
                        "the peer shows no swarm secret; is it in no private network, or a node of another make,"
                                + " which has to be reached over TCP? (" + cause.getMessage() + ')'));
            }
        }
    }
}
