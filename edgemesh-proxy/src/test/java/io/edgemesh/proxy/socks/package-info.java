@NullMarked
package io.edgemesh.proxy.socks;

import org.jspecify.annotations.NullMarked;
