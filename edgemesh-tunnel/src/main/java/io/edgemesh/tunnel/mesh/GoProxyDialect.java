package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The form that Go EdgeMesh agents speak: {@value #ID}.
 *
 * <pre>
 *   { 1: type (0 CONNECT, 1 SUCCESS, 2 FAILED)  2: "tcp" or "udp"  3: node name  4: ip as text  5: port }
 * </pre>
 *
 * <p>A refusal gives no reason. Datagrams are not framed but by the multiplexer: a Go agent takes whatever one read of at
 * most {@link GoDatagrams#MAX_BYTES} bytes yields for one.
 */
final class GoProxyDialect implements ProxyDialect {
    static final String ID = "/libp2p/tunnel-proxy/1.0.0";
    static final GoProxyDialect INSTANCE = new GoProxyDialect();

    private static final int CONNECT = 0;
    private static final int SUCCESS = 1;
    private static final int FAILED = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private GoProxyDialect() {}

    @Override
    public String protocolId() {
        return ID;
    }

    @Override
    public boolean takesEarlyData() {
        return false; // an agent reads its first frame and drops what came with it
    }

    @Override
    public void writeRequest(ProxyRequest request, ByteBuf out) {
        new ProtoWriter(out)
                .uint64(1, CONNECT)
                .string(2, request.protocol() == Protocol.UDP ? "udp" : "tcp")
                .string(3, request.node())
                .string(4, NetUtil.toAddressString(request.target().getAddress()))
                .uint64(5, request.target().getPort());
    }

    @Override
    public ProxyRequest readRequest(ByteBuf message) {
        int type = CONNECT;
        String protocol = "";
        String node = "";
        String ip = "";
        int port = 0;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.int32();
                case 2 -> protocol = in.string();
                case 3 -> node = in.string();
                case 4 -> ip = in.string();
                case 5 -> port = in.int32();
                default -> {} // of a later version
            }
        }
        if (type != CONNECT) {
            throw new MalformedException("a message of type " + type + " is no request");
        }
        return new ProxyRequest(protocol(protocol), address(ip, port), node, null, TIMEOUT);
    }

    private static Protocol protocol(String name) {
        return switch (name) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw new MalformedException("the request is for protocol \"" + name + '"');
        };
    }

    private static InetSocketAddress address(String ip, int port) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        if (bytes == null || port < 1 || port > 65535) {
            throw new MalformedException("the request is for \"" + ip + "\", port " + port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address has 4 or 16 bytes", e);
        }
    }

    @Override
    public void writeAnswer(ProxyAnswer answer, ByteBuf out) {
        new ProtoWriter(out).uint64(1, answer.refusal() == null ? SUCCESS : FAILED);
    }

    @Override
    public ProxyAnswer readAnswer(ByteBuf message) {
        int type = CONNECT;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            if (in.field() == 1) {
                type = in.int32();
            }
        }
        return switch (type) {
            case SUCCESS -> ProxyAnswer.CONNECTED;
            case FAILED -> new ProxyAnswer(Refusal.OTHER, "the Go agent there could not connect to the endpoint");
            default -> throw new MalformedException("a message of type " + type + " is no answer");
        };
    }

    @Override
    public void separateDatagrams(ChannelPipeline pipeline) {
        if (pipeline.channel() instanceof StreamChannel stream) {
            stream.keepMessages();
        }
        pipeline.addLast(new GoDatagrams());
    }
}
