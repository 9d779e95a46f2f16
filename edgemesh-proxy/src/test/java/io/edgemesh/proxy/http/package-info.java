@NullMarked
package io.edgemesh.proxy.http;

import org.jspecify.annotations.NullMarked;
