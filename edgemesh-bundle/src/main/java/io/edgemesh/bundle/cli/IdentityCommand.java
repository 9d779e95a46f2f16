package io.edgemesh.bundle.cli;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.spi.Providers;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.TransportProvider;
import io.edgemesh.bundle.config.IdentityModes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells by which id the peers of a swarm know a node. */
@Command(
        name = "identity",
        description = "Tells by which id the peers of a swarm know a node.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class IdentityCommand implements Callable<Integer> {
    private static final String TRANSPORT = "libp2p";

    @Spec
    CommandSpec spec;

    @Option(names = "--node", required = true, paramLabel = "NAME", description = "the node's name")
    String node;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "psk",
            description = "where its key comes from: nodeName, psk or file; default: ${DEFAULT-VALUE}")
    String mode;

    @Option(names = "--psk", paramLabel = "FILE", description = "the swarm's secret, for mode psk")
    @Nullable
    Path psk;

    @Option(names = "--key", paramLabel = "FILE", description = "the node's own key, for mode file")
    @Nullable
    Path key;

    @Option(names = "--json", description = "prints a JSON object")
    boolean json;

    @Override
    public Integer call() {
        IdentityMode identity = IdentityModes.find(mode)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--mode " + mode + ": expected one of " + IdentityModes.NAMES));
        Swarm swarm = new Swarm(identity, keyFor(identity), secretFor(identity), List.of());
        String peerId = Providers.load(TransportProvider.class, IdentityCommand.class.getClassLoader())
                .require(TRANSPORT, "identity")
                .peerId(node, swarm)
                .orElseThrow(() -> new ConfigurationException(
                        "the id of \"" + node + "\" cannot be told in mode " + IdentityModes.name(identity)));
        print(IdentityModes.name(identity), peerId);
        return 0;
    }

    private @Nullable SwarmSecret secretFor(IdentityMode identity) {
        if (psk != null) {
            return SwarmSecret.read(psk);
        }
        if (identity == IdentityMode.PSK) {
            throw new ParameterException(spec.commandLine(), "mode psk needs the swarm's secret: --psk FILE");
        }
        return null;
    }

    private @Nullable Path keyFor(IdentityMode identity) {
        if (identity == IdentityMode.FILE && key == null) {
            throw new ParameterException(spec.commandLine(), "mode file needs the node's key: --key FILE");
        }
        return key;
    }

    private void print(String modeName, String peerId) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(
                    "{\"node\": " + quoted(node) + ", \"mode\": \"" + modeName + "\", \"peerId\": \"" + peerId + "\"}");
        } else {
            out.printf("node    %s%nmode    %s%npeer id %s%n", node, modeName, peerId);
        }
        out.flush();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
