@NullMarked
package io.edgemesh.proxy.direct;

import org.jspecify.annotations.NullMarked;
