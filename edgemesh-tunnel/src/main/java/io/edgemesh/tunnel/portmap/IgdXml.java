package io.edgemesh.tunnel.portmap;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** What is said in XML with a router that speaks UPnP. Document types and entities are refused, not resolved. */
final class IgdXml {
    private static final XMLInputFactory FACTORY = factory();
    private static final String SERVICE_PREFIX = "urn:schemas-upnp-org:service:";

    private IgdXml() {}

    /** The part of a router that maps ports. @param control where it is told to */
    record Service(String type, URI control) {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("refers to something outside");
        });
        return factory;
    }

    /**
     * Returns the first service in a router's description that maps ports; {@code null} where there is none on the router
     * itself.
     *
     * @throws XMLStreamException if it is no well-formed XML, or has a document type
     */
    static @Nullable Service service(byte[] description, URI location, InetAddress router) throws XMLStreamException {
        Map<String, String> texts = new TreeMap<>();
        XMLStreamReader in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(description));
        String element = "";
        while (in.hasNext()) {
            switch (next(in)) {
                case XMLStreamConstants.START_ELEMENT -> element = in.getLocalName();
                case XMLStreamConstants.CHARACTERS ->
                    texts.merge(element, in.getText().trim(), String::concat);
                case XMLStreamConstants.END_ELEMENT -> {
                    if (in.getLocalName().equals("service")) {
                        Service service = service(texts, location, router);
                        if (service != null) {
                            return service;
                        }
                        texts.clear();
                    }
                    element = "";
                }
                default -> {}
            }
        }
        return null;
    }

    private static @Nullable Service service(Map<String, String> texts, URI location, InetAddress router) {
        String type = texts.getOrDefault("serviceType", "");
        if (!type.matches(SERVICE_PREFIX + "(WANIPConnection:[12]|WANPPPConnection:1)")) {
            return null;
        }
        try {
            URI control = location.resolve(texts.getOrDefault("controlURL", ""));
            URI there = Ssdp.on(router, control.toString());
            return there == null ? null : new Service(type, there);
        } catch (IllegalArgumentException noUri) {
            return null;
        }
    }

    private static int next(XMLStreamReader in) throws XMLStreamException {
        int event = in.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new XMLStreamException("has a document type or entities of its own");
        }
        return event;
    }

    /** Returns the text of the first element with this name, {@code null} where there is none. */
    static @Nullable String text(byte[] answer, String name) throws XMLStreamException {
        XMLStreamReader in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(answer));
        while (in.hasNext()) {
            if (next(in) == XMLStreamConstants.START_ELEMENT
                    && in.getLocalName().equals(name)) {
                return in.getElementText().trim();
            }
        }
        return null;
    }

    /** Writes a request. @param arguments texts that need no escaping */
    static String request(String serviceType, String action, Map<String, String> arguments) {
        String inner = arguments.entrySet().stream()
                .map(argument -> "<" + argument.getKey() + ">" + argument.getValue() + "</" + argument.getKey() + ">")
                .collect(Collectors.joining());
        return """
                <?xml version="1.0"?>
                <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"\
                 s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">\
                <s:Body><u:%1$s xmlns:u="%2$s">%3$s</u:%1$s></s:Body></s:Envelope>
                """.formatted(action, serviceType, inner);
    }
}
