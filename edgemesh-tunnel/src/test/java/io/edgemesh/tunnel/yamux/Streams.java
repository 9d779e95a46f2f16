package io.edgemesh.tunnel.yamux;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.List;

/** The streams a session was opened by its peer, each with a {@link Recorder}. */
@ChannelHandler.Sharable
final class Streams extends ChannelInitializer<Channel> {
    final List<Recorder> opened = new ArrayList<>();
    boolean autoRead = true;
    boolean halfClosure = true;

    @Override
    protected void initChannel(Channel channel) {
        Recorder recorder = new Recorder();
        opened.add(recorder);
        channel.config().setAutoRead(autoRead);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
        channel.pipeline().addLast(recorder);
    }

    Recorder only() {
        if (opened.size() != 1) {
            throw new AssertionError(opened.size() + " streams (expected: 1)");
        }
        return opened.get(0);
    }
}
