package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.portmap.NatPmp.Answer;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a gateway is asked to map ports, one question after the other: its address outside, then each port. */
final class MappingRound {
    private static final int LIFETIME_SECONDS = 3600;

    private final List<ListeningPort> listening;
    private final List<Multiaddr> mapped = new ArrayList<>();
    private @Nullable InetAddress outside;
    private long seconds = LIFETIME_SECONDS;

    MappingRound(List<ListeningPort> listening) {
        this.listening = listening;
    }

    /** Whether all ports are mapped, and nothing is to be asked. */
    boolean complete() {
        return mapped.size() == listening.size();
    }

    /** Returns the addresses outside so far. */
    List<Multiaddr> mapped() {
        return List.copyOf(mapped);
    }

    /** Returns how long all mappings so far last. */
    long seconds() {
        return seconds;
    }

    /** Whether the gateway may have mapped a port. */
    boolean mappedAny() {
        return outside != null;
    }

    void writeQuestion(ByteBuf out) {
        if (outside == null) {
            NatPmp.writeAddressRequest(out);
        } else {
            NatPmp.writeMapRequest(out, next().tcp(), next().number(), LIFETIME_SECONDS);
        }
    }

    private ListeningPort next() {
        return listening.get(mapped.size());
    }

    /** Whether the gateway answers what it is asked now. */
    boolean isAnsweredBy(Answer answer) {
        if (answer instanceof Answer.Mapped granted) {
            return outside != null && granted.tcp() == next().tcp() && granted.port() == next().number();
        }
        return answer instanceof Answer.Refused || outside == null;
    }

    /** Takes such an answer; returns why the gateway is of no use, {@code null} where it is. */
    @Nullable
    String take(Answer answer) {
        if (answer instanceof Answer.Outside found) {
            outside = ListeningPort.mayBeOutside(found.ip()) ? found.ip() : null;
            return outside == null ? "it has no address outside" : null;
        }
        if (answer instanceof Answer.Mapped granted && outside != null) {
            return take(granted, outside);
        }
        return answer instanceof Answer.Refused refused ? "refused with code " + refused.code() : null;
    }

    private @Nullable String take(Answer.Mapped granted, InetAddress ip) {
        if (granted.outsidePort() == 0 || granted.seconds() == 0) {
            return "it granted nothing";
        }
        mapped.add(next().outside(ip, granted.outsidePort()));
        seconds = Math.min(seconds, granted.seconds());
        return null;
    }
}
