/** A load-balancing policy as a plug-in. */
@NullMarked
package io.edgemesh.examples.nearest;

import org.jspecify.annotations.NullMarked;
