package io.edgemesh.k8s.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesProviderTest {
    private static final String SPI = "io.edgemesh.api.metadata.MetadataSourceProvider";

    @Test
    void saysWhatIsMissingWhereTheClientIsNotOnTheClassPath() throws Exception {
        try (URLClassLoader bare = withoutClient()) {
            Object provider = provider("kubernetes", bare);

            assertThatThrownBy(() -> create(provider, bare))
                    .hasToString(
                            "io.edgemesh.api.config.ConfigurationException: the metadata source \"kubernetes\" needs"
                                    + " io.fabric8:kubernetes-client and io.fabric8:kubernetes-httpclient-jdk, which are not on the"
                                    + " class path; add them or choose another source, such as \"manifests\"");
        }
    }

    @Test
    void leavesTheOtherSourcesWorkingWithoutTheClient() throws Throwable {
        try (URLClassLoader bare = withoutClient()) {
            Object source = create(provider("static", bare), bare);

            assertThat(source).isInstanceOf(AutoCloseable.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "master | ftp://here | test, master: \"ftp://here\" is not valid"
                        + " (expected: a URL such as https://10.0.0.1:6443)",
                "master | 10.0.0.1:6443 | test, master: \"10.0.0.1:6443\" is not valid"
                        + " (expected: a URL such as https://10.0.0.1:6443)",
                "kubeConfig | /no/such/file | test, kubeConfig: \"/no/such/file\" is not valid"
                        + " (expected: a kubeconfig file that can be read)",
                "qps | fast | test, qps: \"fast\" is not valid (expected: a whole number from 0 to 2147483647)",
            })
    void saysWhatIsWrongWithASetting(String key, String value, String message) {
        assertThatThrownBy(() -> ApiServerSettings.from(Settings.of("test", Map.of(key, value))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void takesTheSettingsOfGoEdgeMeshWithoutComplaint() {
        Settings settings = Settings.of(
                "test",
                Map.of("master", "", "kubeConfig", "", "qps", 100, "burst", 200, "contentType", "application/json"));

        assertThat(ApiServerSettings.from(settings)).isEqualTo(new ApiServerSettings(null, null));
        assertThat(settings.unread()).isEmpty();
    }

    /** The class path of this test but for fabric8 and what it brings along. */
    private static URLClassLoader withoutClient() {
        List<URL> urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("fabric8") && !entry.contains("jackson"))
                .map(KubernetesProviderTest::url)
                .toList();
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(entry, e);
        }
    }

    private static Object provider(String name, ClassLoader loader) throws Exception {
        for (Object provider : ServiceLoader.load(Class.forName(SPI, false, loader), loader)) {
            if (provider.getClass().getMethod("name").invoke(provider).equals(name)) {
                return provider;
            }
        }
        throw new IOException("no provider of that name: " + name);
    }

    private static Object create(Object provider, ClassLoader loader) throws Throwable {
        Object empty = Class.forName("io.edgemesh.api.config.Settings", true, loader)
                .getMethod("empty")
                .invoke(null);
        for (Method method : provider.getClass().getMethods()) {
            if (method.getName().equals("create")) {
                try {
                    return method.invoke(provider, null, empty);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
        throw new NoSuchMethodException("create");
    }
}
