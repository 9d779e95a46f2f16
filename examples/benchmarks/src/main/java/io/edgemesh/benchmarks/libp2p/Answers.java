package io.edgemesh.benchmarks.libp2p;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends a byte on each of many streams of the echo protocol, and counts those on which it comes back. */
final class Answers {
    private Answers() {}

    static long of(List<StreamChannel> streams) throws InterruptedException {
        CountDownLatch missing = new CountDownLatch(streams.size());
        for (StreamChannel stream : streams) {
            stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ReferenceCountUtil.release(message);
                    missing.countDown();
                }
            });
            stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
        }
        missing.await(30, TimeUnit.SECONDS);
        return streams.size() - missing.getCount();
    }
}
