@NullMarked
package io.edgemesh.proxy.net;

import org.jspecify.annotations.NullMarked;
