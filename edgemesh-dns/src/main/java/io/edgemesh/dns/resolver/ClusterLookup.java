package io.edgemesh.dns.resolver;

import io.edgemesh.dns.server.Responder;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks up the addresses of cluster names as a pod would: whole names, and {@code service.namespace} with or without
 * {@code .svc}. <b>Threads:</b> safe for use by several; nothing blocks.
 */
public final class ClusterLookup {
    /** Those of an endpoint's name within its service: {@code web-0.web.shop.svc}. */
    private static final int MAX_SHORT_LABELS = 4;

    private final Responder responder;
    private final DomainName zone;

    public ClusterLookup(Responder responder, DomainName zone) {
        this.responder = responder;
        this.zone = zone;
    }

    /**
     * Returns the addresses of a name, IPv4 first; empty if it is none of the cluster's, or has none. Completes at once
     * unless it is an ExternalName, for whose target a name server may have to be asked.
     */
    public CompletableFuture<List<InetAddress>> find(String host) {
        CompletableFuture<List<InetAddress>> found = CompletableFuture.completedFuture(List.of());
        for (DomainName candidate : candidates(host)) {
            found = found.thenCompose(
                    known -> known.isEmpty() ? addresses(candidate) : CompletableFuture.completedFuture(known));
        }
        return found;
    }

    /** Returns whether a name can be the cluster's only, so that nobody else is to be asked for it. */
    boolean isOnlyOurs(String host) {
        DomainName name = tryParse(host);
        return name != null && name.isWithin(zone);
    }

    private List<DomainName> candidates(String host) {
        DomainName name = tryParse(host);
        if (name == null || name.labels() < 2) {
            return List.of();
        }
        List<DomainName> candidates = new ArrayList<>();
        if (name.isWithin(zone)) {
            candidates.add(name);
        } else if (!host.endsWith(".") && name.labels() <= MAX_SHORT_LABELS) {
            add(name + "svc." + zone, candidates);
            add(name.toString() + zone, candidates);
        }
        return candidates;
    }

    private static void add(String text, List<DomainName> candidates) {
        DomainName name = tryParse(text);
        if (name != null) {
            candidates.add(name);
        }
    }

    private static @Nullable DomainName tryParse(String text) {
        try {
            return DomainName.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private CompletableFuture<List<InetAddress>> addresses(DomainName name) {
        CompletableFuture<byte[]> v4 = responder.ask(Query.of(name, Type.A));
        CompletableFuture<byte[]> v6 = responder.ask(Query.of(name, Type.AAAA));
        return v4.thenCombine(v6, (first, second) -> {
            List<InetAddress> addresses = new ArrayList<>();
            collect(first, addresses);
            collect(second, addresses);
            return addresses;
        });
    }

    private static void collect(byte[] message, List<InetAddress> addresses) {
        try {
            for (Record record : new Message(message).getSection(Section.ANSWER)) {
                if (record instanceof ARecord a) {
                    addresses.add(a.getAddress());
                } else if (record instanceof AAAARecord aaaa) {
                    addresses.add(aaaa.getAddress());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("our own answer is malformed", e);
        }
    }
}
