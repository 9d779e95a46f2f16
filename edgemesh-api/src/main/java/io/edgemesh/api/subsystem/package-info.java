/**
 * Parts that start and stop with the mesh, such as a DNS server or listeners: begin at
 * {@link io.edgemesh.api.subsystem.Subsystem}.
 */
@NullMarked
package io.edgemesh.api.subsystem;

import org.jspecify.annotations.NullMarked;
