package io.edgemesh.bundle.cli;

import io.edgemesh.bundle.demo.Demo;
import io.edgemesh.bundle.demo.DemoOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the mesh at work on this machine. */
@Command(
        name = DemoCommand.NAME,
        description = {
            "Starts a relay and two agents in this process, and sample servers behind one of them; shows how requests"
                    + " reach these; then stays up until Ctrl-C."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
    static final String NAME = "demo";

    @Spec
    CommandSpec spec;

    @Option(
            names = "--check",
            description = "ends after the steps: with 0 if each did what it shows, with 1 if one failed or is missing")
    boolean check;

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            description =
                    "takes services from a folder of yours; its endpoints are on nodes edge-a and edge-b, or none")
    @Nullable
    Path manifests;

    @Option(
            names = "--dns-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "where edge-a answers DNS; default: any free port")
    int dnsPort;

    @Option(
            names = "--socks-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "where edge-a takes SOCKS5; default: any free port")
    int socksPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "where edge-a is an HTTP proxy; default: any free port")
    int httpPort;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Lifetime lifetime = Lifetime.begin(check ? Main.FAILED : 0);
                Demo demo = Demo.start(new DemoOptions(manifests, dnsPort, socksPort, httpPort), out)) {
            boolean good = demo.runSteps();
            if (check) {
                return good ? 0 : Main.FAILED;
            }
            demo.invite();
            lifetime.awaitEnd();
            return 0;
        }
    }
}
