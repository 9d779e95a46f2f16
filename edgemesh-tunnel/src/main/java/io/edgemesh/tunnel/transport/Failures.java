package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.tunnel.host.DialException;
import io.edgemesh.tunnel.mesh.RefusedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.relay.RelayException;
import java.util.stream.Collectors;

/** Says in the operator's words, with the names of nodes, why an endpoint was not reached. */
final class Failures {
    private final NodeNames names;

    Failures(NodeNames names) {
        this.names = names;
    }

    TransportException explain(OpenRequest request, Throwable cause) {
        String node = '"' + String.valueOf(request.endpoint().node()) + '"';
        String endpoint = address(request);
        String message;
        if (cause instanceof RefusedException refused) {
            message = "node " + node + " did not connect to " + endpoint + ": " + refused.getMessage();
        } else {
            message = "cannot reach node " + node + " for " + endpoint + ": " + describe(cause);
        }
        return new TransportException(message, cause);
    }

    TransportException timedOut(OpenRequest request, String doing) {
        return new TransportException(
                "cannot reach node \"" + request.endpoint().node() + "\" for " + address(request) + ": " + doing
                        + " took longer than " + request.timeout().toMillis() + " ms");
    }

    private static String address(OpenRequest request) {
        String text = request.endpoint().address().toString();
        return text.substring(text.indexOf('/') + 1);
    }

    /** Returns whether a relay failed to help, which it may do a moment later: it starts, or its client does. */
    static boolean relayMayBeLate(Throwable cause) {
        return cause instanceof DialException dial
                && dial.failures().values().stream().anyMatch(RelayException.class::isInstance);
    }

    /** Returns what a failure to connect says, each relay by its name. */
    String describe(Throwable cause) {
        if (cause instanceof DialException dial) {
            return dial.failures().entrySet().stream()
                    .map(entry -> entry.getKey().has(Protocol.P2P_CIRCUIT)
                            ? describe(entry.getValue())
                            : entry.getKey().withoutPeerId() + ": " + describe(entry.getValue()))
                    .distinct()
                    .collect(Collectors.joining("; "));
        }
        if (cause instanceof RelayException relay) {
            return describe(relay);
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** The relay layer knows peers by their ids only. */
    private String describe(RelayException failure) {
        String text = String.valueOf(failure.getMessage());
        String named = text.replace(failure.relay().toString(), '"' + names.nameOf(failure.relay()) + '"');
        PeerId target = failure.target();
        return target == null ? named : named.replace(target.toString(), '"' + names.nameOf(target) + '"');
    }
}
