package io.edgemesh.tunnel;

import io.netty.channel.DefaultChannelPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream's pipeline. What goes wrong in a stream and is handled by nobody ends that stream, with a line for whoever
 * debugs; resets are everyday and say enough by themselves.
 */
final class StreamPipeline extends DefaultChannelPipeline {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamPipeline.class);

    private final AbstractStream stream;

    StreamPipeline(AbstractStream stream) {
        super(stream);
        this.stream = stream;
    }

    @Override
    protected void onUnhandledInboundException(Throwable cause) {
        if (!(cause instanceof StreamResetException)) {
            LOGGER.atDebug().addKeyValue("stream", stream).setCause(cause).log("stream failed, resetting it");
            stream.reset();
        }
    }
}
