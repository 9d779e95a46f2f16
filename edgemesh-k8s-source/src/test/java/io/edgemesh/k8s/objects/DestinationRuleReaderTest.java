package io.edgemesh.k8s.objects;

import static io.edgemesh.k8s.Fixtures.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.TrafficPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationRuleReaderTest {
    @ParameterizedTest
    @CsvSource({
        "ROUND_ROBIN, ROUND_ROBIN",
        "RANDOM, RANDOM",
        "LEAST_REQUEST, LEAST_REQUEST",
        "LEAST_CONN, LEAST_REQUEST",
    })
    void readsASimplePolicy(String simple, String policy) {
        assertThat(policy("simple: " + simple)).isEqualTo(TrafficPolicy.of(policy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1", "v1alpha3"})
    void readsAnyVersion(String version) {
        assertThat(object(rule("{loadBalancer: {simple: RANDOM}}").replace("v1beta1", version)))
                .isNotNull();
    }

    @Test
    void readsWhatToHashBy() {
        assertThat(policy("consistentHash: {httpHeaderName: X-User}"))
                .isEqualTo(new TrafficPolicy("CONSISTENT_HASH", Map.of("httpHeaderName", "X-User")));
        assertThat(policy("consistentHash: {useSourceIp: true}"))
                .isEqualTo(new TrafficPolicy("CONSISTENT_HASH", Map.of("useSourceIp", true)));
    }

    /** The Go agent panics at these (kubeedge/edgemesh issues 288, 361, 463, 472). */
    @ParameterizedTest
    @CsvSource({
        "PASSTHROUGH",
        "round_robin",
        "FANCY",
    })
    void reportsAPolicyThatItDoesNotHaveAndGoesOnWithTheDefault(String simple) {
        List<String> remarks = new ArrayList<>();

        assertThat(object(rule("{loadBalancer: {simple: " + simple + "}}"), remarks))
                .isNull();
        assertThat(remarks)
                .containsExactly("spec.trafficPolicy.loadBalancer.simple: \"" + simple
                        + "\" is none of ROUND_ROBIN, RANDOM, LEAST_REQUEST; the mesh's default policy is in force");
    }

    @Test
    void reportsAHashKeyThatItDoesNotHave() {
        List<String> remarks = new ArrayList<>();

        assertThat(object(rule("{loadBalancer: {consistentHash: {httpCookie: {name: user}}}}"), remarks))
                .isNull();
        assertThat(remarks).hasSize(2);
        assertThat(remarks.get(0))
                .isEqualTo("spec.trafficPolicy.loadBalancer.consistentHash.httpCookie: nothing here takes it up");
    }

    @Test
    void takesTheRestOfARuleWhosePartsItDoesNotHave() {
        List<String> remarks = new ArrayList<>();

        KubeObject.Rule rule = (KubeObject.Rule) object(
                rule("{loadBalancer: {simple: RANDOM}, tls: {mode: SIMPLE}}") + "  subsets: [{name: v1}]\n", remarks);

        assertThat(rule.policy()).isEqualTo(TrafficPolicy.of("RANDOM"));
        assertThat(remarks)
                .containsExactlyInAnyOrder(
                        "spec.subsets: nothing here takes it up; the rest of the rule is in force",
                        "spec.trafficPolicy.tls: nothing here takes it up; the rest of the rule is in force");
    }

    @Test
    void saysNothingOfARuleWithoutALoadBalancer() {
        assertThat(object(rule("{loadBalancer: {simple: UNSPECIFIED}}"))).isNull();
        assertThat(object(rule("{}"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "web, shop/web",
        "web.stage, stage/web",
        "web.stage.svc.cluster.local, stage/web",
    })
    void isForTheServiceThatItsHostNames(String host, String service) {
        String yaml = rule("{loadBalancer: {simple: RANDOM}}").replace("host: orders", "host: " + host);

        assertThat(((KubeObject.Rule) object(yaml)).host()).hasToString(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'*.shop.svc.cluster.local'", "api.example.com"})
    void isForItsNamesakeWhereItsHostIsNoService(String host) {
        List<String> remarks = new ArrayList<>();
        String yaml = rule("{loadBalancer: {simple: RANDOM}}").replace("host: orders", "host: " + host);

        KubeObject.Rule rule = (KubeObject.Rule) object(yaml, remarks);

        assertThat(rule.host()).isEqualTo(new ServiceName("shop", "orders"));
        assertThat(remarks).hasSize(1);
    }

    private static TrafficPolicy policy(String loadBalancer) {
        return ((KubeObject.Rule) object(rule("{loadBalancer: {" + loadBalancer + "}}"))).policy();
    }

    private static String rule(String trafficPolicy) {
        return """
                apiVersion: networking.istio.io/v1beta1
                kind: DestinationRule
                metadata: {name: orders, namespace: shop}
                spec:
                  host: orders
                  trafficPolicy: %s
                """.formatted(trafficPolicy);
    }
}
