package io.edgemesh.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A stub resolver of another make, for asking our server over real sockets. */
public final class DnsClient {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final InetSocketAddress server;

    public DnsClient(InetSocketAddress server) {
        this.server = server;
    }

    public static Message query(String name, String type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name), Type.value(type), DClass.IN));
        } catch (IOException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    public Message ask(String name, String type) throws IOException {
        return askUdp(query(name, type));
    }

    /** Returns the data of the first answer record, or the code of an answer without. */
    public String first(String name, String type) throws IOException {
        Message answer = ask(name, type);
        return answer.getSection(Section.ANSWER).isEmpty()
                ? Rcode.string(answer.getRcode())
                : answer.getSection(Section.ANSWER).get(0).rdataToString();
    }

    public Message askUdp(Message query) throws IOException {
        return new Message(askUdp(query.toWire()));
    }

    public byte[] askUdp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.send(new DatagramPacket(query, query.length, server));
            DatagramPacket answer = new DatagramPacket(new byte[65535], 65535);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    public Message askTcp(Message query) throws IOException {
        try (Socket socket = connect()) {
            send(socket, query);
            return receive(socket);
        }
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    public static void send(Socket socket, Message query) throws IOException {
        byte[] bytes = query.toWire();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    public static Message receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }
}
