package io.edgemesh.tunnel.multistream;

import java.util.List;

/** One side offered protocols, and the other supports none of them. */
public final class NoCommonProtocolException extends NegotiationException {
    private static final long serialVersionUID = 1L;

    private final List<String> offered;

    NoCommonProtocolException(String message, List<String> offered) {
        super(message, null);
        this.offered = List.copyOf(offered);
    }

    static NoCommonProtocolException refusedByPeer(List<String> offered) {
        return new NoCommonProtocolException("peer supports none of " + offered, offered);
    }

    static NoCommonProtocolException refusedByUs(List<String> asked) {
        return new NoCommonProtocolException("peer asked for " + asked + ", and we support none of them", asked);
    }

    /** Returns what was offered, in order. */
    public List<String> offered() {
        return offered;
    }
}
