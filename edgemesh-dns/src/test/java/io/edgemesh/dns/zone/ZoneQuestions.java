package io.edgemesh.dns.zone;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks a zone with messages that another implementation of DNS writes and reads. */
final class ZoneQuestions {
    private final ClusterZone zone;
    private final Query query = new Query();
    private final MessageWriter writer = new MessageWriter();

    ZoneQuestions(ServiceCatalog catalog, ZoneSettings settings) {
        this.zone = new ClusterZone(catalog, settings, InstantSource.system());
    }

    Message ask(String name, String type) throws IOException {
        ClusterZone.Outcome outcome = outcome(name, type);
        if (outcome == ClusterZone.Outcome.FOREIGN) {
            throw new AssertionError(name + " is not the zone's");
        }
        writer.finish();
        return new Message(writer.toBytes());
    }

    ClusterZone.Outcome outcome(String name, String type) throws IOException {
        Record question = Record.newRecord(Name.fromString(name), requireType(type), DClass.IN);
        query.read(Unpooled.wrappedBuffer(Message.newQuery(question).toWire()));
        writer.begin(query, MessageWriter.MAX_LENGTH);
        return zone.answer(query, writer);
    }

    @Nullable
    DomainName aliasTarget(String name) {
        return zone.aliasTarget(Query.of(DomainName.parse(name), Type.A));
    }

    private static int requireType(String type) {
        int number = Type.value(type);
        return number < 0 ? requireNonNull(Integer.valueOf(type.substring("TYPE".length()))) : number;
    }
}
