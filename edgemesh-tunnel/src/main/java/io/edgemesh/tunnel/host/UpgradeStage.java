package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multistream.MultistreamProtocolException;
import io.edgemesh.tunnel.multistream.NegotiationException;
import io.edgemesh.tunnel.multistream.NegotiationTimeoutException;
import io.edgemesh.tunnel.multistream.NoCommonProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far an upgrade has come, and what a failure there most likely means, in the operator's words. */
enum UpgradeStage {
    SECURITY("settling on how to secure the connection"),
    HANDSHAKE("proving who we are to each other"),
    MUXER("settling on how to multiplex the connection");

    private final String doing;

    UpgradeStage(String doing) {
        this.doing = doing;
    }

    Throwable timedOut(Duration timeout, boolean privateNetwork) {
        return new UpgradeTimeoutException(
                "peer did not answer within " + timeout.toMillis() + " ms while " + doing + hint(privateNetwork));
    }

    Throwable interrupted(boolean privateNetwork, @Nullable Throwable cause) {
        return new UpgradeException("peer closed the connection while " + doing + hint(privateNetwork), cause);
    }

    private String hint(boolean privateNetwork) {
        if (this != SECURITY) {
            return "";
        }
        return privateNetwork
                ? "; perhaps its swarm secret is another, or it has none"
                : "; perhaps it is in a private network, whose secret we do not have";
    }

    Throwable explain(Throwable cause, List<String> ids, boolean privateNetwork) {
        if (cause instanceof NoCommonProtocolException none) {
            String message = none.getMessage() + "; we have " + ids;
            return this == MUXER ? new NoCommonMuxerException(message) : new NoCommonSecurityException(message);
        }
        if (cause instanceof NegotiationTimeoutException) {
            return new UpgradeTimeoutException(cause.getMessage() + ", while " + doing + hint(privateNetwork));
        }
        if (cause instanceof NegotiationException || cause instanceof IOException) {
            return interrupted(privateNetwork, cause); // some hang up with an end, some with a reset
        }
        if (cause instanceof MultistreamProtocolException && this == SECURITY && !privateNetwork) {
            return new UpgradeException(
                    "what answered is no libp2p peer, or is in a private network, whose secret we do" + " not have ("
                            + cause.getMessage() + ')',
                    cause);
        }
        return cause;
    }
}
