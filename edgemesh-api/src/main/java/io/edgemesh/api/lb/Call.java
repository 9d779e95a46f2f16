package io.edgemesh.api.lb;

import io.edgemesh.api.model.Endpoint;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a balancer may know of the connection it picks for. Valid during the pick only. */
public interface Call {
    /** Returns the client's IP address, or {@code null} if the connection comes from within this process. */
    @Nullable
    InetAddress clientAddress();

    /** Returns the first value of a header of the request, or {@code null} where there is none or it is not HTTP. */
    @Nullable
    String header(String name);

    /** Returns whether this call has tried the endpoint and failed; a balancer picks such a one only for want of others. */
    boolean tried(Endpoint endpoint);
}
