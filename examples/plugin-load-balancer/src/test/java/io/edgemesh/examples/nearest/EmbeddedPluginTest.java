package io.edgemesh.examples.nearest;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.testing.EchoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the plug-in on the class path, its policy is there by name. */
class EmbeddedPluginTest {
    @Test
    void dialsTheNearestEndpointsInTurnAndOthersForWantOfThem() throws Exception {
        try (EchoServer near = EchoServer.tcp();
                EchoServer alsoNear = EchoServer.tcp();
                EchoServer far = EchoServer.tcp();
                EdgeMesh mesh = EdgeMesh.builder()
                        .nodeName("app")
                        .zone("north")
                        .loadBalancer("NEAREST_FIRST")
                        .start()) {
            publish(mesh, inZone(far, "south"), inZone(near, "north"), inZone(alsoNear, "north"));
            assertThat(portsDialled(mesh, 4)).containsOnly(near.port(), alsoNear.port());

            publish(mesh, inZone(far, "south"));
            assertThat(portsDialled(mesh, 2)).containsOnly(far.port());
        }
    }

    private static Endpoint inZone(EchoServer server, String zone) {
        return Endpoint.of(server.address(), null).withZone(zone);
    }

    private static void publish(EdgeMesh mesh, Endpoint... endpoints) {
        Service service = Service.builder("default", "orders")
                .ports(ServicePort.of("tcp", 80, Protocol.TCP))
                .build();
        mesh.catalog().publish(new ServiceEntry(service, Map.of("tcp", List.of(endpoints)), null));
    }

    private static List<Integer> portsDialled(EdgeMesh mesh, int times) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (Connection connection =
                    mesh.dial(ServiceAddress.parse("orders.default:80")).get()) {
                ports.add(connection.endpoint().address().getPort());
            }
        }
        return ports;
    }
}
