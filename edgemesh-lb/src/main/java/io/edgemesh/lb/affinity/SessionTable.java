package io.edgemesh.lb.affinity;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint each client had last. A client is forgotten once its time-out has passed since its last connection.
 *
 * <p><b>Limit:</b> a full table makes room by looking at a few entries, each time further ones, and dropping those that
 * have timed out, or else the one among them that was unseen for longest. <b>Threads:</b> safe for use by several; only a
 * new client of a full table waits for another.
 */
final class SessionTable {
    private static final int LOOKED_AT = 16;

    private final long timeoutNanos;
    private final int limit;
    private final ConcurrentMap<InetAddress, Session> sessions = new ConcurrentHashMap<>();
    private Iterator<Map.Entry<InetAddress, Session>> hand = sessions.entrySet().iterator(); // guarded by this

    private static final class Session {
        final EndpointKey endpoint;
        volatile long lastSeen;

        Session(EndpointKey endpoint, long now) {
            this.endpoint = endpoint;
            this.lastSeen = now;
        }
    }

    SessionTable(Duration timeout, int limit) {
        this.timeoutNanos = timeout.toNanos();
        this.limit = limit;
    }

    /** Returns the endpoint that the client had last; {@code null} if it is new, or was unseen for too long. */
    @Nullable
    EndpointKey find(InetAddress client, long now) {
        Session session = sessions.get(client);
        return session == null || timedOut(session, now) ? null : session.endpoint;
    }

    /** Notes that the client goes to an endpoint now. */
    void put(InetAddress client, Endpoint endpoint, long now) {
        Session known = sessions.get(client);
        if (known != null && known.endpoint.isOf(endpoint)) {
            known.lastSeen = now;
            return;
        }
        if (known == null && sessions.size() >= limit) {
            makeRoom(now);
        }
        sessions.put(client, new Session(EndpointKey.of(endpoint), now));
    }

    int size() {
        return sessions.size();
    }

    private synchronized void makeRoom(long now) {
        while (sessions.size() >= limit) {
            Map.Entry<InetAddress, Session> oldest = null;
            for (int i = 0; i < LOOKED_AT; i++) {
                if (!hand.hasNext()) {
                    hand = sessions.entrySet().iterator();
                }
                Map.Entry<InetAddress, Session> looked = hand.next();
                if (timedOut(looked.getValue(), now)) {
                    hand.remove();
                } else if (oldest == null || looked.getValue().lastSeen - oldest.getValue().lastSeen < 0) {
                    oldest = looked;
                }
            }
            if (oldest != null && sessions.size() >= limit) {
                sessions.remove(oldest.getKey(), oldest.getValue());
            }
        }
    }

    private boolean timedOut(Session session, long now) {
        return now - session.lastSeen > timeoutNanos;
    }
}
