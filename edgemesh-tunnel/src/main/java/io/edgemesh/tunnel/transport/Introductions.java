package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.mesh.Discovery;
import io.edgemesh.tunnel.mesh.Introduction;
import io.edgemesh.tunnel.mesh.ProxyDialler;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has nodes introduce themselves on new connections: their names are shown to operators and interceptors, and two nodes with
 * one name are noticed.
 *
 * <p>A node that restarts is for a while connected twice, as the old connection may take its time to be found dead. So two
 * instances of a name are reported if both connections still stand after a while.
 * <b>Threads:</b> any.
 */
final class Introductions {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);
    static final Duration PATIENCE = Duration.ofSeconds(30); // by then dead connections are found dead

    private final Introduction self;
    private final Libp2pHost host;
    private final NodeNames names;
    private final Duration patience;
    private final Map<Connection, Long> instances = new ConcurrentHashMap<>();
    private final Consumer<PeerId> onTwins;

    /** Makes a host introduce itself by the node's name, with a number that tells this run of the node from others. */
    static Introductions of(
            MeshContext mesh, Libp2pHost host, NodeNames names, Duration patience, Consumer<PeerId> onTwins) {
        Introduction self = new Introduction(mesh.nodeName(), mesh.random().nextLong(1, Long.MAX_VALUE));
        return new Introductions(self, host, names, patience, onTwins);
    }

    /**
     * Makes a host introduce itself.
     *
     * @param patience how long an old connection may take to be found dead
     * @param onTwins  told of a peer id that two nodes have at once
     */
    Introductions(Introduction self, Libp2pHost host, NodeNames names, Duration patience, Consumer<PeerId> onTwins) {
        this.self = self;
        this.host = host;
        this.names = names;
        this.patience = patience;
        this.onTwins = onTwins;
        host.handle(Discovery.PROTOCOL_ID, this::answer);
    }

    private void answer(NegotiatedStream stream) {
        Connection connection = stream.connection();
        Discovery.answer(stream.channel(), self, peer -> introduced(connection, peer));
    }

    /**
     * Asks the peer at the other end for its name, if it speaks the protocol and will not ask itself: of our own nodes the
     * dialler does, of Go's agents only those that have found us by themselves.
     */
    void ask(Connection connection, List<String> protocols) {
        boolean asks = connection.dialled() || !protocols.containsAll(ProxyDialler.protocolIds());
        if (asks && protocols.contains(Discovery.PROTOCOL_ID) && !instances.containsKey(connection)) {
            connection.openStream(
                    List.of(Discovery.PROTOCOL_ID),
                    stream -> Discovery.ask(stream.channel(), self).addListener((Future<Introduction> answered) -> {
                        if (answered.isSuccess()) {
                            introduced(connection, answered.getNow());
                        }
                    }));
        }
    }

    private void introduced(Connection connection, Introduction peer) {
        PeerId peerId = connection.peerId();
        if (!names.claim(peer.node(), peerId)) {
            LOGGER.atWarn()
                    .addKeyValue("peerId", peerId)
                    .addKeyValue("node", printable(peer.node()))
                    .log("peer claims a node name that is not its own by the identity mode");
            return;
        }
        if (peer.instance() != 0 && instances.put(connection, peer.instance()) == null) {
            connection.closeFuture().addListener(closed -> instances.remove(connection));
            if (hasTwin(connection)) {
                connection.eventLoop().schedule(() -> report(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private boolean hasTwin(Connection connection) {
        Long instance = instances.get(connection);
        return instance != null
                && host.connections().all(connection.peerId()).stream()
                        .map(instances::get)
                        .anyMatch(other -> other != null && !other.equals(instance));
    }

    private void report(Connection connection) {
        if (hasTwin(connection)) {
            onTwins.accept(connection.peerId());
            LOGGER.atError()
                    .addKeyValue("node", names.nameOf(connection.peerId()))
                    .addKeyValue("peerId", connection.peerId())
                    .log("two nodes have this name and fight for its traffic; give one of them another name");
        }
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 64)).replaceAll("\\p{Cntrl}", "?");
    }
}
