package io.edgemesh.tunnel.kad;

import io.netty.util.concurrent.Future;

/** Puts questions to peers. From any thread; every future ends within a bounded time. */
interface KadRequests {
    /** Returns the peer's answer; fails if it is out of reach, or does not answer. */
    Future<KadMessage> ask(KadPeer peer, KadMessage question);

    /** Tells the peer something that it does not answer; succeeds once it has ended the stream, having read that. */
    Future<?> tell(KadPeer peer, KadMessage message);
}
