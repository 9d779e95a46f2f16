package io.edgemesh.bundle.cli;

import io.edgemesh.api.MeshException;
import io.edgemesh.api.config.ConfigurationException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where {@code java -jar edgemesh.jar} begins. */
public final class Main {
    static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    static final int WRONG_USE = CommandLine.ExitCode.USAGE;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new EdgeMeshCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler((failure, arguments) -> reportUse(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
    }

    private static int execute(ParseResult parsed) {
        EdgeMeshCommand root = (EdgeMeshCommand) parsed.commandSpec().userObject();
        String subcommand = parsed.hasSubcommand()
                ? parsed.subcommand().commandSpec().name()
                : parsed.commandSpec().name();
        Logging.configure(root.logLevelOf(subcommand));
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int reportUse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try: java -jar edgemesh.jar " + path(command) + "--help");
        return WRONG_USE;
    }

    private static String path(CommandLine command) {
        List<String> names = List.of(command.getCommandSpec().qualifiedName().split(" "));
        return names.size() < 2 ? "" : String.join(" ", names.subList(1, names.size())) + ' ';
    }

    /** Says what went wrong; the trace of a bug is shown, that of a wrong setting or a failed peer tells nobody anything. */
    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigurationException) {
            err.println(failure.getMessage());
            return WRONG_USE;
        }
        if (failure instanceof MeshException) {
            err.println(failure.getMessage());
        } else if (!isEndOfLifetime(failure)) {
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** A signal to end interrupts whoever still starts or waits: the one interruption there is, and nothing has failed. */
    private static boolean isEndOfLifetime(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }
}
