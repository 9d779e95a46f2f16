package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.proxy.direct.DirectConnector;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects peers to what this node hosts, and to nothing else: a node is no open proxy into its network.
 *
 * <p>Refusals are counted; each peer and target is logged the first time, as far as the last 1024 of them are known.
 */
final class Deliveries {
    private static final Logger LOGGER = LoggerFactory.getLogger(Deliveries.class);
    private static final int REMEMBERED_REFUSALS = 1024;

    private final LocalEndpoints local;
    private final AllowList allowed;
    private final DirectConnector connector;
    private final LongAdder refused = new LongAdder();
    private final Set<String> reported = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    Deliveries(LocalEndpoints local, AllowList allowed, DirectConnector connector) {
        this.local = local;
        this.allowed = allowed;
        this.connector = connector;
    }

    CompletionStage<Channel> deliver(Delivery delivery) {
        boolean ours = local.contains(delivery.target(), delivery.protocol())
                || allowed.allows(delivery.target(), delivery.protocol());
        return ours
                ? connector.connect(delivery.target(), delivery.protocol(), delivery.timeout(), delivery.eventLoop())
                : refuse(delivery);
    }

    private CompletionStage<Channel> refuse(Delivery delivery) {
        refused.increment();
        String target = NetUtil.toSocketAddressString(delivery.target()) + '/' + delivery.protocol();
        if (reported.add(delivery.peer() + ' ' + target)) {
            LOGGER.atWarn()
                    .addKeyValue("peer", delivery.peer())
                    .addKeyValue("target", target)
                    .log("a peer asked for an address that is not served here; refused, and refused from now on"
                            + " without a word (see delivery.allow)");
        }
        return onLoop(
                delivery,
                new DialDeniedException(
                        target
                                + " is no endpoint on this node; if peers shall reach it, list it under modules.edgeProxy.delivery.allow"));
    }

    private static CompletionStage<Channel> onLoop(Delivery delivery, DialDeniedException failure) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        if (delivery.eventLoop().inEventLoop()) {
            result.completeExceptionally(failure);
        } else {
            delivery.eventLoop().execute(() -> result.completeExceptionally(failure));
        }
        return result;
    }

    long refused() {
        return refused.sum();
    }

    private static final class Recent extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_REFUSALS;
        }
    }
}
