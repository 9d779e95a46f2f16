package io.edgemesh.dns.zone;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MessageWriter.Section;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.WireKey;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Type;

/** Writes the records of one service's names. */
final class ServiceAnswers {
    private static final int SRV_PRIORITY = 0;
    private static final int SRV_WEIGHT = 100; // of the one target of a service with a cluster IP
    private static final int MAX_WEIGHT = 0xffff;

    private final DomainName suffix; // svc.<zone>
    private final int ttl;

    ServiceAnswers(DomainName zone, int ttl) {
        this.suffix = DomainName.parse("svc." + zone);
        this.ttl = ttl;
    }

    void addresses(ServiceRecords records, int type, MessageWriter answer) {
        if (type == Type.A) {
            AddressRecords.write(records.a, type, answer);
        } else if (type == Type.AAAA) {
            AddressRecords.write(records.aaaa, type, answer);
        }
    }

    void alias(DomainName target, MessageWriter answer) {
        answer.record(MessageWriter.QUESTION_NAME, Type.CNAME, ttl).name(target).endRecord(Section.ANSWER);
    }

    /** Writes the addresses of the endpoint that the first label names; returns whether there is one. */
    boolean endpoint(ServiceRecords records, Query query, MessageWriter answer) {
        int from = query.labelOffset(0) + 1;
        int length = query.labelLength(0);
        boolean found = false;
        List<Endpoint> named = records.named();
        for (int i = 0; i < named.size(); i++) {
            Endpoint endpoint = named.get(i);
            if (EndpointNames.matches(endpoint, query.nameBytes(), from, length)) {
                found = true;
                InetAddress address = endpoint.address().getAddress();
                if (AddressRecords.fits(address, query.type())) {
                    AddressRecords.write(address, MessageWriter.QUESTION_NAME, ttl, Section.ANSWER, answer);
                }
            }
        }
        return found;
    }

    /** Writes where ports are served: by the service itself, or by each endpoint of a headless one. */
    void locations(ServiceRecords records, WireKey service, List<ServicePort> ports, MessageWriter answer) {
        Map<String, Integer> targets = new LinkedHashMap<>(); // label to where its name stands in the message
        for (ServicePort port : ports) {
            if (records.service().headless()) {
                endpointLocations(records.targets(port), service, targets, answer);
            } else {
                location(SRV_WEIGHT, port.port(), "", service, targets, answer);
            }
        }
        targets.forEach((label, offset) -> addresses(records, label, 0xc000 | offset, answer));
    }

    /** Each answer begins with another endpoint, so that clients which take the first one spread. */
    private void endpointLocations(
            List<Endpoint> endpoints, WireKey service, Map<String, Integer> targets, MessageWriter answer) {
        int first = endpoints.isEmpty() ? 0 : answer.nextTurn() % endpoints.size();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get((first + i) % endpoints.size());
            int weight = Math.min(endpoint.weight(), MAX_WEIGHT);
            int port = endpoint.address().getPort();
            location(weight, port, EndpointNames.label(endpoint), service, targets, answer);
        }
    }

    private void location(
            int weight, int port, String label, WireKey service, Map<String, Integer> targets, MessageWriter answer) {
        answer.record(MessageWriter.QUESTION_NAME, Type.SRV, ttl);
        answer.shortValue(SRV_PRIORITY).shortValue(weight).shortValue(port);
        int offset = answer.position();
        target(label, service, answer);
        if (answer.endRecord(Section.ANSWER) && offset <= MessageWriter.MAX_POINTER) {
            targets.putIfAbsent(label, offset);
        }
    }

    private void addresses(ServiceRecords records, String label, int owner, MessageWriter answer) {
        if (label.isEmpty()) {
            for (InetAddress address : records.service().clusterIps()) {
                AddressRecords.write(address, owner, ttl, Section.ADDITIONAL, answer);
            }
            return;
        }
        for (Endpoint endpoint : records.named()) {
            if (EndpointNames.label(endpoint).equals(label)) {
                AddressRecords.write(endpoint.address().getAddress(), owner, ttl, Section.ADDITIONAL, answer);
            }
        }
    }

    void pointers(ReverseIndex.Pointer[] pointers, MessageWriter answer) {
        for (ReverseIndex.Pointer pointer : pointers) {
            answer.record(MessageWriter.QUESTION_NAME, Type.PTR, ttl);
            target(pointer.endpoint() == null ? "" : pointer.endpoint(), pointer.key(), answer);
            answer.endRecord(Section.ANSWER);
            if (pointer.endpoint() == null) {
                return; // a cluster IP is that service's and nobody else's
            }
        }
    }

    private void target(String endpoint, WireKey service, MessageWriter answer) {
        if (!endpoint.isEmpty()) {
            answer.text(endpoint);
        }
        answer.labels(service).name(suffix);
    }
}
