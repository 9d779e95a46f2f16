package io.edgemesh.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @Test
    void holdsTheAddressesOfItsRange() throws Exception {
        Cidr range = Cidr.parse("10.20.16.0/20");

        assertThat(range.contains(InetAddress.getByName("10.20.31.255"))).isTrue();
        assertThat(range.contains(InetAddress.getByName("10.20.32.0"))).isFalse();
        assertThat(range.contains(InetAddress.getByName("fd00::1"))).isFalse();
    }

    @Test
    void holdsIpv6() throws Exception {
        assertThat(Cidr.parse("fd00::/8").contains(InetAddress.getByName("fd12::1")))
                .isTrue();
        assertThat(Cidr.parse("fd00::/8").contains(InetAddress.getByName("fe80::1")))
                .isFalse();
    }

    @Test
    void aSingleAddressIsARangeOfOne() {
        assertThat(Cidr.parse("10.0.0.1")).hasToString("10.0.0.1/32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "fd00::/129", "10.0.0.0/-1"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void holdsExactlyTheAddressesThatAgreeInItsLeadingBits(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int length)
            throws Exception {
        Cidr range = new Cidr(InetAddress.getByAddress(network), length);
        boolean agree = true;
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % 8);
            agree &= (network[bit / 8] & mask) == (address[bit / 8] & mask);
        }

        assertThat(range.contains(InetAddress.getByAddress(address))).isEqualTo(agree);
    }
}
