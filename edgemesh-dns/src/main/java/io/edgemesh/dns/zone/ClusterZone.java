package io.edgemesh.dns.zone;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MessageWriter.Section;
import io.edgemesh.dns.wire.MinimalAny;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.WireKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Answers for the cluster's zone, and for the reverse names of the cluster's addresses.
 *
 * <pre>
 * zone                                         SOA, NS
 * dns-version.zone                             TXT
 * SERVICE.NAMESPACE.svc.zone                   A, AAAA, SRV of all ports; or the CNAME of an ExternalName
 * _PORT._PROTOCOL.SERVICE.NAMESPACE.svc.zone   SRV
 * ENDPOINT.SERVICE.NAMESPACE.svc.zone          A, AAAA
 * A-B-C-D.NAMESPACE.pod.zone                   A, AAAA: the address in the name
 * </pre>
 *
 * <p>Until the catalog is synced nobody can say that a service does not exist: such an answer is SERVFAIL.
 * <b>Threads:</b> safe for use by several; lookups take no lock.
 */
public final class ClusterZone implements AutoCloseable {
    private static final byte[] SVC = "svc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POD = "pod".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DNS = "dns".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NS = "ns".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DNS_VERSION = "dns-version".getBytes(StandardCharsets.US_ASCII);

    private final ServiceCatalog catalog;
    private final ZoneSettings settings;
    private final int zoneLabels;
    private final ServiceIndex index;
    private final Apex apex;
    private final ServiceAnswers services;
    private final ServiceCatalog.Registration registration;

    /** What became of a question. */
    public enum Outcome {
        /** It is not about the cluster: ask elsewhere. Nothing was written. */
        FOREIGN,
        /** The answer is written but for its end. */
        ANSWERED,
        /** The CNAME of an ExternalName is written; what {@link #aliasTarget} has is still missing. */
        ALIAS
    }

    private enum Found {
        YES,
        NO,
        /** Not as far as the catalog goes. */
        NOT_KNOWN,
        ALIAS
    }

    /** Reads the catalog and follows it until closed. */
    public ClusterZone(ServiceCatalog catalog, ZoneSettings settings, InstantSource clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.zoneLabels = settings.name().labels();
        this.index = new ServiceIndex(settings.ttl());
        this.apex = new Apex(settings, (int) clock.instant().getEpochSecond());
        this.services = new ServiceAnswers(settings.name(), settings.ttl());
        this.registration = catalog.addListener(index);
    }

    /** Answers a question about the cluster; the answer has {@linkplain MessageWriter#begin begun}. */
    public Outcome answer(Query query, MessageWriter answer) {
        int before = query.labelsBefore(settings.name(), zoneLabels);
        return before < 0 ? reverse(query, answer) : within(query, before, answer);
    }

    private Outcome within(Query query, int before, MessageWriter answer) {
        answer.authoritative();
        Found found = name(query, before, answer);
        if (found == Found.ALIAS) {
            return Outcome.ALIAS;
        }
        if (found == Found.NOT_KNOWN && !catalog.isSynced()) {
            answer.rcode(Rcode.SERVFAIL);
        } else if (found != Found.YES) {
            answer.rcode(Rcode.NXDOMAIN);
            apex.writeNegative(query.labelOffset(before), index.changes(), answer);
        } else if (query.type() == Type.ANY) {
            MinimalAny.write(answer);
        } else if (answer.count(Section.ANSWER) == 0 && !answer.isTruncated()) {
            apex.writeNegative(query.labelOffset(before), index.changes(), answer);
        }
        return Outcome.ANSWERED;
    }

    private Found name(Query query, int before, MessageWriter answer) {
        if (before == 0) {
            apex.write(query, index.changes(), answer);
            return Found.YES;
        }
        if (query.labelIs(before - 1, SVC)) {
            return serviceName(query, before, answer);
        }
        if (query.labelIs(before - 1, POD)) {
            return podName(query, before, answer);
        }
        return specialName(query, before, answer);
    }

    private Found serviceName(Query query, int before, MessageWriter answer) {
        if (before == 1) {
            return Found.YES;
        }
        if (before == 2) {
            return index.hasNamespace(query.key(0, 1)) ? Found.YES : Found.NOT_KNOWN;
        }
        if (before > 5 || before == 5 && query.nameBytes()[query.labelOffset(0) + 1] != '_') {
            return Found.NO;
        }
        WireKey key = query.key(before - 3, before - 1);
        ServiceRecords records = index.find(key);
        if (records == null) {
            return Found.NOT_KNOWN;
        }
        return switch (before) {
            case 3 -> service(records, key, query, answer);
            case 4 -> belowService(records, query, answer);
            default -> port(records, key, query, answer);
        };
    }

    private Found service(ServiceRecords records, WireKey key, Query query, MessageWriter answer) {
        DomainName alias = records.alias();
        if (query.type() == Type.ANY) {
            return Found.YES;
        }
        if (alias != null) {
            services.alias(alias, answer);
            return query.type() == Type.CNAME ? Found.YES : Found.ALIAS;
        }
        if (query.type() == Type.SRV) {
            services.locations(records, key, records.service().ports(), answer);
        } else {
            services.addresses(records, query.type(), answer);
        }
        return Found.YES;
    }

    private Found belowService(ServiceRecords records, Query query, MessageWriter answer) {
        boolean exists = records.hasProtocol(query) || services.endpoint(records, query, answer);
        return exists ? Found.YES : Found.NOT_KNOWN;
    }

    private Found port(ServiceRecords records, WireKey key, Query query, MessageWriter answer) {
        ServicePort port = records.port(query);
        if (port == null) {
            return Found.NOT_KNOWN;
        }
        if (query.type() == Type.SRV) {
            services.locations(records, key, List.of(port), answer);
        }
        return Found.YES;
    }

    /** Any namespace may have pods, so the names down to it exist. */
    private Found podName(Query query, int before, MessageWriter answer) {
        if (before < 3) {
            return Found.YES;
        }
        byte[] address = before > 3
                ? null
                : EndpointNames.parse(query.nameBytes(), query.labelOffset(0) + 1, query.labelLength(0));
        if (address == null) {
            return Found.NO;
        }
        if (query.type() == AddressRecords.type(address)) {
            AddressRecords.write(address, MessageWriter.QUESTION_NAME, settings.ttl(), Section.ANSWER, answer);
        }
        return Found.YES;
    }

    private Found specialName(Query query, int before, MessageWriter answer) {
        if (before == 1 && query.labelIs(0, DNS_VERSION)) {
            apex.writeVersion(query, answer);
            return Found.YES;
        }
        if (before <= 2 && query.labelIs(before - 1, DNS)) {
            if (before == 2 && query.labelIs(0, NS)) {
                apex.writeNameServer(query, answer);
                return Found.YES;
            }
            return before == 1 ? Found.YES : Found.NO;
        }
        return Found.NO;
    }

    private Outcome reverse(Query query, MessageWriter answer) {
        ReverseIndex.Pointer[] pointers = index.reverse.find(query);
        if (pointers.length == 0) {
            return Outcome.FOREIGN;
        }
        answer.authoritative();
        if (query.type() == Type.PTR) {
            services.pointers(pointers, answer);
        }
        return Outcome.ANSWERED;
    }

    /** Returns what an {@link Outcome#ALIAS} stands for; {@code null} if the service has changed meanwhile. */
    public @Nullable DomainName aliasTarget(Query query) {
        int before = query.labelsBefore(settings.name(), zoneLabels);
        ServiceRecords records = before == 3 ? index.find(query.key(0, 2)) : null;
        return records == null ? null : records.alias();
    }

    /** Ends following the catalog. */
    @Override
    public void close() {
        registration.close();
    }
}
