package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.transport.EarlyDataOffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Offers a dial's early data to its attempts, so that no more than one endpoint sees it unless it is repeatable.
 *
 * <p>While several attempts run at once, the data is kept back. An attempt that fails after it has sent some leaves the
 * data lost, unless its transport has taken it back: then the dial cannot go on.
 *
 * <p><b>Threads:</b> the dial's event loop.
 */
final class EarlyOffers {
    private final @Nullable EarlyData data;
    private final List<Offer> open = new ArrayList<>(1);
    private boolean lost;
    private @Nullable Offer winner;
    private @Nullable Channel winnersChannel;

    EarlyOffers(@Nullable EarlyData data) {
        this.data = data;
        if (data != null) {
            data.onAdded(this::giveAll);
        }
    }

    /** Returns the offer for a new attempt, or {@code null} if there is no such data. */
    @Nullable
    Offer offer() {
        if (data == null) {
            return null;
        }
        Offer offer = new Offer(data);
        open.add(offer);
        return offer;
    }

    /** Returns whether an endpoint may have seen what no other one may see. */
    boolean lost() {
        return lost;
    }

    /** Asks for the data back from an attempt that takes long; returns false if none has anything that it must give back. */
    boolean recall() {
        for (Offer offer : open) {
            if (offer.isGone()) {
                offer.recall.run();
                return true;
            }
        }
        return false;
    }

    /** The attempt with that offer has failed, or its connection is not wanted. */
    void end(@Nullable Offer offer) {
        if (offer != null) {
            open.remove(offer);
            lost |= offer.isGone();
            giveAll();
        }
    }

    /** The attempt with that offer has connected. */
    void won(@Nullable Offer offer, Channel channel) {
        winner = offer;
        winnersChannel = channel;
    }

    private void giveAll() {
        for (Offer offer : open) {
            offer.give();
        }
    }

    /**
     * Has the channel that the dial answers with sent what it has not been sent yet, and what still comes.
     *
     * @return false if that is another channel than the one which has connected, and the data has gone over that one
     */
    boolean passTo(Channel channel) {
        boolean same = channel == winnersChannel;
        if (!same && winner != null && winner.isGone()) {
            return false;
        }
        if (data != null) {
            data.passTo(channel, same && winner != null ? winner.given : 0);
            open.clear();
        }
        return true;
    }

    /** The dial has failed. */
    void discard() {
        if (data != null) {
            data.discard();
            open.clear();
        }
    }

    /** For one attempt. */
    final class Offer implements EarlyDataOffer {
        private final EarlyData data;
        private final List<Consumer<ByteBuf>> streams = new ArrayList<>(1);
        private Runnable recall = () -> {};
        private int given;

        private Offer(EarlyData data) {
            this.data = data;
        }

        @Override
        public void sendTo(Consumer<ByteBuf> stream, Runnable recall) {
            if (!open.contains(this)) {
                return;
            }
            this.recall = recall;
            for (int i = 0; i < given; i++) {
                stream.accept(data.chunk(i));
            }
            streams.add(stream);
            give();
        }

        private void give() {
            boolean alone = open.size() == 1 && !lost;
            if (streams.isEmpty() || !alone && !data.isRepeatable()) {
                return;
            }
            for (; given < data.size(); given++) {
                for (Consumer<ByteBuf> stream : streams) {
                    stream.accept(data.chunk(given));
                }
            }
        }

        @Override
        public void takeBack() {
            streams.clear();
            given = 0;
        }

        private boolean isGone() {
            return given > 0 && !data.isRepeatable();
        }
    }
}
