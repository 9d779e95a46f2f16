package io.edgemesh.dns.resolver;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Resolves host names for Netty clients: those of the cluster from the catalog, all others as the system does.
 *
 * <p>Cluster names need no socket and no other thread. The system's resolver blocks, so it runs on an executor.
 */
public final class MeshResolverGroup extends AddressResolverGroup<InetSocketAddress> {
    private final ClusterLookup cluster;
    private final Executor blocking;

    /** @param blocking runs look-ups of the system, which may take seconds */
    public MeshResolverGroup(ClusterLookup cluster, Executor blocking) {
        this.cluster = cluster;
        this.blocking = blocking;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new NameResolver(executor));
    }

    private final class NameResolver extends InetNameResolver {
        private NameResolver(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            find(host).whenComplete((found, failure) -> {
                if (failure != null) {
                    promise.tryFailure(unwrap(failure));
                } else {
                    promise.trySuccess(found.get(0));
                }
            });
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            find(host).whenComplete((found, failure) -> {
                if (failure != null) {
                    promise.tryFailure(unwrap(failure));
                } else {
                    promise.trySuccess(found);
                }
            });
        }
    }

    private CompletableFuture<List<InetAddress>> find(String host) {
        return cluster.find(host).thenCompose(found -> {
            if (!found.isEmpty()) {
                return CompletableFuture.completedFuture(found);
            }
            return cluster.isOnlyOurs(host)
                    ? CompletableFuture.failedFuture(new UnknownHostException(host + ": no such name in the cluster"))
                    : CompletableFuture.supplyAsync(() -> askSystem(host), blocking);
        });
    }

    private static List<InetAddress> askSystem(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
