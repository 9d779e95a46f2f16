package io.edgemesh.api;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NetworkProvider;
import io.edgemesh.api.spi.Providers;
import java.util.Comparator;

/** Chooses the kind of sockets a mesh runs on. */
final class Networks {
    private static final String AUTO = "auto";

    private Networks() {}

    static Network choose(Providers<NetworkProvider> providers, String name) {
        if (!name.equals(AUTO)) {
            NetworkProvider named = providers.require(name, "network");
            named.unavailable().ifPresent(reason -> {
                throw new ConfigurationException("network \"" + name + "\" cannot be used here: " + reason);
            });
            return named.create(0);
        }
        return providers.all().stream()
                .filter(provider -> provider.unavailable().isEmpty())
                .max(Comparator.comparingInt(NetworkProvider::rank))
                .orElseThrow(() -> new ConfigurationException("no network provider works on this machine"))
                .create(0);
    }
}
