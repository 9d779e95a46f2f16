package io.edgemesh.bundle.demo;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Steps for a user's own manifests: each service's name is resolved, and each of its TCP ports connected to. */
final class OwnServices {
    private OwnServices() {}

    /** @throws ConfigurationException if there is no service in the folder */
    static List<Step> steps(DemoCluster cluster, Path folder) {
        List<Service> services = new ArrayList<>();
        cluster.edgeA().catalog().forEach(entry -> services.add(entry.service()));
        if (services.isEmpty()) {
            throw new ConfigurationException("--manifests: no Service could be read from \"" + folder.toAbsolutePath()
                    + "\" (expected: files that end in .yaml, .yml or .json); --log-level=WARN tells why");
        }
        services.sort(Comparator.comparing(Service::name));
        List<Step> steps = new ArrayList<>();
        for (Service service : services) {
            steps.add(new Resolve(service));
            service.ports().stream()
                    .filter(port -> port.protocol() == Protocol.TCP)
                    .forEach(port -> steps.add(new Connect(service, port)));
        }
        return steps;
    }

    private static String host(Service service) {
        return service.name().name() + '.' + service.name().namespace();
    }

    private record Resolve(Service service) implements Step {
        @Override
        public String name() {
            return "name";
        }

        @Override
        public String shows() {
            return "DNS: " + host(service) + ".svc.cluster.local";
        }

        @Override
        public Outcome run(DemoCluster cluster) throws Exception {
            return Outcome.done(new UserClient(cluster).resolve(host(service) + ".svc.cluster.local"));
        }
    }

    private record Connect(Service service, ServicePort port) implements Step {
        @Override
        public String name() {
            return "tcp";
        }

        @Override
        public String shows() {
            return "a connection to " + host(service) + ':' + port.port() + " through SOCKS5";
        }

        @Override
        public Outcome run(DemoCluster cluster) throws Exception {
            try (Socket socket = new UserClient(cluster).connect(host(service), port.port())) {
                return Outcome.done(
                        "connected to " + socket.getRemoteSocketAddress(),
                        cluster.paths()
                                .latest(
                                        service.name().namespace(),
                                        service.name().name()));
            }
        }
    }
}
