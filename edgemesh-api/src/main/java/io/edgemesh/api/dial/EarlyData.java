package io.edgemesh.api.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends before its connection stands.
 *
 * <p>A transport whose protocol allows it sends these bytes right behind its request, which saves the client a round trip.
 * Where none does, they are written to the channel once it is open. Either way the channel that a dial answers with has
 * been given them, and whatever is added from then on follows on it.
 *
 * <p><b>At most once:</b> bytes that have left may have reached their endpoint even if its answer is lost. They go to
 * another endpoint only where it is certain that the first one has not seen them, and never will; otherwise the dial
 * fails. Only data that is {@link #repeatable} may go to several.
 *
 * <p><b>Threads:</b> the event loop of the dial; where the dial names none, all is added before it begins.
 * <b>Buffers:</b> what is added belongs to this, which releases it when the dial is over; {@link #discard} does so for a
 * dial that never begins. <b>Limit:</b> who adds stops when it {@link #isFull}.
 */
public final class EarlyData {
    private static final int FULL_BYTES = 64 * 1024;
    private static final int FULL_CHUNKS = 128; // each may keep a buffer that is much larger than itself

    private final boolean repeatable;
    private final List<ByteBuf> chunks = new ArrayList<>(2);
    private Runnable onAdded = () -> {};
    private int bytes;
    private @Nullable Channel channel;
    private boolean discarded;

    private EarlyData(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /** Returns data, still without a byte, that one endpoint may see. */
    public static EarlyData once() {
        return new EarlyData(false);
    }

    /** Returns data, still without a byte, that may reach several endpoints without harm, such as a GET request. */
    public static EarlyData repeatable() {
        return new EarlyData(true);
    }

    /** Adds what the client has sent next. */
    public EarlyData add(ByteBuf chunk) {
        if (channel != null) {
            channel.writeAndFlush(chunk);
        } else if (discarded) {
            chunk.release();
        } else {
            chunks.add(chunk);
            bytes += chunk.readableBytes();
            onAdded.run();
        }
        return this;
    }

    /** Returns whether there is as much as should be stored before a connection stands: 64 KiB, or 128 chunks. */
    public boolean isFull() {
        return bytes >= FULL_BYTES || chunks.size() >= FULL_CHUNKS;
    }

    public boolean isRepeatable() {
        return repeatable;
    }

    /** For dialers: returns how many chunks there are. */
    public int size() {
        return chunks.size();
    }

    /** For dialers: returns a chunk, which the caller releases. */
    public ByteBuf chunk(int index) {
        return chunks.get(index).retainedDuplicate();
    }

    /** For dialers: has an action run when a chunk has been added. */
    public void onAdded(Runnable action) {
        onAdded = action;
    }

    /**
     * For dialers: writes what is there, and whatever comes later, to the channel that the dial answers with.
     *
     * @param from the first chunk that has not been sent on it yet
     */
    public void passTo(Channel opened, int from) {
        for (int i = from; i < chunks.size(); i++) {
            opened.write(chunk(i));
        }
        opened.flush();
        discard();
        channel = opened;
    }

    /** Releases what is there and whatever comes later. */
    public void discard() {
        discarded = true;
        onAdded = () -> {};
        chunks.forEach(ByteBuf::release);
        chunks.clear();
    }
}
