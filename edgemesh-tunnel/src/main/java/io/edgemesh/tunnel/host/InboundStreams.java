package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multistream.Multistream;
import io.edgemesh.tunnel.multistream.NegotiationListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares the streams that a peer opens: settles on the protocol, then hands the stream to whoever serves it. */
@ChannelHandler.Sharable
final class InboundStreams extends ChannelInitializer<Channel> {
    private static final Logger LOGGER = LoggerFactory.getLogger(InboundStreams.class);

    private final ProtocolRegistry protocols;
    private final Duration timeout;
    private final Supplier<Connection> connection;

    InboundStreams(ProtocolRegistry protocols, Duration timeout, Supplier<Connection> connection) {
        this.protocols = protocols;
        this.timeout = timeout;
        this.connection = connection;
    }

    @Override
    protected void initChannel(Channel channel) {
        StreamChannel stream = (StreamChannel) channel;
        stream.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        stream.pipeline().addLast(Multistream.listen(protocols::serves, false, timeout, new Outcome(stream)));
    }

    private final class Outcome implements NegotiationListener {
        private final StreamChannel stream;

        Outcome(StreamChannel stream) {
            this.stream = stream;
        }

        @Override
        public void agreed(String protocolId) {
            StreamHandler handler = protocols.find(protocolId);
            if (handler == null) {
                stream.reset(); // withdrawn a moment ago
                return;
            }
            try {
                handler.onStream(new NegotiatedStream(stream, protocolId, connection.get()));
            } catch (RuntimeException bug) {
                LOGGER.atWarn()
                        .addKeyValue("protocol", protocolId)
                        .setCause(bug)
                        .log("a stream handler threw");
                stream.reset();
            }
        }

        @Override
        public void failed(Throwable cause) {
            LOGGER.atDebug()
                    .addKeyValue("peerId", connection.get().peerId())
                    .addKeyValue("failure", cause.getMessage())
                    .log("a peer's stream found no protocol");
            stream.reset();
        }
    }
}
