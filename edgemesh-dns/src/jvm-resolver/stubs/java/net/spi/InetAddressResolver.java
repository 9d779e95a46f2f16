package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** What our provider uses of the JDK's interface of that name; for compiling on a JDK without it, and in no jar. */
public interface InetAddressResolver {
    Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException;

    String lookupByAddress(byte[] address) throws UnknownHostException;

    final class LookupPolicy {
        public static final int IPV4 = 1;
        public static final int IPV6 = 2;

        private LookupPolicy() {}

        public int characteristics() {
            throw new UnsupportedOperationException("a stand-in for the JDK's class");
        }
    }
}
