/**
 * What the mesh knows of a cluster, as immutable records: a {@link io.edgemesh.api.model.Service}, its
 * {@link io.edgemesh.api.model.Endpoint}s and the policy for its traffic, joined in a
 * {@link io.edgemesh.api.model.ServiceEntry}. The words are Kubernetes' own.
 */
@NullMarked
package io.edgemesh.api.model;

import org.jspecify.annotations.NullMarked;
