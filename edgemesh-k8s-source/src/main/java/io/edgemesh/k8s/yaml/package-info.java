/**
 * YAML, and so JSON, as trees of maps, lists and texts, within limits: begin at {@link io.edgemesh.k8s.yaml.YamlDocuments}.
 */
@NullMarked
package io.edgemesh.k8s.yaml;

import org.jspecify.annotations.NullMarked;
