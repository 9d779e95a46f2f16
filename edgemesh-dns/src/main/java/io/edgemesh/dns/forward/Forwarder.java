package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends each question to the servers of the longest suffix that its name is within. */
public final class Forwarder implements Resolver {
    private final List<Route> routes; // longest suffix first; the root is last

    private record Route(DomainName suffix, Upstreams upstreams) {}

    /**
     * @param others      who is asked for what is below none of the suffixes
     * @param stubDomains suffixes with servers of their own
     */
    public Forwarder(Upstreams others, Map<DomainName, Upstreams> stubDomains) {
        List<Route> all = new ArrayList<>();
        stubDomains.forEach((suffix, upstreams) -> all.add(new Route(suffix, upstreams)));
        all.add(new Route(DomainName.ROOT, others));
        all.sort(Comparator.comparingInt((Route route) -> route.suffix.length()).reversed());
        this.routes = List.copyOf(all);
    }

    @Override
    public CompletableFuture<Answer> resolve(Question question) {
        return upstreams(question.name()).resolve(question);
    }

    @Override
    public boolean reachable(Question question) {
        return upstreams(question.name()).reachable();
    }

    private Upstreams upstreams(DomainName name) {
        for (Route route : routes) {
            if (name.isWithin(route.suffix)) {
                return route.upstreams;
            }
        }
        throw new IllegalStateException("every name is within the root");
    }
}
