package io.edgemesh.proxy.dial;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.dial.DialerProvider;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Transport;
import java.util.List;

/**
 * The dialer that a mesh has unless told otherwise.
 *
 * <p>Settings, all of {@code modules.edgeProxy}:
 *
 * <ul>
 *   <li>{@code loadBalancer.policy}: the policy of services without one; {@code ROUND_ROBIN}
 *   <li>{@code loadBalancer.consistentHash.partitionCount}, {@code .replicationFactor}, {@code .load}: what a
 *       {@code CONSISTENT_HASH} policy has where it does not say
 *   <li>{@code attemptTimeout}: how long one endpoint may take to answer; 5 s
 *   <li>{@code delivery.allow}: what peers may reach on this node beside the endpoints it hosts, each
 *       {@code ADDRESS-OR-CIDR:PORT}, {@code ...:*}, or either with {@code /udp} behind it; none
 * </ul>
 */
@AutoService(DialerProvider.class)
public final class DefaultDialerProvider implements DialerProvider {
    @Override
    public String name() {
        return "default";
    }

    @Override
    public Dialer create(
            MeshContext mesh, List<Transport> transports, List<Interceptor> interceptors, Settings settings) {
        return new DefaultDialer(mesh, transports, interceptors, DialerSettings.read(settings));
    }
}
