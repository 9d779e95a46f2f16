package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DefaultRouteTest {
    private static final String HEAD =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    @Test
    void findsTheGatewayOfTheDefaultRoute() {
        Assumptions.assumeTrue(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the table is one of a little-endian machine");

        assertThat(DefaultRoute.gateway(HEAD
                        + "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                        + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"))
                .hasToString("/192.168.1.1");
    }

    @Test
    void aMachineWithoutADefaultRouteHasNone() {
        assertThat(DefaultRoute.gateway(HEAD + "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"))
                .isNull();
        assertThat(DefaultRoute.gateway(HEAD + "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"))
                .isNull();
        assertThat(DefaultRoute.gateway("")).isNull();
    }

    @Property
    void anyTableIsReadOrPassedOver(@ForAll String line, @ForAll String gateway, @ForAll String flags) {
        DefaultRoute.gateway(HEAD + line + "\neth0\t00000000\t" + gateway + '\t' + flags + "\n");
    }
}
