package io.edgemesh.bundle.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.config.Settings;
import org.junit.jupiter.api.Test;

class UnreadKeysTest {
    @Test
    void tellsWhatGoEdgeMeshKnowsFromWhatNobodyKnows() {
        Settings root = ConfigurationFile.parse("""
                modules:
                  edgeTunnel:
                    enable: true
                    heartbeatPeriod: 120
                    listenPrt: 20006
                """, "edgemesh.yaml");
        root.section("modules").section("edgeTunnel").flag("enable", false);
        root.section("modules").section("edgeTunnel").port("listenPort", 20006);

        UnreadKeys keys = UnreadKeys.of(root.unread());

        assertThat(keys.notHonoured()).containsExactly("modules.edgeTunnel.heartbeatPeriod");
        assertThat(keys.unknown())
                .containsExactly(
                        "edgemesh.yaml, modules.edgeTunnel.listenPrt: unknown key," + " did you mean \"listenPort\"?");
    }

    @Test
    void findsKeysWithinLists() {
        Settings root = ConfigurationFile.parse("""
                modules: {edgeTunnel: {relayNodes: [{nodeName: cloud, advertiseAddress: [203.0.113.7], prot: 1}]}}
                """, "edgemesh.yaml");
        root.section("modules")
                .section("edgeTunnel")
                .sections("relayNodes")
                .get(0)
                .required("nodeName");

        UnreadKeys keys = UnreadKeys.of(root.unread());

        assertThat(keys.notHonoured()).containsExactly("modules.edgeTunnel.relayNodes[0].advertiseAddress");
        assertThat(keys.unknown()).singleElement().asString().contains("relayNodes[0].prot");
    }

    @Test
    void hintsAtAKeyOfGoEdgeMeshWhereNothingHereWasAskedForBesideIt() {
        Settings root = ConfigurationFile.parse("comonConfig: {}\n", "edgemesh.yaml");

        assertThat(UnreadKeys.of(root.unread()).unknown())
                .singleElement()
                .asString()
                .endsWith("did you mean \"commonConfig\"?");
    }
}
