package io.edgemesh.bundle.demo;

/** A service's name leads to its cluster IP. */
final class ResolveName implements Step {
    private static final String NAME = "hello.demo.svc.cluster.local";

    @Override
    public String name() {
        return "name";
    }

    @Override
    public String shows() {
        return "DNS: " + NAME;
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        String address = new UserClient(cluster).resolve(NAME);
        Outcome.expect("10.96.0.11", address);
        return Outcome.done(address);
    }
}
