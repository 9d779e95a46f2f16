package io.edgemesh.bundle.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand, which asks for one. */
@Command(
        name = "edgemesh",
        description = "Finds, names and carries the services of an edge cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            AgentCommand.class,
            ServerCommand.class,
            DemoCommand.class,
            IdentityCommand.class,
            SecretCommand.class
        })
final class EdgeMeshCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--log-level",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            description = "ERROR, WARN, INFO, DEBUG or TRACE; default: INFO, and ERROR for the demo")
    @Nullable
    LogLevel logLevel;

    /** Returns how much a subcommand logs: the demo tells its story in a table, and logs get in its way. */
    LogLevel logLevelOf(String subcommand) {
        if (logLevel != null) {
            return logLevel;
        }
        return subcommand.equals(DemoCommand.NAME) ? LogLevel.ERROR : LogLevel.INFO;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to run: agent, server, demo, identity or secret");
    }
}
