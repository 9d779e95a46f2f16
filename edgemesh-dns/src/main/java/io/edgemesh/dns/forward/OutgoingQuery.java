package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * A query as one server gets it, and the check that an answer is one to it.
 *
 * <p>Its id is random and, over UDP, so is the port it comes from: both have to be guessed by whoever would forge an
 * answer (RFC 5452).
 */
final class OutgoingQuery {
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CHECKING_DISABLED = 0x0010;
    private static final int DNSSEC_OK = 0x8000;
    private static final int RESPONSE_AND_OPCODE = 0xf800;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;

    private final Question question;
    private final byte[] name;
    private final int id;
    private final boolean edns;

    OutgoingQuery(Question question, boolean edns, RandomGenerator random) {
        this.question = question;
        this.name = question.name().toWire();
        this.id = random.nextInt(0x10000);
        this.edns = edns;
    }

    Question question() {
        return question;
    }

    boolean edns() {
        return edns;
    }

    void writeTo(ByteBuf target) {
        int flags = RECURSION_DESIRED | (question.checkingDisabled() ? CHECKING_DISABLED : 0);
        target.writeShort(id)
                .writeShort(flags)
                .writeShort(1)
                .writeShort(0)
                .writeShort(0)
                .writeShort(edns ? 1 : 0);
        target.writeBytes(name).writeShort(question.type()).writeShort(DClass.IN);
        if (edns) {
            target.writeByte(0).writeShort(Type.OPT).writeShort(MessageWriter.UDP_PAYLOAD);
            target.writeInt(question.dnssecOk() ? DNSSEC_OK : 0).writeShort(0);
        }
    }

    /** Returns whether a message is an answer to this very query: its id and its question. */
    boolean isAnswer(ByteBuf message) {
        int at = message.readerIndex();
        int questionEnd = Query.HEADER_LENGTH + name.length + 4;
        if (message.readableBytes() < Query.HEADER_LENGTH || message.getUnsignedShort(at) != id) {
            return false;
        }
        if ((message.getUnsignedShort(at + 2) & RESPONSE_AND_OPCODE) != RESPONSE) {
            return false;
        }
        if (message.getUnsignedShort(at + 4) != 1 || message.readableBytes() < questionEnd) {
            return isRefusalOfAll(message, at);
        }
        return sameName(message, at + Query.HEADER_LENGTH)
                && message.getUnsignedShort(at + questionEnd - 4) == question.type()
                && message.getUnsignedShort(at + questionEnd - 2) == DClass.IN;
    }

    /** Servers that do not understand a message at all may leave the question out of their complaint. */
    private static boolean isRefusalOfAll(ByteBuf message, int at) {
        return message.getUnsignedShort(at + 4) == 0 && (message.getUnsignedShort(at + 2) & 0xf) == Rcode.FORMERR;
    }

    private boolean sameName(ByteBuf message, int at) {
        for (int i = 0; i < name.length; i++) {
            if (lowerCase(message.getByte(at + i)) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lowerCase(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }

    static boolean isTruncated(ByteBuf message) {
        return (message.getUnsignedShort(message.readerIndex() + 2) & TRUNCATED) != 0;
    }

    /** Reads an answer that {@link #isAnswer} has let through. */
    Answer read(byte[] message) {
        return AnswerReader.read(question, message);
    }
}
