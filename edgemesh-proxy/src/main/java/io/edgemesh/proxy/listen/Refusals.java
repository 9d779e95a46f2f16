package io.edgemesh.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a listener turns a client away. */
public final class Refusals {
    private static final Logger LOGGER = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    /** Cuts a client off whose protocol has no word for it: with a reset, so that it does not look like an empty answer. */
    public static void reset(Channel client, @Nullable Throwable failure) {
        log(client, failure);
        try {
            client.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            LOGGER.trace("the client is gone already", e);
        }
        client.close();
    }

    /** Writes down why a client was refused; nothing where it went by itself. */
    public static void log(Channel client, @Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (!(cause instanceof CancellationException)) {
            LOGGER.atDebug()
                    .addKeyValue("client", client.remoteAddress())
                    .addKeyValue("failure", String.valueOf(cause))
                    .log("a client was refused");
        }
    }

    /** Returns what is behind the wrapping of completion stages. */
    public static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
