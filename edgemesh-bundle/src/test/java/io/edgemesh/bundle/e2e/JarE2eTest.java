package io.edgemesh.bundle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in edgemesh.jar, and what is not. */
class JarE2eTest {
    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(EdgeMeshJar.PATH.toFile());
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    private static String text(String entry) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> names() {
        return jar.stream().map(ZipEntry::getName).toList();
    }

    @Test
    void bringsTheProvidersOfEveryModule() throws IOException {
        String services = "META-INF/services/io.edgemesh.api.";

        assertThat(text(services + "subsystem.SubsystemProvider"))
                .contains("io.edgemesh.dns.")
                .contains("io.edgemesh.proxy.");
        assertThat(text(services + "dial.DialerProvider")).contains("io.edgemesh.proxy.");
        assertThat(text(services + "lb.LoadBalancerProvider")).contains("io.edgemesh.lb.");
        assertThat(text(services + "metadata.MetadataSourceProvider")).contains("io.edgemesh.k8s.");
        assertThat(text(services + "transport.TransportProvider"))
                .contains("io.edgemesh.proxy.")
                .contains("io.edgemesh.tunnel.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"libnetty_transport_native_epoll_x86_64.so", "libnetty_transport_native_epoll_aarch_64.so"})
    void bringsNativeSocketsForLinux(String library) {
        assertThat(names()).contains("META-INF/native/" + library);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LICENSE", "META-INF/THIRD-PARTY.txt", "META-INF/LICENSE", "META-INF/LICENSE.txt"})
    void bringsLicences(String file) throws IOException {
        assertThat(text(file)).isNotBlank();
    }

    /** dnsjava's own would answer every look-up of the JVM from JDK 18 on; ours asks the JVM's for all but the mesh. */
    @Test
    void leavesLookUpsOfTheJvmToOurOwnResolver() throws IOException {
        assertThat(text("META-INF/services/java.net.spi.InetAddressResolverProvider"))
                .contains("io.edgemesh.dns.")
                .doesNotContain("org.xbill.");
        assertThat(names()).doesNotContain("META-INF/services/sun.net.spi.nameservice.NameServiceDescriptor");
    }

    @Test
    void carriesNoSignaturesAndNoModuleDescriptors() {
        assertThat(names())
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
                .noneMatch(name -> name.endsWith("module-info.class"));
    }

    /** Else two builds of one commit would differ. */
    @Test
    void doesNotSayInWhichFolderItWasBuilt() {
        assertThat(names()).doesNotContain("META-INF/jpms.args");
    }

    @Test
    void saysWhatItIs() throws IOException {
        Manifest manifest = jar.getManifest();

        assertThat(manifest.getMainAttributes().getValue("Main-Class")).isEqualTo("io.edgemesh.bundle.cli.Main");
        assertThat(manifest.getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
        assertThat(manifest.getMainAttributes().getValue("Enable-Native-Access"))
                .isEqualTo("ALL-UNNAMED");
    }
}
