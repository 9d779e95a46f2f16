package io.edgemesh.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on loopback, UDP and TCP, that answers as a test says. */
public final class FakeUpstream implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final AtomicInteger udpQueries = new AtomicInteger();
    private final AtomicInteger tcpQueries = new AtomicInteger();
    private volatile Function<Message, List<byte[]>> overUdp = query -> List.of();
    private volatile Function<Message, byte[]> overTcp = query -> new byte[0];

    /** @param port the port, or 0 for any that is free */
    public FakeUpstream(int port) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        tcp = new ServerSocket();
        tcp.setReuseAddress(true);
        tcp.bind(new InetSocketAddress(loopback, port));
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        start(this::serveUdp);
        start(this::serveTcp);
    }

    /** Returns a server that answers every question for addresses with this one, and every other with none. */
    public static FakeUpstream answering(String address, long ttl) throws IOException {
        return answering(0, address, ttl);
    }

    public static FakeUpstream answering(int port, String address, long ttl) throws IOException {
        FakeUpstream upstream = new FakeUpstream(port);
        upstream.answer(query -> address(query, address, ttl));
        return upstream;
    }

    /** Answers over both transports. */
    public void answer(Function<Message, Message> answer) {
        overUdp = query -> List.of(answer.apply(query).toWire());
        overTcp = query -> answer.apply(query).toWire();
    }

    /** Answers over UDP with any number of datagrams, none included. */
    public void answerUdp(Function<Message, List<byte[]>> answers) {
        overUdp = answers;
    }

    public void answerTcp(Function<Message, byte[]> answer) {
        overTcp = answer;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    public String text() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    public int udpQueries() {
        return udpQueries.get();
    }

    public int tcpQueries() {
        return tcpQueries.get();
    }

    /** Returns an answer with one address, or with none if the type is not that of addresses. */
    public static Message address(Message query, String address, long ttl) {
        Message answer = reply(query, Rcode.NOERROR);
        if (query.getQuestion().getType() == Type.A) {
            answer.addRecord(record(query.getQuestion().getName().toString(), "A", ttl, address), Section.ANSWER);
        } else {
            answer.addRecord(record(".", "SOA", ttl, "ns. hostmaster. 1 1 1 1 " + ttl), Section.AUTHORITY);
        }
        return answer;
    }

    /** Returns an empty answer to a query. */
    public static Message reply(Message query, int rcode) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    public static Record record(String owner, String type, long ttl, String data) {
        try {
            return Record.fromString(Name.fromString(owner), Type.value(type), DClass.IN, ttl, data, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                udpQueries.incrementAndGet();
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                for (byte[] answer : overUdp.apply(query)) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException e) {
            // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket connection = tcp.accept()) {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] bytes = in.readNBytes(in.readUnsignedShort());
                tcpQueries.incrementAndGet();
                byte[] answer = overTcp.apply(new Message(bytes));
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                if (answer.length > 0) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            } catch (IOException e) {
                // closed, or this one connection has failed; the test sees it by the missing answer
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
