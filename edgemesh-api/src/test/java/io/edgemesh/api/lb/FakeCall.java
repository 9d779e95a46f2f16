package io.edgemesh.api.lb;

import io.edgemesh.api.model.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that says what a test wants. Immutable.
 *
 * @param clientAddress the client's IP, or {@code null} for a call from within the process
 * @param headers       headers by lower-case name
 * @param triedOnes     what the call has tried
 */
public record FakeCall(@Nullable InetAddress clientAddress, Map<String, String> headers, List<Endpoint> triedOnes)
        implements Call {
    public FakeCall {
        headers = Map.copyOf(headers);
        triedOnes = List.copyOf(triedOnes);
    }

    /** Returns a call from within the process that knows no header. */
    public static FakeCall anonymous() {
        return new FakeCall(null, Map.of(), List.of());
    }

    /** Returns a call of a client. */
    public static FakeCall from(String ip) {
        try {
            return new FakeCall(InetAddress.getByName(ip), Map.of(), List.of());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip + " (expected: an IP address)", e);
        }
    }

    /** Returns the call of the client with that number, each with an IP of its own. */
    public static FakeCall ofClient(int number) {
        return from("10." + (number >> 16 & 0xff) + '.' + (number >> 8 & 0xff) + '.' + (number & 0xff));
    }

    public FakeCall withHeader(String name, String value) {
        return new FakeCall(clientAddress, Map.of(name.toLowerCase(Locale.ROOT), value), triedOnes);
    }

    public FakeCall havingTried(Collection<Endpoint> endpoints) {
        return new FakeCall(clientAddress, headers, List.copyOf(endpoints));
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean tried(Endpoint endpoint) {
        return triedOnes.contains(endpoint);
    }
}
