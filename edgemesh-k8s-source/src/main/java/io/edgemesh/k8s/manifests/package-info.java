/**
 * {@code manifests}: services from a folder of ordinary Kubernetes manifests, watched for changes, or from such
 * manifests in the settings. Begin at {@link io.edgemesh.k8s.manifests.ManifestsProvider}; a {@code ManifestFolder} knows
 * what the files say, a {@code FolderWatch} when to look again.
 */
@NullMarked
package io.edgemesh.k8s.manifests;

import org.jspecify.annotations.NullMarked;
