package io.edgemesh.tunnel.mesh;

import org.jspecify.annotations.Nullable;

/**
 * What a node answers to a {@link ProxyRequest}.
 *
 * @param refusal why there is no connection, or {@code null} if there is one
 * @param text    more about a refusal, for the operator of the asking node; may be empty
 */
record ProxyAnswer(@Nullable Refusal refusal, String text) {
    static final ProxyAnswer CONNECTED = new ProxyAnswer(null, "");
    static final ProxyAnswer ANSWERED_ELSEWHERE =
            new ProxyAnswer(Refusal.DUPLICATE, "it was answered on another stream, or called off");

    void throwIfRefused() {
        if (refusal != null) {
            throw new RefusedException(refusal, text);
        }
    }
}
