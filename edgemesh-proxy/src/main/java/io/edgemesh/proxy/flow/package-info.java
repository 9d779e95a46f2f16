/**
 * Flows of datagrams between one socket and many upstream channels, each with its idle time and all within limits. Begin
 * at {@link io.edgemesh.proxy.flow.FlowHandler}, and at {@link io.edgemesh.proxy.flow.FlowTable} for what it holds.
 */
@NullMarked
package io.edgemesh.proxy.flow;

import org.jspecify.annotations.NullMarked;
