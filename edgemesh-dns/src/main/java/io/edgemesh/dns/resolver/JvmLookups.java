package io.edgemesh.dns.resolver;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The meshes that the JVM's own resolver asks.
 *
 * <p>A JVM has one resolver and makes it itself, so this is known to all of it: the one static thing that changes in this
 * module, and only where the setting {@code jvmResolver} asks for it. Asked for are whole names of a cluster's zone
 * and nothing else. <b>Threads:</b> safe for use by several.
 */
public final class JvmLookups {
    private static final List<ClusterLookup> LOOKUPS = new CopyOnWriteArrayList<>();
    private static final long TIMEOUT_SECONDS = 5;

    private JvmLookups() {}

    /** Lets the JVM's resolver ask a mesh until the registration is closed. */
    public static Registration register(ClusterLookup lookup) {
        LOOKUPS.add(lookup);
        return () -> LOOKUPS.remove(lookup);
    }

    /** Ends asking a mesh when closed. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Returns whether a name is that of a registered mesh, so that nobody else has to be asked. */
    static boolean knows(String host) {
        return LOOKUPS.stream().anyMatch(lookup -> lookup.isOnlyOurs(host));
    }

    /**
     * Looks up a name that {@link #knows} has accepted. Waits only for the target of an ExternalName, and not on an
     * event loop, which the answer may need.
     */
    static List<InetAddress> find(String host) throws UnknownHostException {
        for (ClusterLookup lookup : LOOKUPS) {
            List<InetAddress> found = lookup.isOnlyOurs(host) ? await(lookup.find(host), host) : List.of();
            if (!found.isEmpty()) {
                return found;
            }
        }
        throw new UnknownHostException(host + ": no such name in the cluster");
    }

    private static List<InetAddress> await(CompletableFuture<List<InetAddress>> found, String host)
            throws UnknownHostException {
        if (!found.isDone() && Thread.currentThread() instanceof FastThreadLocalThread) {
            throw new UnknownHostException(host + ": cannot be waited for on an event loop; use the mesh's resolver");
        }
        try {
            return found.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new UnknownHostException(host + ": " + e);
        }
    }
}
