package io.edgemesh.dns.zone;

import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address in a name such as {@code 1.0.0.10.in-addr.arpa}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-3.5">RFC 1035, 3.5. IN-ADDR.ARPA domain</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3596#section-2.5">RFC 3596, 2.5. IP6.ARPA domain</a>
 */
final class ReverseNames {
    private static final DomainName V4 = DomainName.parse("in-addr.arpa");
    private static final DomainName V6 = DomainName.parse("ip6.arpa");
    private static final int SUFFIX_LABELS = 2;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    private ReverseNames() {}

    /** Returns the address in the question's name, or {@code null} if it holds none. */
    static byte @Nullable [] parse(Query query) {
        if (query.labelsBefore(V4, SUFFIX_LABELS) == V4_BYTES) {
            return parseV4(query);
        }
        return query.labelsBefore(V6, SUFFIX_LABELS) == 2 * V6_BYTES ? parseV6(query) : null;
    }

    private static byte @Nullable [] parseV4(Query query) {
        byte[] address = new byte[V4_BYTES];
        for (int i = 0; i < V4_BYTES; i++) {
            int label = V4_BYTES - 1 - i;
            int value = decimal(query.nameBytes(), query.labelOffset(label) + 1, query.labelLength(label));
            if (value < 0) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private static int decimal(byte[] bytes, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || length > 3 || bytes[from] == '0' && length > 1) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= 255 ? value : -1;
    }

    private static byte @Nullable [] parseV6(Query query) {
        byte[] address = new byte[V6_BYTES];
        for (int i = 0; i < V6_BYTES; i++) {
            int label = 2 * (V6_BYTES - 1 - i);
            int high = nibble(query, label + 1);
            int low = nibble(query, label);
            if (high < 0 || low < 0) {
                return null;
            }
            address[i] = (byte) (high << 4 | low);
        }
        return address;
    }

    private static int nibble(Query query, int label) {
        return query.labelLength(label) == 1
                ? Character.digit(query.nameBytes()[query.labelOffset(label) + 1], 16)
                : -1;
    }
}
