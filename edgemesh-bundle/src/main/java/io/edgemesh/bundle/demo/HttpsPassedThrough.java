package io.edgemesh.bundle.demo;

/** TLS from the client to the server itself, whose certificate is the only one that the client trusts. */
final class HttpsPassedThrough implements Step {
    @Override
    public String name() {
        return "https";
    }

    @Override
    public String shows() {
        return "GET https://secure.demo/ with the server's own certificate";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        String body = new UserClient(cluster)
                .get("https://secure.demo/", cluster.backends().trustInSecure());
        Outcome.expect("hello from secure-1", body);
        return Outcome.done(body, cluster.paths().latest("demo", "secure"));
    }
}
