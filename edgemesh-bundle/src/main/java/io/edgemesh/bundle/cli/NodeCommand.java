package io.edgemesh.bundle.cli;

import io.edgemesh.api.config.Settings;
import io.edgemesh.bundle.config.ConfigurationFile;
import io.edgemesh.bundle.config.ConfiguredMesh;
import io.edgemesh.bundle.config.SampleConfigurations;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code agent} and {@code server} have in common: a configuration file, and running until asked to end. */
abstract class NodeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--config-file",
            paramLabel = "FILE",
            defaultValue = "/etc/edgemesh/config/edgemesh-agent.yaml",
            description = "the configuration; default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Path configFile;

    @Option(names = "--defaultconfig", description = "prints a configuration with every key at its default")
    boolean defaultConfig;

    @Option(names = "--minconfig", description = "prints a short configuration to begin with")
    boolean minConfig;

    abstract ConfiguredMesh start(Settings settings);

    @Override
    public Integer call() {
        if (defaultConfig || minConfig) {
            spec.commandLine()
                    .getOut()
                    .print(defaultConfig ? SampleConfigurations.full() : SampleConfigurations.shortest());
            spec.commandLine().getOut().flush();
            return 0;
        }
        Settings settings = ConfigurationFile.read(configFile);
        try (Lifetime lifetime = Lifetime.begin(0);
                ConfiguredMesh running = start(settings)) {
            lifetime.awaitEnd();
        }
        return 0;
    }
}
