package io.edgemesh.tunnel.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The XSalsa20 stream cipher: one direction of one connection.
 *
 * <p>Keeps nothing of the key stream but where it stands: each call makes what it needs, a few blocks with {@link
 * Salsa20}, many with {@link Salsa20Lanes} side by side. A block of which a part was used is made again.
 *
 * <p><b>Threads:</b> one at a time. <b>Memory:</b> about a hundred bytes; the working memory is the thread's.
 *
 * @see <a href="https://cr.yp.to/snuffle/xsalsa-20110204.pdf">Extending the Salsa20 nonce</a>
 */
final class XSalsa20 {
    static final int NONCE_LENGTH = 24;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final FastThreadLocal<Salsa20Lanes> LANES = new FastThreadLocal<>() {
        @Override
        protected Salsa20Lanes initialValue() {
            return new Salsa20Lanes();
        }
    };

    private final int[] input;
    private long position; // in bytes

    XSalsa20(byte[] key, byte[] nonce) {
        int[] first = Salsa20.matrix(words(key, 0, 8), words(nonce, 0, 4));
        input = Salsa20.matrix(Salsa20.hashed(first), words(nonce, 16, 2));
    }

    private static int[] words(byte[] bytes, int offset, int count) {
        int[] words = new int[count];
        Arrays.setAll(words, i -> (int) INTS.get(bytes, offset + 4 * i));
        return words;
    }

    /** Encrypts or decrypts all of {@code in} to {@code out}; both may be the same buffer, with its indexes as they are. */
    void apply(ByteBuf in, int from, ByteBuf out, int to, int length) {
        Salsa20Lanes lanes = LANES.get();
        byte[] data = lanes.data();
        for (int done = 0; done < length; ) {
            int skipped = (int) (position % Salsa20.BLOCK);
            int count = Math.min(length - done, data.length - skipped);
            in.getBytes(from + done, data, skipped, count);
            lanes.xor(input, position / Salsa20.BLOCK, skipped + count); // what was skipped is of no interest
            out.setBytes(to + done, data, skipped, count);
            position += count;
            done += count;
        }
    }
}
