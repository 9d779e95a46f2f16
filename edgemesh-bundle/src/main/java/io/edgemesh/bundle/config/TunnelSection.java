package io.edgemesh.bundle.config;

import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.SwarmSecret;
import java.nio.file.Path;
import java.util.List;

/** {@code modules.edgeTunnel} and {@code identity}: which swarm this node belongs to, as what, and who its relays are. */
final class TunnelSection {
    private static final String DEFAULT_PSK_PATH = "/etc/edgemesh/psk";

    private final Settings tunnel;
    private final Settings identity;
    private final boolean goFile;

    TunnelSection(Settings tunnel, Settings identity, boolean goFile) {
        this.tunnel = tunnel;
        this.identity = identity;
        this.goFile = goFile;
    }

    /** Returns the name of the relay that this node is; where it has no name and one is listed, nobody else can be meant. */
    String relayName(String nodeName) {
        List<String> relays = tunnel.sections("relayNodes").stream()
                .map(relay -> relay.required("nodeName"))
                .toList();
        if (nodeName.isEmpty() && relays.size() == 1) {
            return relays.get(0);
        }
        if (!relays.contains(nodeName)) {
            throw new ConfigurationException(tunnel.where("relayNodes") + ": this node, \"" + nodeName
                    + "\", is not among the relays " + relays + ". List it with the addresses that others reach it by,"
                    + " or set nodeName or NODE_NAME to one that is listed");
        }
        return nodeName;
    }

    void addTo(EdgeMeshBuilder builder) {
        builder.transport("libp2p", tunnel);
        for (Settings relay : tunnel.sections("relayNodes")) {
            List<String> addresses = relay.strings("advertiseAddress");
            builder.relay(relay.required("nodeName"), addresses.toArray(String[]::new));
        }
        IdentityMode mode = IdentityModes.of(identity, goFile);
        builder.identity(mode);
        if (mode == IdentityMode.FILE) {
            builder.identityFile(Path.of(identity.required("file")));
        }
        addSecret(builder, mode);
    }

    private void addSecret(EdgeMeshBuilder builder, IdentityMode mode) {
        Settings psk = tunnel.section("psk");
        if (psk.flag("enable", true)) {
            builder.swarmSecret(secret(psk));
        } else if (mode == IdentityMode.PSK) {
            throw psk.invalid("enable", "true, since identities come from the secret; or another identity.mode");
        }
    }

    private static SwarmSecret secret(Settings psk) {
        try {
            return SwarmSecret.read(Path.of(psk.string("path", DEFAULT_PSK_PATH)));
        } catch (ConfigurationException e) {
            String advice = "\n    \"java -jar edgemesh.jar secret --output FILE\" makes one; all nodes need the same.";
            throw new ConfigurationException(psk.where("path") + ": " + e.getMessage() + advice, e);
        }
    }
}
