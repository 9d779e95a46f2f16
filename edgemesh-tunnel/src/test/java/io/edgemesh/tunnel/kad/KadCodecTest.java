package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.kad.KadMessage.Type;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KadCodecTest {
    private static final byte[] ADDRESS = Multiaddr.parse("/ip4/1.2.3.4/tcp/80").toBytes();
    private static final KadKey KEY = KadKey.of(new byte[] {1, 2, 3});

    @Test
    void writesQuestionsAsTheSpecificationLaysThemOut() {
        assertThat(hex(KadMessage.ping())).isEqualTo("0805");
        assertThat(hex(KadMessage.findNode(KEY))).isEqualTo("0804" + "1203010203");
        assertThat(hex(KadMessage.getProviders(KEY))).isEqualTo("0803" + "1203010203");
    }

    @Test
    void writesPeersAsTheSpecificationLaysThemOut() {
        KadPeer self = new KadPeer(Ids.id(1), List.of(Multiaddr.parse("/ip4/1.2.3.4/tcp/80")));

        assertThat(hex(KadMessage.addProvider(KEY, self)))
                .isEqualTo("0802" + "1203010203" + "4a2e" + "0a22"
                        + ByteBufUtil.hexDump(Ids.id(1).toBytes()) + "1208" + "0401020304060050");
    }

    @Test
    void readsAMessageOfGoWithFieldsThatWeHaveNoUseFor() {
        KadMessage message = read(out -> out.uint64(1, 0)
                .bytes(2, new byte[] {7})
                .message(3, record -> record.bytes(1, new byte[] {7}).bytes(2, new byte[100]))
                .uint64(10, 1));

        assertThat(message).isEqualTo(new KadMessage(Type.PUT_VALUE, KadKey.of(new byte[] {7}), List.of(), List.of()));
    }

    @Test
    void passesOverPeersWithoutAnIdAndAddressesOfKindsThatWeDoNotKnow() {
        KadMessage message = read(out -> out.uint64(1, 4)
                .message(8, peer -> peer.bytes(1, new byte[] {1, 2, 3}))
                .message(
                        8,
                        peer -> peer.bytes(
                                2, Multiaddr.parse("/ip4/1.2.3.4/tcp/80").toBytes()))
                .message(8, peer -> peer.bytes(1, Ids.id(1).toBytes()).bytes(2, new byte[] {-1, 127, 0})));

        assertThat(message.closerPeers()).containsExactly(new KadPeer(Ids.id(1), List.of()));
    }

    @Test
    void readsNoMorePeersAndAddressesThanItHasUseFor() {
        KadMessage message = read(out -> {
            out.uint64(1, 3);
            for (int i = 0; i < 1100; i++) {
                out.message(8, KadCodecTest::withManyAddresses).message(9, KadCodecTest::withManyAddresses);
            }
        });

        assertThat(message.closerPeers()).hasSize(RoutingTable.BUCKET_SIZE + 1);
        assertThat(message.providers()).hasSize(ProviderStore.MAX_PROVIDERS);
    }

    @Test
    void readsNoMoreAddressesOfAPeerThanItHasUseFor() {
        KadMessage message = read(out -> out.uint64(1, 3).message(9, peer -> {
            peer.bytes(1, Ids.id(1).toBytes());
            for (int port = 1; port < 100; port++) {
                peer.bytes(2, Multiaddr.parse("/ip4/1.2.3.4/tcp/" + port).toBytes());
            }
        }));

        assertThat(message.providers().get(0).addresses()).hasSize(KadPeer.MAX_ADDRESSES);
    }

    private static void withManyAddresses(ProtoWriter peer) {
        peer.bytes(1, Ids.id(1).toBytes());
        for (int i = 0; i < 30; i++) {
            peer.bytes(2, ADDRESS);
        }
    }

    @Test
    void refusesKeysAndTypesThatThereAreNot() {
        assertThatThrownBy(() -> read(out -> out.uint64(1, 4).bytes(2, new byte[KadKey.MAX_BYTES + 1])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("limit: 80");
        assertThatThrownBy(() -> read(out -> out.uint64(1, 6)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("type 6");
    }

    @Test
    void refusesAMessageThatIsTooLongBeforeItIsThere() {
        EmbeddedChannel channel = new EmbeddedChannel();
        KadCodec.addTo(channel, 16);

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {17})))
                .isInstanceOf(TooLongFrameException.class);
        channel.finishAndReleaseAll();
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll("messages") KadMessage message) {
        ByteBuf buffer = Unpooled.buffer();
        KadCodec.write(message, buffer);

        assertThat(KadCodec.read(buffer)).isEqualTo(message);
    }

    @Property(tries = 200)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 200)
    void aDamagedMessageIsReadOrRefused(
            @ForAll("messages") KadMessage message, @ForAll int position, @ForAll byte damage) {
        ByteBuf buffer = Unpooled.buffer();
        KadCodec.write(message, buffer);
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        bytes[Math.floorMod(position, bytes.length)] = damage;

        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            KadMessage message = KadCodec.read(Unpooled.wrappedBuffer(bytes));
            assertThat(message.closerPeers()).hasSizeLessThanOrEqualTo(RoutingTable.BUCKET_SIZE + 1);
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    @Provide
    Arbitrary<KadMessage> messages() {
        Arbitrary<KadKey> keys = Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(80)
                .map(KadKey::of);
        Arbitrary<Multiaddr> addresses =
                Arbitraries.integers().between(1, 65535).map(port -> Multiaddr.parse("/ip4/192.0.2.1/tcp/" + port));
        Arbitrary<KadPeer> peers = Combinators.combine(
                        Arbitraries.integers().between(0, 500), addresses.list().ofMaxSize(3))
                .as((number, list) -> new KadPeer(Ids.id(number), list));
        return Combinators.combine(
                        Arbitraries.of(Type.class),
                        keys.injectNull(0.2),
                        peers.list().ofMaxSize(4),
                        peers.list().ofMaxSize(4))
                .as(KadMessage::new);
    }

    private static KadMessage read(Consumer<ProtoWriter> fields) {
        ByteBuf buffer = Unpooled.buffer();
        fields.accept(new ProtoWriter(buffer));
        return KadCodec.read(buffer);
    }

    private static String hex(KadMessage message) {
        ByteBuf buffer = Unpooled.buffer();
        KadCodec.write(message, buffer);
        return ByteBufUtil.hexDump(buffer);
    }
}
