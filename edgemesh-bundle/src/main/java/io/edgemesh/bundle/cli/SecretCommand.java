package io.edgemesh.bundle.cli;

import io.edgemesh.api.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a swarm's secret: 256 bits, as a text that fits into a file, a Kubernetes Secret or an environment. */
@Command(
        name = "secret",
        description = "Makes a secret that all nodes of a swarm share.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SecretCommand implements Callable<Integer> {
    private static final int BYTES = 32;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "writes a new file that only its owner reads, instead of to standard output")
    @Nullable
    Path output;

    @Override
    public Integer call() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        String text = Base64.getEncoder().encodeToString(secret);
        if (output == null) {
            spec.commandLine().getOut().println(text);
        } else {
            write(output, text + '\n');
        }
        return 0;
    }

    private static void write(Path output, String text) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                output, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        } catch (FileAlreadyExistsException e) {
            throw new ConfigurationException(
                    output + " exists already; a swarm has one secret, so it stays as it is", e);
        } catch (IOException e) {
            throw new ConfigurationException(output + " cannot be written: " + e, e);
        }
    }
}
