package io.edgemesh.k8s.objects;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** IP addresses from text; no name is ever looked up. */
public final class Addresses {
    private Addresses() {}

    static InetAddress parse(String text, String path) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new Fields.BadField(path + ": \"" + text + "\" is not valid (expected: an IP address)");
        }
        return address;
    }
}
