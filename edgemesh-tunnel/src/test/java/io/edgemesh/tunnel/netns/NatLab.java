package io.edgemesh.tunnel.netns;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A public network with a relay's namespace in it, and local networks that reach it through a NAT each.
 *
 * <pre>
 *   lan a: 192.168.1.2 - NAT 1 - PREFIX.11 \
 *                                           public network, the relay at PREFIX.1
 *   lan b: 192.168.2.2 - NAT 2 - PREFIX.12 /
 * </pre>
 */
final class NatLab implements AutoCloseable {
    /** What a NAT does with a connection that nobody inside has asked for. */
    enum Unsolicited {
        DROP,
        REJECT
    }

    /** How a NAT chooses the port that the outside sees. */
    enum Ports {
        PRESERVED,
        RANDOM
    }

    private final String name;
    private final String prefix;
    private final List<String> namespaces = new ArrayList<>();

    /** Builds the public network {@code prefix.0/24}; {@code name} is at most 6 letters and unique on the machine. */
    NatLab(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
        addNamespace("pub");
        in("pub", "ip link add br0 type bridge");
        in("pub", "ip addr add " + prefix + ".1/24 dev br0");
        in("pub", "ip link set br0 up");
    }

    /** Skips the test where the machine cannot have such a network, or nobody has asked for it. */
    static void assumePossible() {
        Assumptions.assumeTrue(
                Boolean.getBoolean("edgemesh.netns"), "network namespaces: run with -Dedgemesh.netns=true");
        String probe = "em-probe-" + ProcessHandle.current().pid();
        boolean possible = Shell.succeeds("ip", "netns", "add", probe)
                && Shell.succeeds("ip", "netns", "exec", probe, "nft", "add", "table", "ip", "probe");
        Shell.succeeds("ip", "netns", "del", probe);
        Assumptions.assumeTrue(possible, "needs root, ip and nft to make network namespaces");
    }

    /** Returns the address of the relay. */
    String relayIp() {
        return prefix + ".1";
    }

    /** Returns the address that the world sees of a local network. */
    String natIp(int lan) {
        return prefix + '.' + (10 + lan);
    }

    /** Returns the name of the namespace with the relay. */
    String relayNamespace() {
        return namespace("pub");
    }

    /** Returns the name of the namespace of the node in a local network. */
    String lanNamespace(int lan) {
        return namespace("lan" + lan);
    }

    /** Adds a local network with one node in it, behind a NAT of its own. */
    NatLab addLan(int lan, Unsolicited unsolicited, Ports ports) {
        String nat = "nat" + lan;
        String node = "lan" + lan;
        addNamespace(nat);
        addNamespace(node);
        Shell.run("ip link add " + wire(lan, 'w') + " netns " + namespace(nat) + " type veth peer name p" + lan
                + " netns " + namespace("pub"));
        in("pub", "ip link set p" + lan + " master br0 up");
        in(nat, "ip link set " + wire(lan, 'w') + " name wan");
        in(nat, "ip addr add " + natIp(lan) + "/24 dev wan");
        in(nat, "ip link set wan up");
        Shell.run("ip link add lan netns " + namespace(nat) + " type veth peer name eth0 netns " + namespace(node));
        in(nat, "ip addr add 192.168." + lan + ".1/24 dev lan");
        in(nat, "ip link set lan up");
        in(nat, "sysctl -q -w net.ipv4.ip_forward=1");
        in(node, "ip addr add 192.168." + lan + ".2/24 dev eth0");
        in(node, "ip link set eth0 up");
        in(node, "ip route add default via 192.168." + lan + ".1");
        Shell.feed("ip netns exec " + namespace(nat) + " nft -f -", rules(unsolicited, ports));
        return this;
    }

    private static String rules(Unsolicited unsolicited, Ports ports) {
        String stranger = unsolicited == Unsolicited.DROP ? "drop" : "reject with tcp reset";
        return """
                table ip nat {
                  chain postrouting { type nat hook postrouting priority srcnat; oifname "wan" masquerade %s; }
                }
                table ip filter {
                  chain input {
                    type filter hook input priority filter;
                    iifname "wan" ct state established,related accept
                    iifname "wan" meta l4proto tcp %s
                    iifname "wan" drop
                  }
                  chain forward {
                    type filter hook forward priority filter;
                    iifname "wan" ct state new drop
                  }
                }
                """.formatted(ports == Ports.RANDOM ? "random" : "", stranger);
    }

    /** Cuts or mends the connection of a local network to the public one. */
    void setLink(int lan, boolean up) {
        in("pub", "ip link set p" + lan + (up ? " up" : " down"));
    }

    private String wire(int lan, char end) {
        return name + end + lan;
    }

    private void addNamespace(String role) {
        Shell.run("ip netns add " + namespace(role));
        namespaces.add(namespace(role));
        in(role, "ip link set lo up");
    }

    private void in(String role, String command) {
        Shell.run("ip netns exec " + namespace(role) + ' ' + command);
    }

    private String namespace(String role) {
        return "em-" + name + '-' + role;
    }

    @Override
    public void close() {
        namespaces.forEach(namespace -> Shell.run("ip netns del " + namespace));
    }
}
