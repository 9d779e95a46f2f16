package io.edgemesh.proxy.dial;

import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Transport;
import java.time.Duration;
import java.util.List;

/** What all dials of one dialer share. */
record DialerParts(
        MeshContext mesh,
        List<Transport> transports,
        List<Interceptor> interceptors,
        Balancers balancers,
        CandidateFinder candidates,
        Arrivals arrivals,
        ConnectTimes connectTimes,
        Duration attemptTimeout) {}
