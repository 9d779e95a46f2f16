package io.edgemesh.tunnel;

import static io.netty.channel.ChannelOption.ALLOW_HALF_CLOSURE;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.Map;

/** Options of a stream: Netty's common ones and {@code ALLOW_HALF_CLOSURE}. */
public final class StreamConfig extends DefaultChannelConfig {
    // Never allocates: a stream hands on buffers of its connection. Shared, because each costs memory of its own.
    private static final RecvByteBufAllocator UNUSED = new FixedRecvByteBufAllocator(1);

    private volatile boolean allowHalfClosure;

    StreamConfig(AbstractStream stream) {
        super(stream, UNUSED);
    }

    public boolean isAllowHalfClosure() {
        return allowHalfClosure;
    }

    @Override
    protected void autoReadCleared() {
        AbstractStream stream = (AbstractStream) channel;
        if (stream.eventLoop().inEventLoop()) {
            stream.stopReading();
        } else {
            stream.eventLoop().execute(stream::stopReading);
        }
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ALLOW_HALF_CLOSURE);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
        return option == ALLOW_HALF_CLOSURE ? (T) Boolean.valueOf(allowHalfClosure) : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option == ALLOW_HALF_CLOSURE) {
            validate(option, value);
            allowHalfClosure = (Boolean) value;
            return true;
        }
        return super.setOption(option, value);
    }
}
