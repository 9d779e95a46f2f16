package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SsdpTest {
    private static final InetAddress ROUTER = address("192.168.1.1");

    @Test
    void findsTheDescriptionWhateverTheHeadersLookLike() {
        String answer = "HTTP/1.1 200 OK\r\nST: urn:x\r\nlocation:  http://192.168.1.1:5000/rootDesc.xml \r\n\r\n";

        assertThat(Ssdp.location(answer, ROUTER)).isEqualTo(URI.create("http://192.168.1.1:5000/rootDesc.xml"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.168.1.2:5000/rootDesc.xml",
                "http://router.example/rootDesc.xml",
                "http://192.168.1.1@198.51.100.1/rootDesc.xml",
                "http://user@192.168.1.1/rootDesc.xml",
                "http://192.168.1.1:0/",
                "http://192.168.1.1:70000/",
                "https://192.168.1.1/rootDesc.xml",
                "file:///etc/passwd",
                "/rootDesc.xml",
                "http://192.168.1.1 /",
                ""
            })
    void passesOverWhatLeadsElsewhere(String location) {
        assertThat(Ssdp.location("HTTP/1.1 200 OK\r\nLOCATION: " + location + "\r\n\r\n", ROUTER))
                .isNull();
    }

    @Test
    void passesOverWhatIsNoAnswer() {
        String location = "\r\nLOCATION: http://192.168.1.1/rootDesc.xml\r\n\r\n";

        assertThat(Ssdp.location("NOTIFY * HTTP/1.1" + location, ROUTER)).isNull();
        assertThat(Ssdp.location("HTTP/1.1 500 No" + location, ROUTER)).isNull();
        assertThat(Ssdp.location("HTTP/1.1 200 OK\r\n\r\n", ROUTER)).isNull();
    }

    @Property
    void whateverArrivesNothingLeadsAwayFromTheRouter(@ForAll String text) {
        URI found = Ssdp.location("HTTP/1.1 200 OK\r\nLOCATION: http://" + text, ROUTER);

        assertThat(found == null || found.getHost().equals("192.168.1.1")).isTrue();
    }

    @Property
    void nothingEscapesWhateverArrives(@ForAll byte[] bytes) {
        assertThat(Ssdp.location(new String(bytes, StandardCharsets.ISO_8859_1), ROUTER))
                .isNull();
    }

    static InetAddress address(String ip) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(ip));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
