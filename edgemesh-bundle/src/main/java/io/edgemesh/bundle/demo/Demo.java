package io.edgemesh.bundle.demo;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.subsystem.ListenAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the cluster and goes through what a user would try. Not for use by several threads. */
public final class Demo implements AutoCloseable {
    private static final List<Step> STEPS = List.of(
            new ResolveName(),
            new PlainRequest(),
            new HttpsPassedThrough(),
            new TcpEcho(),
            new UdpEcho(),
            new WebSocketEcho(),
            new Balancing(),
            new HalfClose(),
            new KilledBackend(),
            new RelayedRequest());

    private final DemoCluster cluster;
    private final List<Step> steps;
    private final @Nullable Path manifests;
    private final PrintWriter out;

    private Demo(DemoCluster cluster, List<Step> steps, @Nullable Path manifests, PrintWriter out) {
        this.cluster = cluster;
        this.steps = steps;
        this.manifests = manifests;
        this.out = out;
    }

    /**
     * Starts the nodes and, unless the user has manifests of their own, the sample servers.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a port is taken or the manifests cannot be read
     */
    public static Demo start(DemoOptions options, PrintWriter out) throws IOException, InterruptedException {
        DemoCluster cluster = DemoCluster.start(options);
        try {
            Path manifests = options.manifests();
            List<Step> steps = manifests == null ? STEPS : OwnServices.steps(cluster, manifests);
            return new Demo(cluster, steps, manifests, out);
        } catch (ConfigurationException e) {
            cluster.close();
            throw e;
        }
    }

    /** Goes through all steps; returns whether each of them did what it shows. */
    public boolean runSteps() throws InterruptedException {
        if (!cluster.tunnelled()) {
            out.println("There is no edgemesh-tunnel in this jar: the servers run on edge-a itself, without a relay.");
        }
        Report report = new Report(out);
        report.head();
        for (Step step : steps) {
            run(step, report);
        }
        return report.conclude();
    }

    private void run(Step step, Report report) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Outcome outcome = step.run(cluster);
            report.add(step, outcome, Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            report.addFailure(step, e, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Prints what a user can paste into another terminal. */
    public void invite() {
        int http = cluster.listener(ListenAddress.HTTP_PROXY).getPort();
        int socks = cluster.listener(ListenAddress.SOCKS5).getPort();
        int dns = cluster.listener(ListenAddress.DNS).getPort();
        out.printf("%nRunning until Ctrl-C. In another terminal:%n");
        out.printf("    curl --proxy http://127.0.0.1:%d http://hello.demo/%n", http);
        out.printf("    curl --proxy socks5h://127.0.0.1:%d --insecure https://secure.demo/%n", socks);
        out.printf("    dig @127.0.0.1 -p %d hello.demo.svc.cluster.local%n", dns);
        if (manifests == null) {
            out.println("Its services are samples; --manifests DIR takes those of a folder of yours.");
        } else {
            out.printf("Services come from %s: edit a file there and see it taken up.%n", manifests);
        }
        out.flush();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
