package io.edgemesh.k8s.manifests;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.ObjectId;
import io.edgemesh.k8s.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file as it was when it was last looked at, and the objects in force because of it. Immutable. */
final class ManifestFile {
    /** A manifest above this is refused before it is read. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private final Path path;
    private final @Nullable Stamp stamp;
    private final Map<ObjectId, KubeObject> objects;

    private ManifestFile(Path path, @Nullable Stamp stamp, Map<ObjectId, KubeObject> objects) {
        this.path = path;
        this.stamp = stamp;
        this.objects = objects;
    }

    /** What a change of the content changes too: a file that is replaced has another key, one written to another time. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    static ManifestFile read(Path path, MetadataSink sink) {
        return new ManifestFile(path, null, Map.of()).reread(sink);
    }

    Collection<KubeObject> objects() {
        return objects.values();
    }

    /** Returns this if the file has not changed, else what it says now, or still says where it cannot be understood. */
    ManifestFile reread(MetadataSink sink) {
        try {
            Stamp now = Stamp.of(path); // before reading: what is written meanwhile is seen at the next look
            if (now.equals(stamp)) {
                return this;
            }
            if (now.size() > MAX_BYTES) {
                sink.problem(name(), "has " + now.size() + " bytes (limit: " + MAX_BYTES + "); it is not read");
                return new ManifestFile(path, now, objects);
            }
            return new ManifestFile(path, now, parse(Files.readAllBytes(path), sink));
        } catch (IOException e) {
            sink.problem(name(), "cannot be read, what it said before stays in force: " + e);
            return this;
        }
    }

    private Map<ObjectId, KubeObject> parse(byte[] content, MetadataSink sink) {
        try {
            return new ManifestParser(name(), objects, sink).parse(content);
        } catch (YamlException e) {
            sink.problem(
                    name(), e.getMessage() + (objects.isEmpty() ? "" : "; what the file said before stays in force"));
            return objects;
        }
    }

    private String name() {
        return path.getFileName().toString();
    }
}
