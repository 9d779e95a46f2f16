package io.edgemesh.tunnel.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DatagramPacket;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one socket have both of Netty's codecs, each of which would swallow every packet: those that name the id of a
 * connection that we dialled are the client's, all others the server's. Event loop only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9000.html#section-17">RFC 9000, "Packet Formats"</a>
 */
final class QuicDemux extends ChannelInboundHandlerAdapter {
    /** How long the ids are by which peers name our connections, those that they dialled included. */
    static final int ID_BYTES = 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(QuicDemux.class);
    private static final int LONG_HEADER = 0x80;
    private static final int ID_IN_LONG_HEADER = 6; // behind type, version and the length of the id
    private static final int ID_IN_SHORT_HEADER = 1;

    private final Set<ByteBuf> dialled = new HashSet<>();

    @SuppressWarnings("NullAway.Init") // set by install, before anything is read
    private ChannelHandlerContext server;

    @SuppressWarnings("NullAway.Init")
    private ChannelHandlerContext client;

    /** Puts itself and the codecs into the pipeline of a socket; a connect begins at its end, so the client comes last. */
    void install(ChannelPipeline pipeline, ChannelHandler serverCodec, ChannelHandler clientCodec) {
        pipeline.addLast(this, serverCodec, clientCodec);
        server = pipeline.context(serverCodec);
        client = pipeline.context(clientCodec);
    }

    /** Expects packets for a connection of ours; returns what {@link #forget} takes. */
    ByteBuf expect(byte[] id) {
        ByteBuf key = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(id));
        dialled.add(key);
        return key;
    }

    void forget(ByteBuf key) {
        dialled.remove(key);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        ChannelHandlerContext codec = ours(((DatagramPacket) message).content()) ? client : server;
        ((ChannelInboundHandler) codec.handler()).channelRead(codec, message);
    }

    private boolean ours(ByteBuf packet) {
        int start = packet.readerIndex();
        boolean longHeader = packet.isReadable() && (packet.getByte(start) & LONG_HEADER) != 0;
        int offset = longHeader ? ID_IN_LONG_HEADER : ID_IN_SHORT_HEADER;
        return packet.readableBytes() >= offset + ID_BYTES
                && (!longHeader || packet.getByte(start + offset - 1) == ID_BYTES)
                && dialled.contains(packet.slice(start + offset, ID_BYTES));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        ((ChannelInboundHandler) server.handler()).channelReadComplete(server);
        ((ChannelInboundHandler) client.handler()).channelReadComplete(client);
    }

    /** A datagram that was not deliverable is QUIC's to notice. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("socket", ctx.channel().localAddress())
                .addKeyValue("failure", cause.toString())
                .log("UDP socket reports an error");
    }
}
