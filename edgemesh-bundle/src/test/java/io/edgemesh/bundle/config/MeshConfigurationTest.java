package io.edgemesh.bundle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.Swarm.Relay;
import io.edgemesh.api.transport.SwarmSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshConfigurationTest {
    private static final Map<String, String> IN_A_POD =
            Map.of("NODE_NAME", "edge-a", "KUBERNETES_PORT", "tcp://10.0.0.1");
    private static final Map<String, String> ON_AN_EDGE_NODE = Map.of("NODE_NAME", "edge-a");

    @TempDir
    Path folder;

    private Path psk;

    @BeforeEach
    void writeSecret() throws Exception {
        psk = Files.writeString(folder.resolve("psk"), "a secret that is long enough to be one");
    }

    private static MeshConfiguration configuration(String yaml, Map<String, String> environment) {
        return MeshConfiguration.of(ConfigurationFile.parse(yaml, "edgemesh.yaml"), environment);
    }

    private static EdgeMesh agent(String yaml, Map<String, String> environment) {
        return StandInProviders.start(configuration(yaml, environment).agent());
    }

    private static Swarm swarm(EdgeMesh mesh) {
        return mesh.feature(StandIn.class).orElseThrow().context().swarm();
    }

    private static List<String> services(EdgeMesh mesh) {
        List<String> names = new ArrayList<>();
        mesh.catalog().forEach(entry -> names.add(entry.name().name()));
        return names;
    }

    private static List<String> listeners(EdgeMesh mesh) {
        return mesh.listenAddresses().stream().map(ListenAddress::name).toList();
    }

    @Test
    void runsAFileOfGoEdgeMeshAsItIs() {
        try (EdgeMesh mesh = agent("""
                apiVersion: agent.edgemesh.config.kubeedge.io/v1alpha1
                kind: EdgeMeshAgent
                kubeAPIConfig: {master: "http://127.0.0.1:10550"}
                modules:
                  edgeDNS: {enable: true, listenPort: 53}
                  edgeProxy: {enable: true, socks5Proxy: {enable: true, listenPort: 10800}}
                  edgeTunnel:
                    enable: true
                    relayNodes: [{nodeName: k8s-master, advertiseAddress: [1.1.1.1, 2.2.2.2]}]
                    psk: {path: %s}
                """.formatted(psk), IN_A_POD)) {
            assertThat(mesh.nodeName()).isEqualTo("edge-a");
            assertThat(services(mesh)).containsExactly("kubernetes-http-127.0.0.1-10550");
            assertThat(listeners(mesh)).containsExactlyInAnyOrder("dns", "proxy");
            assertThat(swarm(mesh))
                    .isEqualTo(new Swarm(
                            IdentityMode.NODE_NAME,
                            null,
                            SwarmSecret.read(psk),
                            List.of(new Relay("k8s-master", List.of("1.1.1.1", "2.2.2.2")))));
        }
    }

    @Test
    void takesIdentitiesFromTheSecretInAFileOfOurOwn() {
        try (EdgeMesh mesh = agent("""
                nodeName: edge-b
                metadata: {source: manifests, path: services}
                modules: {edgeTunnel: {enable: true, psk: {path: %s}}}
                """.formatted(psk), ON_AN_EDGE_NODE)) {
            assertThat(mesh.nodeName()).isEqualTo("edge-b");
            assertThat(swarm(mesh).identity()).isEqualTo(IdentityMode.PSK);
            assertThat(services(mesh)).containsExactly("manifests-services");
        }
    }

    @Test
    void letsAGoFileAskForIdentitiesFromTheSecret() {
        try (EdgeMesh mesh = agent("""
                kind: EdgeMeshAgent
                identity: {mode: psk}
                modules: {edgeTunnel: {enable: true, psk: {path: %s}}}
                """.formatted(psk), IN_A_POD)) {
            assertThat(swarm(mesh).identity()).isEqualTo(IdentityMode.PSK);
        }
    }

    @Test
    void answersDnsOnAnEdgeNodeUnlessToldOtherwise() {
        String goFile = "kind: EdgeMeshAgent";

        try (EdgeMesh edge = agent(goFile, ON_AN_EDGE_NODE);
                EdgeMesh cloud = agent(goFile, IN_A_POD);
                EdgeMesh silent = agent("kind: EdgeMeshAgent\nmodules: {edgeDNS: {enable: false}}", ON_AN_EDGE_NODE)) {
            assertThat(listeners(edge)).containsExactly("dns");
            assertThat(listeners(cloud)).isEmpty();
            assertThat(listeners(silent)).isEmpty();
        }
    }

    @Test
    void goesWithoutATunnelThatIsNotEnabled() {
        try (EdgeMesh mesh = agent("nodeName: edge-a", Map.of())) {
            assertThat(mesh.feature(StandIn.class)).isEmpty();
            assertThat(services(mesh)).isEmpty();
        }
    }

    @Test
    void saysHowToGetASecretWhereThereIsNone() {
        MeshConfiguration configuration = configuration(
                "nodeName: a\nmodules: {edgeTunnel: {enable: true, psk: {path: /nowhere/psk}}}", Map.of());

        assertThatThrownBy(configuration::agent)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("edgemesh.yaml, modules.edgeTunnel.psk.path")
                .hasMessageContaining("secret --output");
    }

    @Test
    void refusesIdentitiesFromASecretThatIsSwitchedOff() {
        MeshConfiguration configuration =
                configuration("nodeName: a\nmodules: {edgeTunnel: {enable: true, psk: {enable: false}}}", Map.of());

        assertThatThrownBy(configuration::agent)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("modules.edgeTunnel.psk.enable");
    }

    @Test
    void refusesAnIdentityModeThatThereIsNot() {
        MeshConfiguration configuration = configuration(
                "identity: {mode: tpm}\nmodules: {edgeTunnel: {enable: true, psk: {path: %s}}}".formatted(psk),
                Map.of());

        assertThatThrownBy(configuration::agent)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("identity.mode: \"tpm\" is not valid (expected: nodeName, psk, file)");
    }

    @Test
    void runsTheTunnelAloneAsARelay() {
        String yaml = """
                nodeName: cloud
                modules:
                  edgeDNS: {enable: true}
                  edgeTunnel:
                    relayNodes: [{nodeName: cloud, advertiseAddress: 203.0.113.7}]
                    psk: {path: %s}
                """.formatted(psk);

        try (EdgeMesh relay =
                StandInProviders.start(configuration(yaml, Map.of()).relay())) {
            assertThat(swarm(relay).isRelay(relay.nodeName())).isTrue();
            assertThat(listeners(relay)).isEmpty();
        }
    }

    @Test
    void takesTheOnlyRelayThatIsListedForThisOneWhereItHasNoName() {
        String yaml = "identity: {mode: psk}\nmodules: {edgeTunnel: {relayNodes: [{nodeName: cloud}], psk: {path: %s}}}"
                .formatted(psk);

        try (EdgeMesh relay =
                StandInProviders.start(configuration(yaml, Map.of()).relay())) {
            assertThat(relay.nodeName()).isEqualTo("cloud");
        }
    }

    @Test
    void refusesToBeARelayThatOthersDoNotKnow() {
        MeshConfiguration configuration =
                configuration("modules: {edgeTunnel: {relayNodes: [{nodeName: cloud}]}}", ON_AN_EDGE_NODE);

        assertThatThrownBy(configuration::relay)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"edge-a\", is not among the relays [cloud]");
    }

    @Test
    void reportsKeysThatNothingTookUpButNotThoseOfModulesThatAreOff() {
        MeshConfiguration configuration = configuration("""
                nodeName: edge-a
                metdata: {source: manifests}
                commonConfig: {bridgeDeviceName: edgemesh0}
                modules:
                  edgeDNS: {enable: false, listenPort: 53}
                  edgeCNI: {enable: false, encapsulationIP: ""}
                """, Map.of());

        try (EdgeMesh mesh = StandInProviders.start(configuration.agent())) {
            UnreadKeys keys = configuration.unreadKeys();

            assertThat(mesh.nodeName()).isEqualTo("edge-a");
            assertThat(keys.notHonoured()).containsExactly("commonConfig");
            assertThat(keys.unknown())
                    .containsExactly("edgemesh.yaml, metdata: unknown key, did you mean \"metadata\"?");
        }
    }
}
