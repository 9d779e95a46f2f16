package io.edgemesh.benchmarks.dns;

import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NetworkProvider;
import io.edgemesh.api.spi.Providers;

/** The networks that a benchmark may choose: those that an agent may. */
final class Networks {
    private Networks() {}

    static Network create(String name, int threads) {
        return Providers.load(NetworkProvider.class, Networks.class.getClassLoader())
                .require(name, "network")
                .create(threads);
    }
}
