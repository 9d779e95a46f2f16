package io.edgemesh.lb.consistenthash;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hashes a call's key and asks the current {@link PartitionTable}. */
final class ConsistentHash implements LoadBalancer {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConsistentHash.class);

    private final ServiceName service;
    private final HashParameters parameters;
    private final RandomGenerator random;
    private volatile PartitionTable table;
    private boolean warned; // of the thread that updates

    ConsistentHash(ServiceName service, HashParameters parameters, RandomGenerator random) {
        this.service = service;
        this.parameters = parameters;
        this.random = random;
        this.table = PartitionTable.empty(parameters);
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        table = table.with(endpoints);
        boolean tooMany = endpoints.size() > parameters.partitionCount();
        if (tooMany && !warned) {
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("endpoints", endpoints.size())
                    .addKeyValue("partitionCount", parameters.partitionCount())
                    .log("more endpoints than partitions of the hash: some get no traffic; raise partitionCount");
        }
        warned = tooMany;
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        return table.find(hash(call), call);
    }

    private long hash(Call call) {
        String value = parameters.header() == null ? null : call.header(parameters.header());
        if (value != null) {
            return XxHash64.hash(value.getBytes(StandardCharsets.UTF_8), 0);
        }
        InetAddress client = call.clientAddress(); // the IP alone: a client's next connection has another port
        return client == null ? random.nextLong() : XxHash64.hash(client.getAddress(), 0);
    }
}
