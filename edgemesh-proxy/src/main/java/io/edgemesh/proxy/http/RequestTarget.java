package io.edgemesh.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * Where a request to a proxy goes: RFC 9112, sections 3.2.2 (absolute form) and 3.2.3 (authority form).
 *
 * @param host      a name or an IP address, without brackets
 * @param authority host and port as the request has them: what the Host header becomes
 * @param path      what the request asks of that host; empty for CONNECT
 */
record RequestTarget(String host, int port, String authority, String path) {
    private static final int HTTP_PORT = 80;

    /** Reads {@code http://host[:port][/path][?query]}; {@code null} if it is not that. */
    static @Nullable RequestTarget absolute(String uri) {
        int start = schemeLength(uri);
        if (start == 0) {
            return null;
        }
        int end = start;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        String rest = uri.substring(end);
        if (rest.startsWith("#")) {
            return null;
        }
        return of(uri.substring(start, end), HTTP_PORT, rest.startsWith("/") ? rest : '/' + rest);
    }

    private static int schemeLength(String uri) {
        for (String scheme : new String[] {"http://", "ws://"}) {
            if (uri.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return 0;
    }

    /** Reads {@code host:port}; {@code null} if it is not that. */
    static @Nullable RequestTarget authority(String text) {
        return of(text, -1, "");
    }

    private static @Nullable RequestTarget of(String authority, int defaultPort, String path) {
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = colon < 0 ? defaultPort : port(authority.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return port < 1 || !isHost(host) ? null : new RequestTarget(host, port, authority, path);
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port <= 65535 ? port : -1;
    }

    /** Names and addresses consist of these; user information, which has a "@", is refused with everything else. */
    private static boolean isHost(String host) {
        return !host.isEmpty()
                && host.length() <= 253
                && host.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c) || "-._:%".indexOf(c) >= 0);
    }
}
