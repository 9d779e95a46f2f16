package io.edgemesh.bundle.config;

import io.edgemesh.api.config.ConfigurationException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of plug-in jars, seen by one class loader below ours. Close it after the meshes that use it. */
final class PluginDirectory implements AutoCloseable {
    private final URLClassLoader classLoader;

    private PluginDirectory(URLClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    /**
     * Opens a folder; jars that are put there later are not seen.
     *
     * @param where what messages begin with: the setting that names the folder
     */
    static PluginDirectory open(Path directory, String where) {
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException(where + ": there is no folder " + directory.toAbsolutePath());
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            return new PluginDirectory(
                    new URLClassLoader("edgemesh-plugins", urls, PluginDirectory.class.getClassLoader()));
        } catch (IOException e) {
            throw new ConfigurationException(where + ": " + directory + " cannot be read: " + e, e);
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    ClassLoader classLoader() {
        return classLoader;
    }

    @Override
    public void close() throws IOException {
        classLoader.close();
    }
}
