package io.edgemesh.api.spi;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.DidYouMean;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The providers of one kind that a class loader sees, by name.
 *
 * <p>The order of the class path decides nothing: two providers of one name are an error as soon as that name is asked
 * for. Immutable.
 *
 * @param <P> the kind
 */
public final class Providers<P extends Provider> {
    private final String kind;
    private final Map<String, List<P>> byName;

    private Providers(String kind, Map<String, List<P>> byName) {
        this.kind = kind;
        this.byName = byName;
    }

    /**
     * Looks up all providers of a kind.
     *
     * @throws ConfigurationException if one of them cannot be loaded; the message names it
     */
    public static <P extends Provider> Providers<P> load(Class<P> spi, ClassLoader loader) {
        Map<String, List<P>> byName = new TreeMap<>();
        Iterator<P> found = ServiceLoader.load(spi, loader).iterator();
        try {
            while (found.hasNext()) {
                P provider = found.next();
                byName.computeIfAbsent(provider.name(), name -> new ArrayList<>())
                        .add(provider);
            }
        } catch (ServiceConfigurationError e) {
            throw new ConfigurationException("a plug-in does not load: " + e.getMessage(), e);
        }
        return new Providers<>(words(spi.getSimpleName()), byName);
    }

    /** {@code LoadBalancerProvider} reads "load balancer" in messages. */
    private static String words(String typeName) {
        return typeName.replaceFirst("Provider$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** Returns all of them in the order of their names. */
    public List<P> all() {
        return byName.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Provider::name)
                        .thenComparing(provider -> provider.getClass().getName()))
                .toList();
    }

    /**
     * Returns the provider of that name, if there is one.
     *
     * @throws ConfigurationException if two jars bring a provider of that name
     */
    public Optional<P> find(String name) {
        List<P> named = byName.getOrDefault(name, List.of());
        if (named.size() > 1) {
            throw new ConfigurationException("two providers of the " + kind + " \"" + name + "\": " + origins(named)
                    + "; remove one of the jars");
        }
        return named.stream().findFirst();
    }

    /**
     * Returns the provider of that name.
     *
     * @param where what the message begins with: the setting that holds the name
     * @throws ConfigurationException if there is none, with the names that were found and the jars they came from
     */
    public P require(String name, String where) {
        return find(name)
                .orElseThrow(() -> new ConfigurationException(where + ": unknown " + kind + " \"" + name + '"'
                        + DidYouMean.hint(name, byName.keySet()) + "\n    Found: " + describe()));
    }

    private String describe() {
        return byName.isEmpty() ? "none; is its jar on the class path?" : origins(all());
    }

    private static String origins(List<? extends Provider> providers) {
        Map<String, List<String>> namesByJar = new TreeMap<>();
        for (Provider provider : providers) {
            namesByJar
                    .computeIfAbsent(origin(provider), jar -> new ArrayList<>())
                    .add(provider.name());
        }
        List<String> parts = new ArrayList<>();
        namesByJar.forEach((jar, names) -> parts.add(String.join(", ", names) + " (" + jar + ")"));
        return String.join("; ", parts);
    }

    /** The jar's file name, or the class where it cannot be told. */
    private static String origin(Provider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return provider.getClass().getName();
        }
        String path = location.getPath().replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
