@NullMarked
package io.edgemesh.proxy.listen;

import org.jspecify.annotations.NullMarked;
