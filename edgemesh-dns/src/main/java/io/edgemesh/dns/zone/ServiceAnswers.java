package io.edgemesh.dns.zone;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MessageWriter.Section;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.WireKey;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Type;

/** Writes the records of one service's names. */
final class ServiceAnswers {
    private static final int SRV_PRIORITY = 0;
    private static final int SRV_WEIGHT = 100; // of the one target of a service with a cluster IP

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

    /** Writes where a port is served: the service itself, or each endpoint of a headless one. */
    void locations(ServiceRecords records, WireKey service, ServicePort port, MessageWriter answer) {
        if (!records.service().headless()) {
            int target = location(SRV_WEIGHT, port.port(), "", service, answer);
            for (InetAddress address : records.service().clusterIps()) {
                addressOf(target, address, answer);
            }
            return;
        }
        List<Endpoint> targets = records.targets(port);
        int first = targets.isEmpty() ? 0 : answer.nextTurn() % targets.size();
        int[] offsets = new int[targets.size()];
        for (int i = 0; i < targets.size(); i++) {
            Endpoint target = targets.get((first + i) % targets.size());
            int weight = Math.min(target.weight(), 0xffff);
            offsets[i] = location(weight, target.address().getPort(), EndpointNames.label(target), service, answer);
        }
        for (int i = 0; i < offsets.length; i++) {
            addressesOf(targets.get((first + i) % targets.size()), offsets[i], records, answer);
        }
    }

    private int location(int weight, int port, String endpoint, WireKey service, MessageWriter answer) {
        answer.record(MessageWriter.QUESTION_NAME, Type.SRV, ttl);
        answer.shortValue(SRV_PRIORITY).shortValue(weight).shortValue(port);
        int target = answer.position();
        target(endpoint, service, answer);
        return answer.endRecord(Section.ANSWER) ? target : MessageWriter.MAX_POINTER + 1;
    }

    private void addressesOf(Endpoint target, int offset, ServiceRecords records, MessageWriter answer) {
        String label = EndpointNames.label(target);
        for (Endpoint endpoint : records.named()) {
            if (EndpointNames.label(endpoint).equals(label)) {
                addressOf(offset, endpoint.address().getAddress(), answer);
            }
        }
    }

    private void addressOf(int target, InetAddress address, MessageWriter answer) {
        if (target <= MessageWriter.MAX_POINTER) {
            AddressRecords.write(address, 0xc000 | target, ttl, Section.ADDITIONAL, answer);
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
