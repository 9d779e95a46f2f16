package io.edgemesh.bundle.demo;

import java.util.Map;
import java.util.TreeMap;

/** Requests to a service of two instances reach both. */
final class Balancing implements Step {
    private static final int REQUESTS = 10;

    @Override
    public String name() {
        return "balancing";
    }

    @Override
    public String shows() {
        return REQUESTS + " requests to hello.demo reach both instances";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        UserClient client = new UserClient(cluster);
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.merge(client.get("http://hello.demo/").replace("hello from ", ""), 1, Integer::sum);
        }
        if (!answers.keySet().equals(Map.of("hello-1", 0, "hello-2", 0).keySet())) {
            throw new StepFailure("expected answers of hello-1 and hello-2, got " + answers);
        }
        return Outcome.done(answers.toString(), cluster.paths().latest("demo", "hello"));
    }
}
