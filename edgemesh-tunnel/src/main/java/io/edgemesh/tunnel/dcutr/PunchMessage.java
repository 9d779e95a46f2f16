package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.util.List;

/** What two peers say to each other before they connect to each other at the same moment. */
sealed interface PunchMessage {
    /** Where the sender is seen from outside. */
    record Connect(List<Multiaddr> addresses) implements PunchMessage {
        public Connect {
            addresses = List.copyOf(addresses);
        }
    }

    /** Now. */
    record Sync() implements PunchMessage {}
}
