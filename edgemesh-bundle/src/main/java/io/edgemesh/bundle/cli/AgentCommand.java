package io.edgemesh.bundle.cli;

import io.edgemesh.api.config.Settings;
import io.edgemesh.bundle.config.ConfiguredMesh;
import picocli.CommandLine.Command;

/** Runs a node of the mesh. */
@Command(
        name = "agent",
        description = "Runs a node of the mesh until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AgentCommand extends NodeCommand {
    @Override
    ConfiguredMesh start(Settings settings) {
        return ConfiguredMesh.agent(settings);
    }
}
