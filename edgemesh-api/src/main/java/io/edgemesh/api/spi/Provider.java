package io.edgemesh.api.spi;

/**
 * What is found by {@link java.util.ServiceLoader} and chosen by name.
 *
 * <p>A provider has a public constructor without arguments that does nothing and cannot fail. One instance may create
 * for several meshes of one JVM, so it holds no state.
 */
public interface Provider {
    /** Returns what configuration calls it. Never changes between releases. */
    String name();
}
