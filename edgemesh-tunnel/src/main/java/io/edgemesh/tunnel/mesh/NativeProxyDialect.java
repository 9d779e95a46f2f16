package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.edgemesh.tunnel.multiformats.VarintFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Our own form: {@value #ID}. The dialler's bytes may follow the request at once, a refusal says why, datagrams keep their
 * bounds, and the client's address goes along.
 *
 * <pre>
 *   request { 1: protocol (1 TCP, 2 UDP)  2: ip (4 or 16 bytes)  3: port  4: client ip  5: client port  6: time-out in ms
 *             7: id }
 *   answer  { 1: code (0 connected, else a refusal)  2: text }
 * </pre>
 */
final class NativeProxyDialect implements ProxyDialect {
    static final String ID = "/edgemesh/proxy/1.0.0";
    static final NativeProxyDialect INSTANCE = new NativeProxyDialect();

    private static final int TCP = 1;
    private static final int UDP = 2;
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int MAX_TEXT_CHARS = 512;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);

    private NativeProxyDialect() {}

    @Override
    public String protocolId() {
        return ID;
    }

    @Override
    public boolean takesEarlyData() {
        return true;
    }

    @Override
    public void writeRequest(ProxyRequest request, ByteBuf out) {
        ProtoWriter message = new ProtoWriter(out);
        message.uint64(1, request.protocol() == Protocol.UDP ? UDP : TCP);
        writeAddress(message, 2, request.target());
        if (request.client() != null && !request.client().isUnresolved()) {
            writeAddress(message, 4, request.client());
        }
        message.uint64(6, Math.max(1, request.timeout().toMillis()));
        if (request.id() != 0) {
            message.uint64(7, request.id());
        }
    }

    private static void writeAddress(ProtoWriter message, int field, InetSocketAddress address) {
        message.bytes(field, address.getAddress().getAddress()).uint64(field + 1, address.getPort());
    }

    @Override
    public ProxyRequest readRequest(ByteBuf message) {
        int protocol = 0;
        long timeoutMillis = DEFAULT_TIMEOUT.toMillis();
        byte @Nullable [] ip = null;
        byte @Nullable [] clientIp = null;
        int port = 0;
        int clientPort = 0;
        long id = 0;
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> protocol = in.int32();
                case 2 -> ip = in.bytes();
                case 3 -> port = in.int32();
                case 4 -> clientIp = in.bytes();
                case 5 -> clientPort = in.int32();
                case 6 -> timeoutMillis = in.uint64();
                case 7 -> id = in.uint64();
                default -> {} // of a later version
            }
        }
        if (ip == null) {
            throw new MalformedException("the request names no address");
        }
        InetSocketAddress client = clientIp == null ? null : address(clientIp, clientPort, 0);
        return new ProxyRequest(protocol(protocol), address(ip, port, 1), "", client, timeout(timeoutMillis), id);
    }

    private static Protocol protocol(int number) {
        return switch (number) {
            case TCP -> Protocol.TCP;
            case UDP -> Protocol.UDP;
            default -> throw new MalformedException("the request is for protocol " + number + " (expected: 1 or 2)");
        };
    }

    private static InetSocketAddress address(byte[] ip, int port, int minPort) {
        if (port < minPort || port > 65535) {
            throw new MalformedException("the request has port " + port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new MalformedException("the request has an IP address of " + ip.length + " bytes");
        }
    }

    private static Duration timeout(long millis) {
        return millis <= 0 || millis > MAX_TIMEOUT.toMillis() ? MAX_TIMEOUT : Duration.ofMillis(millis);
    }

    @Override
    public void writeAnswer(ProxyAnswer answer, ByteBuf out) {
        ProtoWriter message = new ProtoWriter(out);
        message.uint64(1, answer.refusal() == null ? 0 : answer.refusal().code());
        if (!answer.text().isEmpty()) {
            message.string(2, answer.text().substring(0, Math.min(answer.text().length(), MAX_TEXT_CHARS)));
        }
    }

    @Override
    public ProxyAnswer readAnswer(ByteBuf message) {
        int code = 0;
        String text = "";
        ProtoReader in = new ProtoReader(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> code = in.int32();
                case 2 -> text = in.string();
                default -> {} // of a later version
            }
        }
        return code == 0 ? ProxyAnswer.CONNECTED : new ProxyAnswer(Refusal.byCode(code), text);
    }

    @Override
    public void separateDatagrams(ChannelPipeline pipeline) {
        pipeline.addLast(new VarintFrameDecoder(MAX_DATAGRAM_BYTES), VarintFrameEncoder.INSTANCE);
    }
}
