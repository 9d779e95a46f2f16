package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.portmap.IgdXml.Service;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IgdXmlTest {
    private static final InetAddress ROUTER = SsdpTest.address("192.168.1.1");
    private static final URI PAGE = URI.create("http://192.168.1.1:5000/rootDesc.xml");
    private static final String WAN_IP = "urn:schemas-upnp-org:service:WANIPConnection:1";
    private static final String DESCRIPTION = """
            <?xml version="1.0"?>
            <root xmlns="urn:schemas-upnp-org:device-1-0"><device><serviceList>
              <service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
                <controlURL>/ctl/L3F</controlURL></service>
              <service><serviceType>%s</serviceType><SCPDURL>/WANIPCn.xml</SCPDURL>
                <controlURL>%s</controlURL></service>
            </serviceList></device></root>
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:schemas-upnp-org:service:WANIPConnection:1",
                "urn:schemas-upnp-org:service:WANIPConnection:2",
                "urn:schemas-upnp-org:service:WANPPPConnection:1"
            })
    void findsWhatMapsPorts(String type) throws Exception {
        assertThat(service(DESCRIPTION.formatted(type, "/ctl/IPConn")))
                .isEqualTo(new Service(type, URI.create("http://192.168.1.1:5000/ctl/IPConn")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.168.1.9:5000/ctl", "//evil.example/ctl", "ftp://192.168.1.1/", "a b"})
    void doesNotGoWhereTheDescriptionLeadsElsewhere(String control) throws Exception {
        assertThat(service(DESCRIPTION.formatted(WAN_IP, control))).isNull();
    }

    @Test
    void passesOverServicesThatItDoesNotKnow() throws Exception {
        assertThat(service(DESCRIPTION.formatted("urn:schemas-upnp-org:service:WANIPConnection:3", "/ctl")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE root SYSTEM \"http://192.168.1.9/x.dtd\"><root/>",
                "<!DOCTYPE root [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><root>&b;</root>",
                "<!DOCTYPE root [<!ENTITY file SYSTEM \"file:///etc/hostname\">]><root>&file;</root>",
                "<root>&undeclared;</root>",
                "<root><device>",
                "no XML",
                ""
            })
    void refusesDocumentTypesEntitiesAndWhatIsNoXml(String document) {
        assertThatThrownBy(() -> service(document)).isInstanceOf(XMLStreamException.class);
        assertThatThrownBy(() -> IgdXml.text(bytes(document), "NewExternalIPAddress"))
                .isInstanceOf(XMLStreamException.class);
    }

    @Test
    void readsWhatIsAnsweredAndWhatIsRefused() throws Exception {
        String answer = "<s:Envelope xmlns:s=\"urn:s\"><s:Body><x> 11.1.2.3 </x></s:Body></s:Envelope>";

        assertThat(IgdXml.text(bytes(answer), "x")).isEqualTo("11.1.2.3");
        assertThat(IgdXml.text(bytes(answer), "errorCode")).isNull();
    }

    @Test
    void writesWhatItReads() throws Exception {
        byte[] request = bytes(IgdXml.request(WAN_IP, "AddPortMapping", Map.of("NewProtocol", "TCP")));

        assertThat(IgdXml.text(request, "NewProtocol")).isEqualTo("TCP");
        assertThat(new String(request, StandardCharsets.UTF_8)).contains("<u:AddPortMapping xmlns:u=\"" + WAN_IP + '"');
    }

    @Property
    void nothingButItsOwnExceptionEscapesWhateverArrives(@ForAll byte[] bytes) {
        try {
            assertThat(IgdXml.service(bytes, PAGE, ROUTER)).isNull();
        } catch (XMLStreamException e) {
            assertThat(e).isNotNull();
        }
    }

    @Property
    void aDescriptionWithOneOtherByteLeadsNowhereElse(@ForAll @IntRange(max = 599) int place, @ForAll byte other) {
        byte[] description = bytes(DESCRIPTION.formatted(WAN_IP, "http://192.168.1.1:5000/ctl/IPConn"));
        description[place % description.length] = other;
        try {
            assertThat(IgdXml.text(description, "NewExternalIPAddress")).isNull();
            Service service = IgdXml.service(description, PAGE, ROUTER);
            assertThat(service == null || service.control().getHost().equals("192.168.1.1"))
                    .isTrue();
        } catch (XMLStreamException e) {
            assertThat(e).isNotNull();
        }
    }

    private static Service service(String description) throws XMLStreamException {
        return IgdXml.service(bytes(description), PAGE, ROUTER);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
