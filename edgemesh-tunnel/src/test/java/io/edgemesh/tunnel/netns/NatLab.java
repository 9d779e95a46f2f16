package io.edgemesh.tunnel.netns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A public network with the relays' namespace in it, and local networks that reach it through a NAT each.
 *
 * <pre>
 *   lan 1: 192.168.1.2 - NAT 1 - PREFIX.11 \
 *          192.168.1.3 /                      public network, relays at PREFIX.1 to PREFIX.4
 *   lan 2: 192.168.2.2 - NAT 2 - PREFIX.12 /  and nodes behind no NAT, from PREFIX.21 on
 * </pre>
 *
 * <p>Names contain the process's id, so that two runs on one machine do not meet.
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

    private static final Pattern COUNTED = Pattern.compile("counter packets (\\d+)");

    private final String name;
    private final String prefix;
    private final List<String> namespaces = new ArrayList<>();
    private final Map<Integer, String> natIps = new HashMap<>(); // by local network

    /** Builds the public network {@code prefix.0/24}; {@code name} is unique within this process. */
    NatLab(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
        addNamespace("pub");
        in("pub", "ip link add br0 type bridge");
        for (int relay = 1; relay <= 4; relay++) {
            in("pub", "ip addr add " + relayIp(relay) + "/24 dev br0");
        }
        in("pub", "ip link set br0 up");
    }

    /** Skips the test where the machine cannot have such a network, or nobody has asked for it. */
    static synchronized void assumePossible() {
        Assumptions.assumeTrue(
                Boolean.getBoolean("edgemesh.netns"), "network namespaces: run with -Dedgemesh.netns=true");
        String probe = "em-probe-" + ProcessHandle.current().pid();
        boolean possible = Shell.succeeds("ip", "netns", "add", probe)
                && Shell.succeeds("ip", "netns", "exec", probe, "nft", "add", "table", "ip", "probe");
        Shell.succeeds("ip", "netns", "del", probe);
        Assumptions.assumeTrue(possible, "needs root, ip and nft to make network namespaces");
    }

    /** Returns the address of the first relay. */
    String relayIp() {
        return relayIp(1);
    }

    /** Returns the address of a relay, 1 to 4. */
    String relayIp(int relay) {
        return prefix + '.' + relay;
    }

    /** Returns the address that the world sees of a local network. */
    String natIp(int lan) {
        return natIps.get(lan);
    }

    /** Returns the address of a node in the public network. */
    String openIp(int node) {
        return prefix + '.' + (20 + node);
    }

    /** Returns the name of the namespace of a node in the public network. */
    String openNamespace(int node) {
        return namespace("open" + node);
    }

    /** Returns the name of the namespace with the relay. */
    String relayNamespace() {
        return namespace("pub");
    }

    /** Returns the name of the namespace of a local network's router; its interfaces are {@code lan} and {@code wan}. */
    String routerNamespace(int lan) {
        return namespace("nat" + lan);
    }

    /** Returns the name of the namespace of the node in a local network. */
    String lanNamespace(int lan) {
        return namespace("lan" + lan);
    }

    /** Returns the name of the namespace of the other node in a local network. */
    String neighbourNamespace(int lan) {
        return namespace("lan" + lan + "b");
    }

    /** Adds a local network with one node in it, behind a NAT of its own. */
    NatLab addLan(int lan, Unsolicited unsolicited, Ports ports) {
        String nat = "nat" + lan;
        natIps.put(lan, prefix + '.' + (10 + lan));
        addNamespace(nat);
        connect(nat, "wan", "p" + lan, natIp(lan));
        in(nat, "ip link add lan type bridge");
        in(nat, "ip addr add 192.168." + lan + ".1/24 dev lan");
        in(nat, "ip link set lan up");
        in(nat, "sysctl -q -w net.ipv4.ip_forward=1");
        Shell.feed("ip netns exec " + namespace(nat) + " nft -f -", rules(unsolicited, ports));
        addNode(lan, "lan" + lan, 2);
        return this;
    }

    /** Adds a node to the public network, behind no NAT. */
    NatLab addOpen(int node) {
        addNamespace("open" + node);
        connect("open" + node, "eth0", "o" + node, openIp(node));
        return this;
    }

    private void connect(String role, String device, String port, String ip) {
        Shell.run("ip link add " + device + " netns " + namespace(role) + " type veth peer name " + port + " netns "
                + namespace("pub"));
        in("pub", "ip link set " + port + " master br0 up");
        in(role, "ip addr add " + ip + "/24 dev " + device);
        in(role, "ip link set " + device + " up");
    }

    /** Adds a second node to a local network. */
    NatLab addNeighbour(int lan) {
        addNode(lan, "lan" + lan + 'b', 3);
        return this;
    }

    private void addNode(int lan, String node, int host) {
        String nat = "nat" + lan;
        addNamespace(node);
        Shell.run("ip link add n" + host + " netns " + namespace(nat) + " type veth peer name eth0 netns "
                + namespace(node));
        in(nat, "ip link set n" + host + " master lan up");
        in(node, "ip addr add 192.168." + lan + '.' + host + "/24 dev eth0");
        in(node, "ip link set eth0 up");
        in(node, "ip route add default via 192.168." + lan + ".1");
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

    /** Gives the first node of a local network another address, 192.168.LAN.HOST. */
    void renumberNode(int lan, int host) {
        String node = "lan" + lan;
        in(node, "ip addr flush dev eth0");
        in(node, "ip addr add 192.168." + lan + '.' + host + "/24 dev eth0");
        in(node, "ip route add default via 192.168." + lan + ".1");
    }

    /**
     * Has the relays' machine drop what belongs to no connection that it has seen begin, as many a firewall does: nobody is
     * told that a connection is dead. To be called before there is any.
     */
    void setFirewall() {
        in("pub", "sysctl -q -w net.netfilter.nf_conntrack_tcp_loose=0");
        rule("firewall", "ct state invalid drop;", true);
    }

    /** Gives a local network's router another public address, as a provider does over night. */
    void renumberNat(int lan) {
        String nat = "nat" + lan;
        in(nat, "ip addr del " + natIp(lan) + "/24 dev wan");
        natIps.put(lan, prefix + '.' + (20 + lan));
        in(nat, "ip addr add " + natIp(lan) + "/24 dev wan");
    }

    /** Has the public network lose so many of a hundred packets to and from the relays at random; 0 mends it. */
    void setLoss(int percent) {
        rule("loss", "numgen random mod 100 < " + percent + " counter drop;", percent > 0);
    }

    /** Returns how many packets have been lost since {@link #setLoss}. */
    long lost() {
        Matcher counted = COUNTED.matcher(Shell.read("ip netns exec " + relayNamespace() + " nft list table ip loss"));
        long lost = 0;
        while (counted.find()) {
            lost += Long.parseLong(counted.group(1));
        }
        return lost;
    }

    /** Has a relay's machine vanish from the network, or come back. */
    void setRelaySilent(int relay, boolean silent) {
        String ip = relayIp(relay);
        rule("silence" + relay, "ip daddr " + ip + " drop; ip saddr " + ip + " drop;", silent);
    }

    private void rule(String table, String rules, boolean present) {
        String all = """
                table ip TABLE { }
                delete table ip TABLE
                """;
        if (present) {
            all += """
                table ip TABLE {
                  chain in { type filter hook input priority -10; RULES }
                  chain out { type filter hook output priority -10; RULES }
                }
                """;
        }
        String script = all.replace("TABLE", table).replace("RULES", rules);
        Shell.feed("ip netns exec " + namespace("pub") + " nft -f -", script);
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
        return "em-" + name + ProcessHandle.current().pid() + '-' + role;
    }

    @Override
    public void close() {
        namespaces.forEach(namespace -> Shell.run("ip netns del " + namespace));
    }
}
