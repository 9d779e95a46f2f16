package io.edgemesh.tunnel.quic;

import io.netty.handler.codec.quic.Quic;
import org.jspecify.annotations.Nullable;

/** Says whether QUIC can be had: its codec is an optional jar with native code. Loads on any class path. */
public final class QuicSupport {
    private QuicSupport() {}

    /** Returns why there is no QUIC here, for an operator; {@code null} if there is. */
    public static @Nullable String problem() {
        try {
            return Quic.isAvailable() ? null : describe(Quic.unavailabilityCause());
        } catch (NoClassDefFoundError absent) {
            return "QUIC is not available: netty-codec-classes-quic is not on the class path";
        }
    }

    private static String describe(@Nullable Throwable cause) {
        return "QUIC is not available: netty-codec-native-quic has nothing for this machine, or is not on the class"
                + " path ("
                + (cause == null ? "unknown" : cause.getMessage()) + ')';
    }
}
