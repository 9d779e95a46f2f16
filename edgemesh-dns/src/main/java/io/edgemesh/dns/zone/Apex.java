package io.edgemesh.dns.zone;

import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MessageWriter.Section;
import io.edgemesh.dns.wire.Query;
import java.net.InetAddress;
import org.xbill.DNS.Type;

/** The records of the zone as a whole: SOA, NS, the name server's addresses, and the version of the specification. */
final class Apex {
    private static final String SPECIFICATION_VERSION = "1.1.0";
    private static final int REFRESH_SECONDS = 7200;
    private static final int RETRY_SECONDS = 1800;
    private static final int EXPIRE_SECONDS = 86400;

    private final ZoneSettings settings;
    private final DomainName nameServer;
    private final DomainName hostmaster;
    private final int firstSerial;

    Apex(ZoneSettings settings, int firstSerial) {
        this.settings = settings;
        this.firstSerial = firstSerial;
        this.nameServer = DomainName.parse("ns.dns." + settings.name());
        this.hostmaster = DomainName.parse("hostmaster." + settings.name());
    }

    /** Writes SOA or NS of the zone. */
    void write(Query query, int changes, MessageWriter answer) {
        if (query.type() == Type.SOA) {
            startOfAuthority(MessageWriter.QUESTION_NAME, settings.ttl(), changes, Section.ANSWER, answer);
        } else if (query.type() == Type.NS) {
            int owner = MessageWriter.QUESTION_NAME;
            answer.record(owner, Type.NS, settings.ttl());
            int target = answer.position();
            answer.name(nameServer).endRecord(Section.ANSWER);
            for (InetAddress address : settings.nameServers()) {
                AddressRecords.write(address, 0xc000 | target, settings.ttl(), Section.ADDITIONAL, answer);
            }
        }
    }

    void writeNameServer(Query query, MessageWriter answer) {
        for (InetAddress address : settings.nameServers()) {
            if (AddressRecords.fits(address, query.type())) {
                AddressRecords.write(address, MessageWriter.QUESTION_NAME, settings.ttl(), Section.ANSWER, answer);
            }
        }
    }

    void writeVersion(Query query, MessageWriter answer) {
        if (query.type() == Type.TXT) {
            answer.record(MessageWriter.QUESTION_NAME, Type.TXT, settings.ttl())
                    .text(SPECIFICATION_VERSION)
                    .endRecord(Section.ANSWER);
        }
    }

    /**
     * Writes what says how long a missing record may be taken for missing.
     *
     * @param zoneOffset where the zone's name stands in the question's
     */
    void writeNegative(int zoneOffset, int changes, MessageWriter answer) {
        int owner = 0xc000 | Query.HEADER_LENGTH + zoneOffset;
        startOfAuthority(owner, settings.negativeTtl(), changes, Section.AUTHORITY, answer);
    }

    private void startOfAuthority(int owner, int ttl, int changes, Section section, MessageWriter answer) {
        answer.record(owner, Type.SOA, ttl).name(nameServer).name(hostmaster);
        answer.intValue(firstSerial + changes).intValue(REFRESH_SECONDS).intValue(RETRY_SECONDS);
        answer.intValue(EXPIRE_SECONDS).intValue(settings.negativeTtl()).endRecord(section);
    }
}
