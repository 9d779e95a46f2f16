package io.edgemesh.bundle.demo;

/** A request by a service's name, through the node's HTTP proxy. */
final class PlainRequest implements Step {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public String shows() {
        return "GET http://hello.demo/ through the HTTP proxy";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        String body = new UserClient(cluster).get("http://hello.demo/");
        if (!body.matches("hello from hello-[12]")) {
            throw new StepFailure("unexpected answer: " + body);
        }
        return Outcome.done(body, cluster.paths().latest("demo", "hello"));
    }
}
