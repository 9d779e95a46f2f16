package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multistream.Multistream;
import io.edgemesh.tunnel.multistream.NegotiationListener;
import io.edgemesh.tunnel.multistream.NoCommonProtocolException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;

/** Prepares a stream that we open: settles on its protocol, then has its handlers installed. One stream's. */
final class OutboundStream extends ChannelInitializer<Channel> {
    private final Connection connection;
    private final List<String> protocolIds;
    private final Duration timeout;
    private final StreamHandler handler;
    private final Promise<NegotiatedStream> promise;

    OutboundStream(
            Connection connection,
            List<String> protocolIds,
            Duration timeout,
            StreamHandler handler,
            Promise<NegotiatedStream> promise) {
        this.connection = connection;
        this.protocolIds = List.copyOf(protocolIds);
        this.timeout = timeout;
        this.handler = handler;
        this.promise = promise;
    }

    @Override
    protected void initChannel(Channel channel) {
        StreamChannel stream = (StreamChannel) channel;
        stream.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        boolean certain = protocolIds.size() == 1;
        stream.pipeline().addLast(Multistream.dial(protocolIds, timeout, new Outcome(stream, certain)));
        if (certain) {
            install(stream, protocolIds.get(0));
        }
    }

    private void install(StreamChannel stream, String protocolId) {
        NegotiatedStream negotiated = new NegotiatedStream(stream, protocolId, connection);
        handler.onStream(negotiated);
        if (!promise.trySuccess(negotiated)) {
            stream.reset(); // nobody wants it any more
        }
    }

    private final class Outcome implements NegotiationListener {
        private final StreamChannel stream;
        private final boolean installed;

        Outcome(StreamChannel stream, boolean installed) {
            this.stream = stream;
            this.installed = installed;
        }

        @Override
        public void agreed(String protocolId) {
            if (!installed) {
                try {
                    install(stream, protocolId);
                } catch (RuntimeException failure) {
                    failed(failure);
                }
            }
        }

        @Override
        public void failed(Throwable cause) {
            Throwable told = cause instanceof NoCommonProtocolException
                    ? new ProtocolRefusedException(connection.peerId(), protocolIds)
                    : cause;
            promise.tryFailure(told);
            if (installed) {
                stream.pipeline().fireExceptionCaught(told);
            }
            stream.reset();
        }
    }
}
