package io.edgemesh.tunnel.yamux;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What streams have to do when a burst of reads is over: tell the pipeline, grant window, close. Each comes to it once, however
 * much has arrived for it. On the connection's event loop.
 */
final class Settlement {
    private final YamuxSession session;
    private final Runnable settle = this::settleAndFlush;
    private List<YamuxStream> touched = new ArrayList<>();
    private List<YamuxStream> settling = new ArrayList<>();
    private boolean inBurst;
    private boolean scheduled;

    Settlement(YamuxSession session) {
        this.session = session;
    }

    void burstBegins() {
        inBurst = true;
    }

    void burstEnds() {
        inBurst = false;
        settle();
    }

    /** Notes that a stream has something to do, after this burst or else soon. */
    void add(YamuxStream stream) {
        if (stream.touch()) {
            touched.add(stream);
            schedule();
        }
    }

    /** Does what has been noted so far. */
    void settle() {
        scheduled = false;
        if (!settling.isEmpty()) {
            return; // called from within, by an event loop that runs tasks inside of others
        }
        List<YamuxStream> round = touched;
        touched = settling;
        settling = round;
        for (int i = 0; i < round.size(); i++) {
            round.get(i).settle();
        }
        round.clear();
        if (!touched.isEmpty()) {
            schedule(); // what the streams asked for meanwhile, after others had their turn
        }
    }

    /** Not by {@code execute()}: such tasks, each bringing the next, would be done before any socket gets its turn. */
    private void schedule() {
        if (!inBurst && !scheduled) {
            scheduled = true;
            session.channel().eventLoop().schedule(settle, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void settleAndFlush() {
        settle();
        session.writer().flushNow();
    }
}
