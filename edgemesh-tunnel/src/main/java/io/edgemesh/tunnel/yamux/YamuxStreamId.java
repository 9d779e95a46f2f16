package io.edgemesh.tunnel.yamux;

import io.netty.channel.ChannelId;

/** Names a stream by its connection and a number: a few bytes where Netty's own id takes a hundred. */
final class YamuxStreamId implements ChannelId {
    private static final long serialVersionUID = 1L;

    private final ChannelId connection;
    private final int sequence;

    YamuxStreamId(ChannelId connection, int sequence) {
        this.connection = connection;
        this.sequence = sequence;
    }

    @Override
    public String asShortText() {
        return connection.asShortText() + '/' + sequence;
    }

    @Override
    public String asLongText() {
        return connection.asLongText() + '/' + sequence;
    }

    @Override
    public int compareTo(ChannelId other) {
        if (other instanceof YamuxStreamId stream) {
            int order = connection.compareTo(stream.connection);
            return order != 0 ? order : Integer.compare(sequence, stream.sequence);
        }
        return asLongText().compareTo(other.asLongText());
    }

    @Override
    public int hashCode() {
        return connection.hashCode() * 31 + sequence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof YamuxStreamId stream
                && connection.equals(stream.connection)
                && sequence == stream.sequence;
    }

    @Override
    public String toString() {
        return asShortText();
    }
}
