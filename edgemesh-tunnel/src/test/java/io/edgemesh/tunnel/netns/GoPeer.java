package io.edgemesh.tunnel.netns;

import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.interop.ForeignPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Peers of go-libp2p, {@code src/test/interop/go}, that belong to a swarm of nodes of ours. */
final class GoPeer {
    private GoPeer() {}

    /** Launches one; its first line is yet to be awaited. */
    static PeerProcess launch(String namespace, String implementation, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ForeignPeer.program(implementation).toString()));
        command.addAll(arguments);
        return PeerProcess.launch(namespace, command);
    }

    /** Writes the key that a node has by its name alone; returns the file. */
    static Path key(Path folder, String node) throws IOException {
        byte[] key = Identity.ofNodeName(node).keyPair().toSecretBytes();
        return Files.write(folder.resolve(node + ".key"), key);
    }

    /**
     * Writes a swarm's secret in libp2p's own form; returns the file. Go agents take the digits of the digest for base64, and
     * of that the first 32 bytes.
     */
    static Path swarmKey(Path folder, String secret) throws IOException, GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        String digits = HexFormat.of().formatHex(digest);
        return Files.writeString(folder.resolve("swarm.key"), "/key/swarm/psk/1.0.0/\n/base64/\n" + digits + '\n');
    }
}
