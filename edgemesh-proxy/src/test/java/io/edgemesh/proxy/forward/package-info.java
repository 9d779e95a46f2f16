@NullMarked
package io.edgemesh.proxy.forward;

import org.jspecify.annotations.NullMarked;
