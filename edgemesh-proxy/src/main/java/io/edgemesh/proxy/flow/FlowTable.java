package io.edgemesh.proxy.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The flows of one datagram socket, each with an upstream channel of its own.
 *
 * <p>A flow begins with the first datagram of its key and ends when it has been idle, when its channel closes, or when the
 * table is full and it is the one used longest ago. One flow's fate is its own: what fails ends that flow, and the next
 * datagram of its key begins a new one. Where a channel does not take what is sent, datagrams are dropped, as UDP does.
 *
 * <p><b>Threads:</b> the socket's event loop. <b>Buffers:</b> {@link #send} takes over the datagram.
 *
 * @param <K> what tells flows apart
 */
public final class FlowTable<K> {
    private static final int MAX_HELD_BYTES = 8 * 1024 * 1024;

    private final Channel socket;
    private final Ticker ticker;
    private final long idleNanos;
    private final int maxFlows;
    private final Function<K, ? extends CompletionStage<Channel>> opener;
    private final BiFunction<K, ByteBuf, Object> envelope;
    private final LinkedHashMap<K, Flow<K>> flows = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Flow<K>> unflushed = new HashSet<>();
    private final ScheduledFuture<?> sweep;
    private int heldBytes;

    /**
     * @param opener   opens the upstream channel of a flow, answering on the socket's event loop
     * @param envelope makes of an upstream's datagram what is to be written to the socket; takes over the buffer
     */
    public FlowTable(
            Channel socket,
            Ticker ticker,
            Duration idle,
            int maxFlows,
            Function<K, ? extends CompletionStage<Channel>> opener,
            BiFunction<K, ByteBuf, Object> envelope) {
        this.socket = socket;
        this.ticker = ticker;
        this.idleNanos = idle.toNanos();
        this.maxFlows = maxFlows;
        this.opener = opener;
        this.envelope = envelope;
        long period = Math.max(1, idleNanos / 4);
        this.sweep = socket.eventLoop().scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.NANOSECONDS);
    }

    /** Sends a datagram to its flow's upstream, which is opened if there is none; {@link #flush} follows. */
    public void send(K key, ByteBuf datagram) {
        Flow<K> flow = flows.get(key);
        if (flow == null) {
            flow = begin(key);
        }
        flow.send(datagram);
        unflushed.add(flow);
    }

    private Flow<K> begin(K key) {
        if (flows.size() >= maxFlows) {
            Map.Entry<K, Flow<K>> eldest = flows.entrySet().iterator().next();
            end(eldest.getKey(), eldest.getValue());
        }
        Flow<K> flow = new Flow<>(this, key);
        flows.put(key, flow);
        opener.apply(key).whenComplete(flow::opened);
        return flow;
    }

    /** Flushes what was sent since the last time. */
    public void flush() {
        if (!unflushed.isEmpty()) {
            unflushed.forEach(Flow::flush);
            unflushed.clear();
        }
    }

    void end(K key, Flow<K> flow) {
        flows.remove(key, flow);
        unflushed.remove(flow);
        flow.close();
    }

    private void sweep() {
        long now = ticker.nanoTime();
        List<Map.Entry<K, Flow<K>>> idle = new ArrayList<>();
        for (Map.Entry<K, Flow<K>> entry : flows.entrySet()) {
            if (now - entry.getValue().lastActiveNanos() > idleNanos) {
                idle.add(Map.entry(entry.getKey(), entry.getValue()));
            }
        }
        idle.forEach(entry -> end(entry.getKey(), entry.getValue()));
    }

    /** Ends all flows. */
    public void close() {
        sweep.cancel(false);
        List<Flow<K>> all = List.copyOf(flows.values());
        flows.clear();
        unflushed.clear();
        all.forEach(Flow::close);
    }

    public int size() {
        return flows.size();
    }

    Channel socket() {
        return socket;
    }

    long nanoTime() {
        return ticker.nanoTime();
    }

    Object enveloped(K key, ByteBuf datagram) {
        return envelope.apply(key, datagram);
    }

    /** Returns whether a flow that is still opening may keep so many bytes more. */
    boolean tryHold(int bytes) {
        if (heldBytes + bytes > MAX_HELD_BYTES) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    void unhold(int bytes) {
        heldBytes -= bytes;
    }
}
