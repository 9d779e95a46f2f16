package io.edgemesh.tunnel.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderStoreTest {
    private static final KadKey KEY = KadKey.ofRendezvous("here");

    private Instant now = Instant.EPOCH;
    private final ProviderStore store = new ProviderStore(() -> now);

    @Test
    void keepsWhoProvidesAKeyWithTheAddressesToldLast() {
        store.add(KEY, new KadPeer(Ids.id(1), List.of()));
        store.add(KEY, Ids.peer(2));
        store.add(KEY, Ids.peer(1));
        store.add(KadKey.ofRendezvous("there"), Ids.peer(3));

        assertThat(store.of(KEY, 10)).containsExactly(Ids.peer(2), Ids.peer(1));
    }

    @Test
    void forgetsWhatIsNotAnnouncedAnew() {
        store.add(KEY, Ids.peer(1));
        store.add(KEY, Ids.peer(2));
        now = now.plus(ProviderStore.LIFETIME.minusSeconds(1));
        store.add(KEY, Ids.peer(2));
        now = now.plus(Duration.ofSeconds(1));

        assertThat(store.of(KEY, 10)).containsExactly(Ids.peer(2));
    }

    @Test
    void namesThoseThatHaveAnnouncedThemselvesLast() {
        for (int i = 0; i < 10; i++) {
            store.add(KEY, Ids.peer(i));
        }
        store.add(KEY, Ids.peer(4));

        assertThat(store.of(KEY, 3)).containsExactly(Ids.peer(8), Ids.peer(9), Ids.peer(4));
    }

    @Test
    void takesInNoMoreProvidersOfAKeyThanItsLimit() {
        for (int i = 0; i < ProviderStore.MAX_PROVIDERS; i++) {
            assertThat(store.add(KEY, Ids.peer(i))).isTrue();
        }

        assertThat(store.add(KEY, Ids.peer(ProviderStore.MAX_PROVIDERS))).isFalse();
        assertThat(store.add(KEY, Ids.peer(0))).as("one that is in").isTrue();
        assertThat(store.of(KEY, 5000)).hasSize(ProviderStore.MAX_PROVIDERS);
    }

    @Test
    void onePeerCannotFillIt() {
        for (int i = 0; i < ProviderStore.MAX_KEYS_OF_PEER; i++) {
            assertThat(store.add(KadKey.ofRendezvous("key " + i), Ids.peer(1))).isTrue();
        }

        assertThat(store.add(KEY, Ids.peer(1))).isFalse();
        assertThat(store.add(KEY, Ids.peer(2))).isTrue();
    }

    @Test
    void manyPeersCannotFillItForEver() {
        int peers = ProviderStore.MAX_RECORDS / ProviderStore.MAX_KEYS_OF_PEER;
        for (int peer = 0; peer < peers; peer++) {
            for (int i = 0; i < ProviderStore.MAX_KEYS_OF_PEER; i++) {
                store.add(KadKey.ofRendezvous("key " + i), Ids.peer(peer));
            }
        }

        assertThat(store.add(KEY, Ids.peer(peers))).isFalse();
        now = now.plus(ProviderStore.LIFETIME);
        assertThat(store.add(KEY, Ids.peer(peers))).isTrue();
        assertThat(store.add(KEY, Ids.peer(1)))
                .as("its earlier keys are forgotten")
                .isTrue();
    }
}
