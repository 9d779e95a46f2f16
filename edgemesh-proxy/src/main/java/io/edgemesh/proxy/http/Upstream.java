package io.edgemesh.proxy.http;

import io.netty.channel.Channel;

/** A connection to a target. Used on its client's event loop. */
final class Upstream {
    private final Channel channel;
    private final RequestTarget target;
    private boolean reused;

    Upstream(Channel channel, RequestTarget target) {
        this.channel = channel;
        this.target = target;
    }

    Channel channel() {
        return channel;
    }

    /** Returns whether a request for that host and port may go over it. */
    boolean serves(RequestTarget other) {
        return channel.isActive() && target.host().equalsIgnoreCase(other.host()) && target.port() == other.port();
    }

    /** Returns whether it has served a request before: then it may be closing at the very moment of the next. */
    boolean reused() {
        return reused;
    }

    void markReused() {
        reused = true;
    }
}
