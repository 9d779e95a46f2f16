package io.edgemesh.tunnel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NameDialTest {
    private final LocalNetwork network = new LocalNetwork();
    private final List<Multiaddr> dialled = Collections.synchronizedList(new ArrayList<>());
    private Libp2pHost peer;

    @BeforeEach
    void startPeer() throws Exception {
        peer = network.start(7);
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void aNameIsDialledAtEachOfItsAddressesUntilOneAnswers() throws Exception {
        Libp2pHost host = network.start(hostKnowing("fd00::7", "10.0.0.8", "10.0.0.7"), 1);

        Connection connection = get(host.connect(peer.peerId(), List.of(Multiaddr.parse("/dns/relay.test/tcp/4001"))));

        assertThat(connection.remoteAddress()).isEqualTo(network.address(7));
    }

    @Test
    void aDns4NameIsDialledAtItsIpv4AddressesOnly() {
        assertThat(attempts("/dns4/relay.test/tcp/4001", "fd00::9", "10.0.0.9"))
                .containsExactly("/ip4/10.0.0.9/tcp/4001");
    }

    @Test
    void aDns6NameIsDialledAtItsIpv6AddressesOnly() {
        assertThat(attempts("/dns6/relay.test/tcp/4001", "10.0.0.9", "fd00::9"))
                .containsExactly("/ip6/fd00::9/tcp/4001");
    }

    @Test
    void noMoreThanEightAddressesOfANameAreDialled() {
        String[] many = IntStream.range(10, 40).mapToObj(i -> "10.0.0." + i).toArray(String[]::new);

        assertThat(attempts("/dns/relay.test/tcp/4001", many)).hasSize(NameDial.MAX_ADDRESSES);
    }

    @Test
    void aNameWithoutAddressesOfTheFamilyIsSaidToHaveNone() throws Exception {
        Libp2pHost host = network.start(hostKnowing("10.0.0.9"), 1);

        assertThatThrownBy(
                        () -> get(host.connect(peer.peerId(), List.of(Multiaddr.parse("/dns6/relay.test/tcp/4001")))))
                .hasMessageContaining("relay.test/tcp/4001 has no address of the kind asked for");
    }

    @Test
    void aNameThatNobodyKnowsIsSaidToBeUnknown() throws Exception {
        Libp2pHost host = network.start(network.builder(1).resolver(new Names(null)), 1);

        assertThatThrownBy(() -> get(host.connect(peer.peerId(), List.of(Multiaddr.parse("/dns/relay.test/tcp/4001")))))
                .hasMessageContaining("the host name in /dns/relay.test/tcp/4001 is not known");
    }

    @Test
    void aLookUpThatNeverEndsIsGivenUp() throws Exception {
        HostLimits hasty =
                HostLimits.builder().dialTimeout(Duration.ofMillis(50)).build();
        Libp2pHost host = network.start(network.builder(1).limits(hasty).resolver(new Names(List.of())), 1);

        assertThatThrownBy(() -> get(host.connect(peer.peerId(), List.of(Multiaddr.parse("/dns/relay.test/tcp/4001")))))
                .hasMessageContaining("was not looked up within 50 ms");
    }

    /** Returns what is dialled for a name with these addresses, at which nobody answers. */
    private List<String> attempts(String name, String... addresses) {
        EventLoop loop = network.group().next();
        DialRequest request = DialRequest.of(Multiaddr.parse(name), null, Duration.ofSeconds(5));

        NameDial.begin(loop, new Names(addresses(addresses)), request, attempt -> {
                    dialled.add(attempt.address());
                    return loop.newFailedFuture(new HostException("nobody there"));
                })
                .awaitUninterruptibly(10, TimeUnit.SECONDS);

        return dialled.stream().map(Multiaddr::toString).toList();
    }

    private HostBuilder hostKnowing(String... addresses) {
        return network.builder(1).resolver(new Names(addresses(addresses)));
    }

    private static List<InetAddress> addresses(String... texts) {
        return Stream.of(texts)
                .map(NetUtil::createInetAddressFromIpAddressString)
                .map(ip -> (InetAddress) ip)
                .toList();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** Knows one name: without a list nobody does, with an empty one the look-up never ends. */
    private static final class Names extends AddressResolverGroup<InetSocketAddress> {
        private final List<InetAddress> addresses;

        Names(List<InetAddress> addresses) {
            this.addresses = addresses;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    throw new AssertionError("all addresses of a name are wanted");
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    if (addresses == null) {
                        promise.setFailure(new UnknownHostException(name));
                    } else if (!addresses.isEmpty()) {
                        promise.setSuccess(addresses);
                    }
                }
            });
        }
    }
}
