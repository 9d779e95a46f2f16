package io.edgemesh.dns.server;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.subsystem.ListenAddress;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sockets that questions come in by: for each address a TCP listener, and UDP sockets that share the port.
 *
 * <p>The TCP listener is bound first: it fails where another server has the port, as sockets that share their port with
 * each other would not. <b>Threads:</b> {@link #start} and {@link #close} are called once each, not on an event loop.
 */
public final class DnsServer implements AutoCloseable {
    private static final int FREE_PORT_TRIES = 16;
    private static final long CLOSE_MILLIS = 3_000;

    private final ServerSettings settings;
    private final UdpSockets udp;
    private final TcpListener tcp;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<ListenAddress> listening = new ArrayList<>();

    /** @param random decides which clients share a limit, so that nobody can know */
    public DnsServer(
            ServerSettings settings, Network network, Responder responder, Ticker ticker, RandomGenerator random) {
        this.settings = settings;
        this.udp = new UdpSockets(network, responder, settings, ticker, random);
        this.tcp = new TcpListener(network, responder, settings, channels);
    }

    /** @throws ConfigurationException if an address or port cannot be had; nothing is then bound */
    public void start() {
        try {
            for (InetSocketAddress address : settings.addresses()) {
                bind(address, address.getPort() == 0 ? FREE_PORT_TRIES : 1);
            }
        } catch (BindFailure e) {
            close();
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A port that is free for TCP need not be free for UDP, so a free one may have to be looked for again. */
    private void bind(InetSocketAddress wanted, int triesLeft) throws BindFailure {
        Channel listener = tcp.bind(wanted);
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        try {
            channels.addAll(udp.bind(bound));
        } catch (BindFailure e) {
            listener.close().awaitUninterruptibly(CLOSE_MILLIS);
            if (triesLeft == 1) {
                throw e;
            }
            bind(wanted, triesLeft - 1);
            return;
        }
        channels.add(listener);
        listening.add(new ListenAddress(ListenAddress.DNS, Protocol.UDP, bound));
        listening.add(new ListenAddress(ListenAddress.DNS, Protocol.TCP, bound));
    }

    /** Returns what it listens on; empty before {@link #start}. */
    public List<ListenAddress> listenAddresses() {
        return List.copyOf(listening);
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(CLOSE_MILLIS);
    }
}
