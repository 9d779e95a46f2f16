package io.edgemesh.tunnel.mdns;

import io.edgemesh.api.net.Network;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the peers of a mesh on the networks that this machine is in, and is found by them; Go agents take part.
 *
 * <p>Sockets share the port of multicast DNS with other programs and other meshes on the machine, and take nothing of theirs.
 * <b>Threads:</b> {@link #start}, {@link #restart} and {@link #close} by one at a time and not on an event loop; peers are
 * told of on an event loop.
 */
public final class LanDiscovery implements AutoCloseable {
    static final Logger LOGGER = LoggerFactory.getLogger(LanDiscovery.class);

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int MIN_INSTANCE = 32;
    private static final int MAX_INSTANCE = 63;
    private static final int HOPS = 255;
    private static final long CLOSE_MILLIS = 500;

    private final String service;
    private final PeerId peerId;
    private final Supplier<List<Multiaddr>> addresses;
    private final Supplier<List<NetworkInterface>> interfaces;
    private final Network network;
    private final EventLoop loop;
    private final RandomGenerator random;
    private final BiConsumer<PeerId, List<Multiaddr>> onFound;
    private final List<Channel> channels = new ArrayList<>();

    /**
     * Creates one that does nothing yet.
     *
     * @param rendezvous what the nodes of one mesh have in common
     * @param peerId     this node
     * @param addresses  where it listens, without those over relays
     * @param interfaces those to speak on
     * @param onFound    told of peers as often as they are heard of
     */
    public LanDiscovery(
            String rendezvous,
            PeerId peerId,
            Supplier<List<Multiaddr>> addresses,
            Supplier<List<NetworkInterface>> interfaces,
            Network network,
            RandomGenerator random,
            BiConsumer<PeerId, List<Multiaddr>> onFound) {
        this.service = rendezvous + ".local";
        this.peerId = peerId;
        this.addresses = addresses;
        this.interfaces = interfaces;
        this.network = network;
        this.loop = network.eventLoops().next();
        this.random = random;
        this.onFound = onFound;
    }

    /** Begins on the interfaces that there are now. */
    public void start() {
        Announcement announcement = new Announcement(service, randomName(), peerId, addresses.get());
        List<Link> links =
                interfaces.get().stream().flatMap(nic -> Link.of(nic).stream()).toList();
        links.forEach(link -> open(link, announcement));
        LOGGER.atInfo()
                .addKeyValue("service", service)
                .addKeyValue("links", links)
                .log(links.isEmpty() ? "no local network to look for peers on" : "looking for peers on local networks");
    }

    /** Begins anew: interfaces or addresses have changed. */
    public void restart() {
        close();
        start();
    }

    /** Says goodbye and ends; waits for that a moment. */
    @Override
    public void close() {
        channels.stream()
                .map(LanDiscovery::leave)
                .toList()
                .forEach(left -> left.awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS));
        channels.clear();
    }

    private static ChannelFuture leave(Channel channel) {
        channel.eventLoop().execute(() -> {
            LinkHandler handler = channel.pipeline().get(LinkHandler.class);
            if (handler != null && channel.isActive()) {
                handler.leave(channel.pipeline().context(handler));
            } else {
                channel.close();
            }
        });
        return channel.closeFuture();
    }

    private void open(Link link, Announcement announcement) {
        LinkHandler handler = new LinkHandler(
                link, announcement, random, sighting -> onFound.accept(sighting.peerId(), sighting.addresses()));
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(network.datagramChannels(link.family()))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.IP_MULTICAST_TTL, HOPS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DnsReader.MAX_BYTES))
                .handler(handler);
        if (link.family() == SocketProtocolFamily.INET) {
            bootstrap.option(ChannelOption.IP_MULTICAST_IF, link.nic());
        }
        ChannelFuture binding = bootstrap.bind(link.group());
        channels.add(binding.channel());
        binding.addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                join(link, (DatagramChannel) bound.channel());
            } else {
                failed(link, bound);
            }
        });
    }

    private static void join(Link link, DatagramChannel channel) {
        channel.joinGroup(link.group(), link.nic()).addListener((ChannelFuture joined) -> {
            if (!joined.isSuccess()) {
                failed(link, joined);
            }
        });
    }

    private static void failed(Link link, ChannelFuture failed) {
        failed.channel().close();
        LOGGER.atDebug()
                .addKeyValue("link", link)
                .addKeyValue("failure", String.valueOf(failed.cause()))
                .log("no multicast on this link");
    }

    private String randomName() {
        int length = random.nextInt(MIN_INSTANCE, MAX_INSTANCE + 1);
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
