package io.edgemesh.k8s.manifests;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.model.Service;
import io.edgemesh.k8s.objects.Assembler;
import io.edgemesh.k8s.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Manifests that stand in the settings: tells of their services once, within {@link #start}.
 *
 * @param text  any number of documents
 * @param where what messages call the setting that holds the text
 */
record GivenManifests(String text, String where, Predicate<Service> wanted) implements MetadataSource {
    @Override
    public void start(MetadataSink sink) {
        Assembler assembler = new Assembler(wanted);
        try {
            new ManifestParser(where, Map.of(), sink)
                    .parse(text.getBytes(StandardCharsets.UTF_8))
                    .values()
                    .forEach(assembler::put);
        } catch (YamlException e) {
            throw new ConfigurationException(where + ": " + e.getMessage(), e);
        }
        sink.replaceAll(assembler.entries());
        sink.synced();
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
