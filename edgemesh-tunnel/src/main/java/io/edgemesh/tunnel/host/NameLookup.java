package io.edgemesh.tunnel.host;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks up names with the system's resolver, which blocks, on two threads of its own that go when there is nothing to do. */
final class NameLookup extends AddressResolverGroup<InetSocketAddress> {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 1024;

    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("name-lookup", true));

    NameLookup() {
        blocking.allowCoreThreadTimeOut(true);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                lookUp(promise, () -> InetAddress.getByName(name));
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                lookUp(promise, () -> List.of(InetAddress.getAllByName(name)));
            }
        });
    }

    private <T> void lookUp(Promise<T> promise, Callable<T> question) {
        try {
            blocking.execute(() -> {
                try {
                    promise.trySuccess(question.call());
                } catch (Exception unknown) {
                    promise.tryFailure(unknown);
                }
            });
        } catch (RejectedExecutionException busy) {
            promise.tryFailure(busy);
        }
    }
}
