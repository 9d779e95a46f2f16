package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells nodes each other's names: the discovery protocol of Go EdgeMesh, {@value #PROTOCOL_ID}.
 *
 * <pre>
 *   { 1: type (0 CONNECT, 1 SUCCESS, 2 FAILED)  2: "MDNS" or "DHT"  3: node name  15: instance (ours alone) }
 * </pre>
 *
 * <p>The dialler says who it is and the answerer replies in kind. Go agents pass over the field they do not know.
 * <b>Threads:</b> everything happens on the stream's event loop.
 */
public final class Discovery {
    public static final String PROTOCOL_ID = "/libp2p/tunnel-discovery/1.0.0";

    static final int MAX_MESSAGE_BYTES = 4096;

    private static final Logger LOGGER = LoggerFactory.getLogger(Discovery.class);
    private static final int CONNECT = 0;
    private static final int SUCCESS = 1;
    private static final int INSTANCE = 15;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Discovery() {}

    /** Introduces this node to the peer and returns how the peer introduces itself. The stream ends with that. */
    public static Future<Introduction> ask(Channel stream, Introduction self) {
        Promise<Introduction> answered = stream.eventLoop().newPromise();
        new FirstMessage(MAX_MESSAGE_BYTES, TIMEOUT) {
            @Override
            void received(Channel channel, ByteBuf message) {
                answered.trySuccess(read(message, SUCCESS));
                OrderlyEnd.of(channel);
            }

            @Override
            void failed(Channel channel, Throwable cause) {
                answered.tryFailure(cause);
                channel.close();
            }
        }.startOn(stream);
        stream.writeAndFlush(Messages.delimited(stream.alloc(), out -> write(out, CONNECT, self)));
        return answered;
    }

    /** Answers on a stream that the peer has opened. @param onIntroduced told how the peer has introduced itself */
    public static void answer(Channel stream, Introduction self, Consumer<Introduction> onIntroduced) {
        new FirstMessage(MAX_MESSAGE_BYTES, TIMEOUT) {
            @Override
            void received(Channel channel, ByteBuf message) {
                Introduction peer = read(message, CONNECT);
                channel.write(Messages.delimited(channel.alloc(), out -> write(out, SUCCESS, self)));
                OrderlyEnd.of(channel);
                onIntroduced.accept(peer);
            }

            @Override
            void failed(Channel channel, Throwable cause) {
                LOGGER.atDebug().addKeyValue("failure", cause.toString()).log("a peer did not introduce itself");
                channel.close();
            }
        }.startOn(stream);
    }

    static void write(ByteBuf out, int type, Introduction introduction) {
        ProtoWriter message = new ProtoWriter(out);
        message.uint64(1, type).string(2, "MDNS").string(3, introduction.node());
        if (introduction.instance() != 0) {
            message.uint64(INSTANCE, introduction.instance());
        }
    }

    static Introduction read(ByteBuf message, int expectedType) {
        int type = CONNECT;
        String node = "";
        long instance = 0;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 3 -> node = in.string();
                case INSTANCE -> instance = in.uint64();
                default -> {} // of a later version
            }
        }
        if (type != expectedType) {
            throw new MalformedException("a message of type " + type + " (expected: " + expectedType + ')');
        }
        return new Introduction(node, instance);
    }
}
