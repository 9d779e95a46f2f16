package io.edgemesh.api.transport;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The {@linkplain io.edgemesh.api.dial.EarlyData early data} of one {@link OpenRequest}. A transport may leave it alone:
 * then it is written to the channel that the transport opens.
 *
 * <p>A transport that takes it up vouches for two things. The channel that it answers with has been sent all of the data,
 * first and in order. And where {@link Transport#open} fails, the data counts as seen by the endpoint, unless it was
 * {@linkplain #takeBack taken back}: a request whose bytes may have arrived is not tried elsewhere.
 *
 * <p><b>Threads:</b> the request's event loop.
 */
public interface EarlyDataOffer {
    /**
     * Has a stream sent what is there now and, chunk by chunk, what is added later, until the request is answered. For a
     * transport that asks over several streams to the same endpoint: each is sent all, and the transport sees to it that
     * one alone brings it there.
     *
     * @param stream takes chunks, which it releases
     * @param recall asked for where the answer takes long and there are other endpoints: begins to make sure that the
     *     endpoint never sees the data; where that succeeds, the request fails and the data is taken back
     */
    void sendTo(Consumer<ByteBuf> stream, Runnable recall);

    /** The endpoint has seen nothing of the data, and never will; called before the request fails. */
    void takeBack();
}
