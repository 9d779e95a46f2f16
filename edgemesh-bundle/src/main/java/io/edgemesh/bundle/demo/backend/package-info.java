/**
 * The sample servers of the demo, made of what the JDK has: {@link io.edgemesh.bundle.demo.backend.Backends} runs them
 * all, on loopback ports that were free.
 */
@NullMarked
package io.edgemesh.bundle.demo.backend;

import org.jspecify.annotations.NullMarked;
