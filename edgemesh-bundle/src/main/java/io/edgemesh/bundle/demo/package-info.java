/**
 * The demo: a relay and two agents as three meshes of this process, on real sockets, fed from a folder of Kubernetes
 * manifests, with sample servers behind one of them. {@link io.edgemesh.bundle.demo.Demo} tells the story, a
 * {@code DemoCluster} is what it happens in, and each {@code Step} is one thing a user would try.
 */
@NullMarked
package io.edgemesh.bundle.demo;

import org.jspecify.annotations.NullMarked;
