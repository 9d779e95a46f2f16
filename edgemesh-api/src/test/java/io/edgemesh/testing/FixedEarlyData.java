package io.edgemesh.testing;

import io.edgemesh.api.transport.EarlyDataOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Early data that is all there from the start, and tells what a transport has made of it. */
public final class FixedEarlyData implements EarlyDataOffer {
    private final byte[] bytes;
    private final AtomicInteger streams = new AtomicInteger();
    private volatile boolean takenBack;
    private volatile @Nullable Runnable recall;

    public FixedEarlyData(byte... bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public void sendTo(Consumer<ByteBuf> stream, Runnable onRecall) {
        streams.incrementAndGet();
        recall = onRecall;
        stream.accept(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public void takeBack() {
        takenBack = true;
    }

    /** Asks for it back. */
    public void recall() {
        Runnable asked = recall;
        if (asked == null) {
            throw new AssertionError("it was not sent");
        }
        asked.run();
    }

    /** Returns on how many streams it was sent. */
    public int streams() {
        return streams.get();
    }

    public boolean isTakenBack() {
        return takenBack;
    }
}
