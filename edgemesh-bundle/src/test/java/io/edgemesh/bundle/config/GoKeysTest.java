package io.edgemesh.bundle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoKeysTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | apiVersion: agent.edgemesh.config.kubeedge.io/v1alpha1",
                "true  | kind: EdgeMeshGateway",
                "true  | {kind: EdgeMeshAgent, metadata: {source: manifests}}",
                "true  | modules: {edgeProxy: {enable: true}}",
                "false | {modules: {}, metadata: {source: manifests}}",
                "false | nodeName: edge-a",
                "false | {}"
            })
    void takesAFileForGosIfItSaysSoOrNothingAtItsTopIsOurs(boolean expected, String yaml) {
        assertThat(GoKeys.isGoFile(ConfigurationFile.parse(yaml, "edgemesh.yaml")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"apiVersion, apps/v1", "kind, ConfigMap"})
    void refusesAFileOfAnotherKind(String key, String value) {
        assertThatThrownBy(() -> GoKeys.isGoFile(ConfigurationFile.parse(key + ": " + value, "edgemesh.yaml")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("edgemesh.yaml, " + key + ": \"" + value + "\" is not valid");
    }

    @Test
    void knowsEverySectionOfItsKeys() {
        assertThat(GoKeys.below(""))
                .containsExactlyInAnyOrder("apiVersion", "kind", "kubeAPIConfig", "commonConfig", "modules");
        assertThat(GoKeys.below("modules"))
                .containsExactlyInAnyOrder("edgeDNS", "edgeProxy", "edgeTunnel", "edgeCNI", "edgeGateway");
    }
}
