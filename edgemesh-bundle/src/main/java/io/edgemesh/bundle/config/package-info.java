/**
 * From a configuration file to a mesh: {@link io.edgemesh.bundle.config.ConfigurationFile} reads YAML,
 * {@link io.edgemesh.bundle.config.MeshConfiguration} turns what it says into a builder, and
 * {@link io.edgemesh.bundle.config.ConfiguredMesh} starts that and reports what had no effect.
 *
 * <p>The agent's command line is one user of this package; an embedder that wants its mesh in a file is another, and adds
 * {@code snakeyaml-engine} to its class path.
 */
@NullMarked
package io.edgemesh.bundle.config;

import org.jspecify.annotations.NullMarked;
