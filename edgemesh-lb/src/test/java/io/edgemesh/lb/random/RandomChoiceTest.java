package io.edgemesh.lb.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomChoiceTest {
    private static final int PICKS = 20_000;
    private static final Endpoint LIGHT = Balancing.endpoint(1);
    private static final Endpoint MEDIUM = Balancing.endpoint(2).withWeight(3);
    private static final Endpoint HEAVY = Balancing.endpoint(3).withWeight(6);

    private final RandomChoice balancer = new RandomChoice(new Random(42));

    @Test
    void drawsByWeight() {
        balancer.update(List.of(LIGHT, MEDIUM, HEAVY));

        assertThat(share(LIGHT, FakeCall.anonymous())).isCloseTo(0.1, within(0.02));
        assertThat(share(MEDIUM, FakeCall.anonymous())).isCloseTo(0.3, within(0.02));
        assertThat(share(HEAVY, FakeCall.anonymous())).isCloseTo(0.6, within(0.02));
    }

    @Test
    void drawsByWeightAmongThoseThatAreLeftToTry() {
        balancer.update(List.of(LIGHT, MEDIUM, HEAVY));
        FakeCall second = FakeCall.anonymous().havingTried(List.of(HEAVY));

        assertThat(share(LIGHT, second)).isCloseTo(0.25, within(0.02));
        assertThat(share(MEDIUM, second)).isCloseTo(0.75, within(0.02));
    }

    private double share(Endpoint wanted, FakeCall call) {
        int count = 0;
        for (int i = 0; i < PICKS; i++) {
            count += wanted.equals(balancer.pick(call)) ? 1 : 0;
        }
        return (double) count / PICKS;
    }
}
