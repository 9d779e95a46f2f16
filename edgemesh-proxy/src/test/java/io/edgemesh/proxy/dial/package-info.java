@NullMarked
package io.edgemesh.proxy.dial;

import org.jspecify.annotations.NullMarked;
