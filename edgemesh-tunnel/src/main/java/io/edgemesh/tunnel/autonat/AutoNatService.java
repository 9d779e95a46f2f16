package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells peers whether they can be reached from outside: dials them back, at the address that they come from and no other, and
 * lets go at once.
 *
 * <p><b>Threads:</b> safe for use by several.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/autonat/autonat-v1.md">AutoNAT v1</a>
 */
public final class AutoNatService {
    public static final String PROTOCOL_ID = "/libp2p/autonat/1.0.0";

    private final Libp2pHost dialler;
    private final DialBackThrottle throttle;

    private AutoNatService(Libp2pHost dialler, DialBackThrottle throttle) {
        this.dialler = dialler;
        this.throttle = throttle;
    }

    /**
     * Adds the service to a host.
     *
     * @param dialler dials back: a host with a key of its own, so that the peer does not take the attempt for a better path
     *     to us; it needs to listen nowhere, and stays the caller's
     */
    public static AutoNatService addTo(Libp2pHost host, Libp2pHost dialler, Ticker ticker) {
        AutoNatService service = new AutoNatService(dialler, new DialBackThrottle(ticker));
        host.handle(PROTOCOL_ID, service::accept);
        return service;
    }

    private void accept(NegotiatedStream stream) {
        StreamChannel channel = stream.channel();
        DialBackHandler.install(channel, (request, answers) -> answer(stream.connection(), request, answers));
    }

    private void answer(Connection connection, DialBackRequest request, Consumer<DialBackAnswer> answers) {
        PeerId peer = connection.peerId();
        List<Multiaddr> addresses = DialBackAddresses.of(connection.remoteAddress(), request.addresses());
        if (request.peerId() != null && !request.peerId().equals(peer)) {
            answers.accept(DialBackAnswer.not(DialStatus.BAD_REQUEST, "that is somebody else"));
        } else if (connection.relayed() || addresses.isEmpty()) {
            answers.accept(DialBackAnswer.not(DialStatus.DIAL_REFUSED, "no address that may be dialled"));
        } else if (!throttle.permits(peer)) {
            answers.accept(DialBackAnswer.not(DialStatus.DIAL_REFUSED, "too many requests"));
        } else {
            dial(peer, addresses, answers);
        }
    }

    private void dial(PeerId peer, List<Multiaddr> addresses, Consumer<DialBackAnswer> answers) {
        dialler.connect(peer, addresses).addListener((Future<Connection> dialled) -> {
            if (dialled.isSuccess()) {
                answers.accept(DialBackAnswer.reached(dialled.getNow().remoteAddress()));
                dialler.connections().all(peer).forEach(Connection::close);
            } else {
                answers.accept(DialBackAnswer.not(DialStatus.DIAL_ERROR, "dial failed"));
            }
        });
    }
}
