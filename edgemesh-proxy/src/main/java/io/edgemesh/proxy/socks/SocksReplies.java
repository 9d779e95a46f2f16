package io.edgemesh.proxy.socks;

import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.proxy.dial.DialTimeoutException;
import io.edgemesh.proxy.listen.Refusals;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5CommandResponse;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Says in SOCKS5's words how a request went. See RFC 1928, section 6. */
final class SocksReplies {
    private SocksReplies() {}

    static Socks5CommandStatus status(@Nullable Throwable failure) {
        Throwable cause = Refusals.cause(failure);
        if (cause instanceof DialDeniedException) {
            return Socks5CommandStatus.FORBIDDEN;
        }
        if (cause instanceof DialTimeoutException) {
            return Socks5CommandStatus.TTL_EXPIRED; // what SOCKS5 has for time-outs
        }
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (link instanceof ConnectException
                    && String.valueOf(link.getMessage()).contains("refused")) {
                return Socks5CommandStatus.CONNECTION_REFUSED;
            }
        }
        return Socks5CommandStatus.HOST_UNREACHABLE;
    }

    static Socks5CommandResponse success(InetSocketAddress bound) {
        Socks5AddressType type =
                bound.getAddress() instanceof Inet6Address ? Socks5AddressType.IPv6 : Socks5AddressType.IPv4;
        return new DefaultSocks5CommandResponse(
                Socks5CommandStatus.SUCCESS, type, bound.getAddress().getHostAddress(), bound.getPort());
    }
}
