/**
 * Kubernetes objects and what the mesh makes of them, whatever way they came: {@link io.edgemesh.k8s.objects.ObjectReader}
 * turns a tree of maps into a {@link io.edgemesh.k8s.objects.KubeObject},
 * {@link io.edgemesh.k8s.objects.Assembler} joins objects into service entries.
 */
@NullMarked
package io.edgemesh.k8s.objects;

import org.jspecify.annotations.NullMarked;
