@NullMarked
package io.edgemesh.proxy.flow;

import org.jspecify.annotations.NullMarked;
