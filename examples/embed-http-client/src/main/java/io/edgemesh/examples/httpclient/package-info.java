/** A plain JVM program that calls services of the mesh by name. */
@NullMarked
package io.edgemesh.examples.httpclient;

import org.jspecify.annotations.NullMarked;
