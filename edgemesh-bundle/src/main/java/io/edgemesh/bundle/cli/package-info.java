/**
 * The command line of {@code edgemesh.jar}: begin at {@link io.edgemesh.bundle.cli.Main}. Needs picocli and logback, which
 * are in the runnable jar and which an embedder does not get.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 the command line or the configuration is wrong and the message says what to do.
 */
@NullMarked
package io.edgemesh.bundle.cli;

import org.jspecify.annotations.NullMarked;
