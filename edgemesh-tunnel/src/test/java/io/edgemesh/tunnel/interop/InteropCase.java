package io.edgemesh.tunnel.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.tunnel.quic.QuicSupport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One cell of the matrix: whom we talk to, and how. */
record InteropCase(String implementation, String transport, String security, boolean privateNetwork) {
    static final List<String> IMPLEMENTATIONS = List.of("go-0.28", "go-current", "js");

    /** Returns all cells that the implementations have. */
    static List<InteropCase> all() {
        List<InteropCase> cases = new ArrayList<>();
        for (String implementation : IMPLEMENTATIONS) {
            for (String transport : List.of("tcp", "ws")) {
                for (String security : List.of("noise", "tls")) {
                    cases.add(new InteropCase(implementation, transport, security, false));
                    cases.add(new InteropCase(implementation, transport, security, true));
                }
            }
            cases.add(new InteropCase(implementation, "quic", "tls", false)); // QUIC has TLS built in, and no secret
        }
        return cases;
    }

    /** Skips the test where the peer is not there, or one of the two sides does not have the transport. */
    void assumePossible() {
        ForeignPeer.assumeAvailable(implementation);
        if (transport.equals("quic")) {
            String problem = QuicSupport.problem();
            assumeTrue(problem == null, problem);
        }
    }

    /** Where either side listens: any port of loopback. */
    String listenAddress() {
        return switch (transport) {
            case "quic" -> "/ip4/127.0.0.1/udp/0/quic-v1";
            case "ws" -> "/ip4/127.0.0.1/tcp/0/ws";
            default -> "/ip4/127.0.0.1/tcp/0";
        };
    }

    /** What a peer that dials is asked to do. The QUIC module of js-libp2p does not notice a reset, not even by its own kind. */
    String exercises() {
        boolean deaf = implementation.equals("js") && transport.equals("quic");
        return "ping,identify,echo,sink,source," + (deaf ? "" : "reset,") + "streams";
    }

    /** How many streams are open at once: over QUIC a peer tells how many it allows, go-libp2p's 256. */
    int streamsAtOnce() {
        return transport.equals("quic") ? Math.min(InteropScale.STREAMS, 100) : InteropScale.STREAMS;
    }

    List<String> arguments(Path swarmKey, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--transport", transport, "--security", security));
        if (privateNetwork) {
            arguments.addAll(List.of("--psk", swarmKey.toString()));
        }
        arguments.addAll(List.of(more));
        return arguments;
    }

    @Override
    public String toString() {
        return implementation + ", " + transport + ", " + security + (privateNetwork ? ", private network" : "");
    }
}
