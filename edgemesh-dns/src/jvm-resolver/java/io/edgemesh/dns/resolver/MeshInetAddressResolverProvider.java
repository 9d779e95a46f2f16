package io.edgemesh.dns.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Lets {@link InetAddress} find the names of the meshes that ask for it; everything else is the JDK's as before.
 *
 * <p>The JDK looks for such providers from version 18 on; an older one does not know of this class and never loads it.
 */
public final class MeshInetAddressResolverProvider extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Resolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "edgemesh";
    }

    private record Resolver(InetAddressResolver builtin) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            if (!JvmLookups.knows(host)) {
                return builtin.lookupByName(host, policy);
            }
            List<InetAddress> wanted =
                    JvmLookups.find(host).stream().filter(isWanted(policy)).toList();
            if (wanted.isEmpty()) {
                throw new UnknownHostException(host + ": no address of the wanted family");
            }
            return wanted.stream();
        }

        private static Predicate<InetAddress> isWanted(LookupPolicy policy) {
            boolean v4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            boolean v6 = (policy.characteristics() & LookupPolicy.IPV6) != 0;
            return address -> address.getAddress().length == 4 ? v4 : v6;
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }
}
