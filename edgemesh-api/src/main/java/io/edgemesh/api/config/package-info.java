/**
 * Settings as a tree with paths, so that every complaint can say where the value stands: begin at
 * {@link io.edgemesh.api.config.Settings}.
 */
@NullMarked
package io.edgemesh.api.config;

import org.jspecify.annotations.NullMarked;
