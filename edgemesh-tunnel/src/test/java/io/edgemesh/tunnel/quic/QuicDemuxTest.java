package io.edgemesh.tunnel.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuicDemuxTest {
    private static final InetSocketAddress SOMEBODY = new InetSocketAddress("192.0.2.1", 4001);
    private static final byte SHORT_HEADER = 0x40;
    private static final byte LONG_HEADER = (byte) 0xc0;

    private final QuicDemux demux = new QuicDemux();
    private final Counter server = new Counter();
    private final Counter client = new Counter();
    private final EmbeddedChannel socket = new EmbeddedChannel();

    QuicDemuxTest() {
        demux.install(socket.pipeline(), server, client);
    }

    @Test
    void packetsForAConnectionThatWeDialledAreTheClients() {
        byte[] id = id(7);
        demux.expect(id);

        receive(Unpooled.buffer().writeByte(SHORT_HEADER).writeBytes(id).writeLong(0));
        receive(Unpooled.buffer()
                .writeByte(LONG_HEADER)
                .writeInt(1)
                .writeByte(QuicDemux.ID_BYTES)
                .writeBytes(id)
                .writeLong(0));

        assertThat(client.packets).isEqualTo(2);
        assertThat(server.packets).isZero();
    }

    @Test
    void afterItsEndTheyAreNot() {
        byte[] id = id(7);
        demux.forget(demux.expect(id));

        receive(Unpooled.buffer().writeByte(SHORT_HEADER).writeBytes(id));

        assertThat(server.packets).isEqualTo(1);
    }

    @Test
    void anIdOfAnotherLengthIsNotOurs() {
        demux.expect(id(7));

        receive(Unpooled.buffer()
                .writeByte(LONG_HEADER)
                .writeInt(1)
                .writeByte(8)
                .writeBytes(id(7)));

        assertThat(server.packets).isEqualTo(1);
    }

    @Property
    void everyPacketGoesToOneCodecWhateverIsInIt(@ForAll @Size(max = 64) byte[] packet) {
        int before = server.packets + client.packets;
        demux.expect(id(7));

        receive(Unpooled.wrappedBuffer(packet));

        assertThat(server.packets + client.packets).isEqualTo(before + 1);
    }

    private void receive(ByteBuf packet) {
        socket.writeInbound(new DatagramPacket(packet, SOMEBODY));
    }

    private static byte[] id(int first) {
        byte[] id = new byte[QuicDemux.ID_BYTES];
        id[0] = (byte) first;
        return id;
    }

    /** Stands for a codec. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private int packets;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            packets++;
            ((DatagramPacket) message).release();
        }
    }
}
