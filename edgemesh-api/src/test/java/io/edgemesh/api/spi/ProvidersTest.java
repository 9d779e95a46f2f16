package io.edgemesh.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
    /** A kind of provider that only this test knows. */
    public interface FlyingCarpetProvider extends Provider {}

    /** The first of two. */
    public static final class Red implements FlyingCarpetProvider {
        @Override
        public String name() {
            return "RED";
        }
    }

    /** The second of two. */
    public static final class Blue implements FlyingCarpetProvider {
        @Override
        public String name() {
            return "BLUE";
        }
    }

    /** Has a name that is taken. */
    public static final class AnotherRed implements FlyingCarpetProvider {
        @Override
        public String name() {
            return "RED";
        }
    }

    /** Cannot be made. */
    public static final class Broken implements FlyingCarpetProvider {
        public Broken() {
            throw new IllegalStateException("the weaver is ill");
        }

        @Override
        public String name() {
            return "BROKEN";
        }
    }

    @TempDir
    private Path folder;

    @Test
    void findsProvidersByName() throws Exception {
        Providers<FlyingCarpetProvider> providers = load(Red.class, Blue.class);

        assertThat(providers.find("RED")).get().isInstanceOf(Red.class);
        assertThat(providers.find("GREEN")).isEmpty();
        assertThat(providers.require("BLUE", "mesh.yaml, carpet")).isInstanceOf(Blue.class);
    }

    @Test
    void listsThemByNameWhateverTheClassPath() throws Exception {
        assertThat(load(Red.class, Blue.class).all()).extracting(Provider::name).containsExactly("BLUE", "RED");
        assertThat(load(Blue.class, Red.class).all()).extracting(Provider::name).containsExactly("BLUE", "RED");
    }

    @Test
    void saysWhatThereIsWhenANameIsUnknown() throws Exception {
        Providers<FlyingCarpetProvider> providers = load(Red.class, Blue.class);

        assertThatThrownBy(() -> providers.require("RAD", "mesh.yaml, carpet"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, carpet: unknown flying carpet \"RAD\", did you mean \"RED\"?\n"
                        + "    Found: BLUE, RED (test-classes)");
    }

    @Test
    void saysWhenThereIsNoneAtAll() throws Exception {
        Providers<FlyingCarpetProvider> none = load();

        assertThatThrownBy(() -> none.require("RED", "mesh.yaml, carpet"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, carpet: unknown flying carpet \"RED\"\n"
                        + "    Found: none; is its jar on the class path?");
    }

    @Test
    void refusesTwoOfOneNameOnceThatNameIsAskedFor() throws Exception {
        Providers<FlyingCarpetProvider> providers = load(Red.class, AnotherRed.class, Blue.class);

        assertThat(providers.find("BLUE")).isPresent();
        assertThatThrownBy(() -> providers.find("RED"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "two providers of the flying carpet \"RED\": RED, RED (test-classes); remove one of the jars");
    }

    @Test
    void namesAProviderThatDoesNotLoad() {
        assertThatThrownBy(() -> load(Red.class, Broken.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("a plug-in does not load: ")
                .hasMessageContaining(Broken.class.getName());
    }

    /** Registers providers in a folder of their own, so that no other test sees them. */
    private Providers<FlyingCarpetProvider> load(Class<?>... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        List<String> names = List.of(providers).stream().map(Class::getName).toList();
        Files.write(services.resolve(FlyingCarpetProvider.class.getName()), names);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            return Providers.load(FlyingCarpetProvider.class, loader);
        }
    }
}
