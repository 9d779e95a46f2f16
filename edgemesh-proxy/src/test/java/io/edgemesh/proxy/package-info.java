@NullMarked
package io.edgemesh.proxy;

import org.jspecify.annotations.NullMarked;
