package io.edgemesh.tunnel.multistream;

import io.netty.channel.ChannelHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes the handlers that negotiate. Each is added last to the pipeline of a channel, begins when the channel is active,
 * tells its listener once, and leaves.
 *
 * <p><b>Limits:</b> a message has up to 1024 bytes; a listener answers up to 32 offers. <b>Failures:</b>
 * {@link NoCommonProtocolException}, {@link NegotiationTimeoutException}, {@link MultistreamProtocolException} if the
 * other side speaks something else, {@link NegotiationException} if it closes, or whatever went through the pipeline.
 *
 * <p><b>No waiting:</b> the side that offers may write as soon as the channel is active, before it has an answer. That is
 * right when it offers one protocol: refused, its bytes are lost, and so is the stream. With several offers it has to wait
 * for {@link NegotiationListener#agreed}.
 */
public final class Multistream {
    private Multistream() {}

    /** Returns the handler of the side that offers, best first. */
    public static ChannelHandler dial(List<String> protocolIds, Duration timeout, NegotiationListener listener) {
        return new Dialling(protocolIds, listener, timeout);
    }

    /**
     * Returns the handler of the side that chooses.
     *
     * @param supported  says of an id whether we speak it
     * @param greetFirst whether to greet before the other side has; on a fresh connection, where it shows a dialler at
     *                   once what it has reached, but not on a stream, where it would cost a frame
     */
    public static ChannelHandler listen(
            Predicate<String> supported, boolean greetFirst, Duration timeout, NegotiationListener listener) {
        return new Listening(supported, greetFirst, listener, timeout);
    }

    /** Returns the bytes that each side sends first, whatever follows. */
    public static byte[] greeting() {
        return ("\u0013" + Message.GREETING + '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
