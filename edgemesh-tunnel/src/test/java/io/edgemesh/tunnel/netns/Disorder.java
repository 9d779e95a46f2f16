package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Has one in ten packets on the public network overtaken by those behind it, in both directions, without losing any: they leave
 * through a class of HTB that sends a full packet every 0.6 ms, while the rest has all the room it wants.
 */
final class Disorder {
    private static final int ROOT = 1; // the major number of the classes
    private static final String RULES = """
            table ip disorder { }
            delete table ip disorder
            table ip disorder {
              chain out {
                type filter hook postrouting priority 200
                oifname DEVICE numgen random mod 100 < 10 meta priority set 1:20
              }
            }
            """;
    private static final Pattern DELAYED = Pattern.compile("class htb 1:20 .*?overlimits (\\d+)", Pattern.DOTALL);

    private final List<Exit> exits;

    /** Where packets leave for the public network. */
    private record Exit(String namespace, String device) {
        void run(String command) {
            Shell.run("ip netns exec " + namespace + ' ' + command);
        }
    }

    private Disorder(List<Exit> exits) {
        this.exits = exits;
    }

    /**
     * Has {@code edge-a} and {@code edge-b} send each other bytes and datagrams in disorder: all arrive as they were sent, and no
     * request fails. Skips the test where the machine has no HTB.
     *
     * @param path  over which they reach each other, or how its name begins
     * @param where what the report calls it
     */
    static void assertNoHarm(Mesh mesh, String path, String where) throws Exception {
        Mesh.Node edgeA = mesh.node("edge-a");
        Mesh.Node edgeB = mesh.node("edge-b");
        Disorder disorder = begin(mesh.lab());
        edgeA.load(edgeB, 15_000);

        assertThat(edgeA.echo(edgeB, 2_000_000)).startsWith("same " + path);
        assertThat(edgeB.echo(edgeA, 2_000_000)).startsWith("same " + path);
        assertThat(edgeA.datagrams(edgeB, 500)).isEqualTo("same=500 altered=0 missing=0");

        assertThat(disorder.delayed()).isGreaterThan(100);
        String outcome = edgeA.assertAllAnswered("1 of 10 packets overtaken by others, " + where);
        assertThat(outcome).contains("retried=0"); // nothing is lost, and so no end of an answer either
        disorder.end();
    }

    private static Disorder begin(NatLab lab) {
        Disorder disorder = new Disorder(List.of(
                new Exit(lab.relayNamespace(), "br0"),
                new Exit(lab.routerNamespace(1), "wan"),
                new Exit(lab.routerNamespace(2), "wan")));
        String probe = "ip netns exec " + lab.relayNamespace() + " tc qdisc add dev lo root htb";
        Assumptions.assumeTrue(
                Shell.succeeds(probe.split(" ")), "needs tc and HTB to have packets overtake each other");
        disorder.exits.forEach(Disorder::begin);
        Shell.run("ip -n " + lab.lanNamespace(1)
                + " link set eth0 gso_max_segs 1"); // else whole windows overtake each other
        Shell.run("ip -n " + lab.lanNamespace(2) + " link set eth0 gso_max_segs 1");
        return disorder;
    }

    private static void begin(Exit exit) {
        String tc = "tc class add dev " + exit.device + " parent " + ROOT + ": classid " + ROOT;
        exit.run("ip link set " + exit.device + " gso_max_segs 1");
        exit.run("tc qdisc add dev " + exit.device + " root handle " + ROOT + ": htb default 10");
        exit.run(tc + ":10 htb rate 2gbit quantum 60000");
        exit.run(tc + ":20 htb rate 20mbit burst 1600 cburst 1600");
        Shell.feed("ip netns exec " + exit.namespace + " nft -f -", RULES.replace("DEVICE", exit.device));
    }

    /** Returns how many packets were held up, so that others overtook them. */
    private long delayed() {
        return exits.stream()
                .mapToLong(exit -> {
                    String classes =
                            Shell.read("ip netns exec " + exit.namespace + " tc -s class show dev " + exit.device);
                    Matcher delayed = DELAYED.matcher(classes);
                    return delayed.find() ? Long.parseLong(delayed.group(1)) : 0;
                })
                .sum();
    }

    /** All packets leave in turn again. */
    private void end() {
        for (Exit exit : exits) {
            exit.run("nft delete table ip disorder");
            exit.run("tc qdisc del dev " + exit.device + " root");
        }
    }
}
