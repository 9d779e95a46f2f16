package io.edgemesh.bundle.cli;

import io.edgemesh.api.config.Settings;
import io.edgemesh.bundle.config.ConfiguredMesh;
import picocli.CommandLine.Command;

/** Runs a relay. */
@Command(
        name = "server",
        description = "Runs a relay that the configuration lists, and nothing else, until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServerCommand extends NodeCommand {
    @Override
    ConfiguredMesh start(Settings settings) {
        return ConfiguredMesh.relay(settings);
    }
}
