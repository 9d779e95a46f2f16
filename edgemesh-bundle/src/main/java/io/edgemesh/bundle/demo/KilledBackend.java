package io.edgemesh.bundle.demo;

import io.edgemesh.bundle.demo.backend.HttpBackend;

/** With one of two instances dead, though still listed, every request is answered by the other. */
final class KilledBackend implements Step {
    private static final int REQUESTS = 6;

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String shows() {
        return "hello-1 is killed; hello-2 answers " + REQUESTS + " of " + REQUESTS + " requests";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        UserClient client = new UserClient(cluster);
        HttpBackend killed = cluster.backends().firstHello();
        killed.kill();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                Outcome.expect("hello from hello-2", client.get("http://hello.demo/"));
            }
        } finally {
            killed.revive();
        }
        return Outcome.done("all answered by hello-2", cluster.paths().latest("demo", "hello"));
    }
}
