package io.edgemesh.tunnel.netns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Datagrams to a UDP echo server and back, of any length up to some thousand bytes, each with contents of its own. A few are
 * under way at once: a socket that has no room for more may lose them, which is not what is looked at.
 */
final class Datagrams {
    private static final int AT_ONCE = 20;
    private static final int LONGEST = 4000;
    private static final long PATIENCE_SECONDS = 5;

    private final Channel flow;
    private final BlockingQueue<ByteBuffer> received = new LinkedBlockingQueue<>();

    Datagrams(Channel flow) {
        this.flow = flow;
        flow.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf datagram) {
                received.add(ByteBuffer.wrap(ByteBufUtil.getBytes(datagram)));
            }
        });
        flow.config().setAutoRead(true);
    }

    /** Sends that many; tells how many came back as they were sent, and how many did not. */
    String echo(int count) throws InterruptedException {
        Random random = new Random(count);
        int same = 0;
        int altered = 0;
        for (int sent = 0; sent < count; sent += AT_ONCE) {
            Set<ByteBuffer> missing = new TreeSet<>();
            for (int i = 0; i < AT_ONCE; i++) {
                byte[] contents = new byte[1 + random.nextInt(LONGEST)];
                random.nextBytes(contents);
                missing.add(ByteBuffer.wrap(contents));
            }
            missing.forEach(datagram -> flow.writeAndFlush(Unpooled.wrappedBuffer(datagram.duplicate())));
            while (!missing.isEmpty()) {
                ByteBuffer back = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (back == null) {
                    return "same=" + same + " altered=" + altered + " missing=" + missing.size();
                }
                if (missing.remove(back)) {
                    same++;
                } else {
                    altered++;
                }
            }
        }
        return "same=" + same + " altered=" + altered + " missing=0";
    }
}
