package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.dns.forward.ResolverFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverFileWatchTest {
    @TempDir
    Path folder;

    private final List<ResolverFile> seen = new ArrayList<>();

    @Test
    void readsServersAndSearchDomainsAndPassesOverTheRest() throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), """
                # made by hand
                domain old.example
                nameserver 192.0.2.1 ; the router
                nameserver 2001:db8::1
                nameserver router.lan
                nameserver
                search corp.example. lan a..b
                options ndots:5
                """);

        ResolverFile read = ResolverFile.read(file);

        assertThat(read.servers())
                .containsExactly(
                        new InetSocketAddress(ClusterFixture.ip("192.0.2.1"), 53),
                        new InetSocketAddress(ClusterFixture.ip("2001:db8::1"), 53));
        assertThat(read.search()).extracting(Object::toString).containsExactly("corp.example.", "lan.");
    }

    @Test
    void tellsOfTheFileAtItsStartAndWhenItHasChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
        ResolverFileWatch watch = new ResolverFileWatch(file, seen::add);
        watch.read();
        watch.read();
        Files.writeString(file, "nameserver 192.0.2.2\n");
        watch.read();

        assertThat(seen).hasSize(2);
        assertThat(seen.get(1).servers()).singleElement().hasToString("/192.0.2.2:53");
    }

    @Test
    void keepsToTheLastContentWhileTheFileIsGone() throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
        ResolverFileWatch watch = new ResolverFileWatch(file, seen::add);
        watch.read();
        Files.delete(file);
        watch.read();

        assertThat(seen).hasSize(1);
    }

    @Test
    void startsWithNothingIfThereIsNoFile() {
        new ResolverFileWatch(folder.resolve("missing"), seen::add).read();

        assertThat(seen).containsExactly(ResolverFile.EMPTY);
    }
}
