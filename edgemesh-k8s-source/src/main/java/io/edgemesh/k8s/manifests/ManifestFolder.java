package io.edgemesh.k8s.manifests;

import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.ObjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the manifests of a folder say. A look reads only files that have changed; what cannot be read or understood
 * leaves in force what the same file said before.
 *
 * <p><b>Threads:</b> one. <b>Limits:</b> {@value #MAX_FILES} files; further ones are reported.
 */
final class ManifestFolder {
    static final int MAX_FILES = 10_000;

    private final Path path;
    private final MetadataSink sink;
    private SortedMap<Path, ManifestFile> files = new TreeMap<>();
    private boolean seen;

    /** @param sink is told of problems; nothing else */
    ManifestFolder(Path path, MetadataSink sink) {
        this.path = path;
        this.sink = sink;
    }

    /** Looks at the files again; returns whether anything has changed, as it has at the first look. */
    boolean refresh() {
        List<Path> found;
        try {
            found = list();
        } catch (IOException e) {
            sink.problem(path.toString(), "cannot be read, what it said before stays in force: " + e);
            return first();
        }
        SortedMap<Path, ManifestFile> next = new TreeMap<>();
        for (Path file : found) {
            ManifestFile known = files.get(file);
            next.put(file, known == null ? ManifestFile.read(file, sink) : known.reread(sink));
        }
        boolean changed = !next.equals(files); // a file that has not changed is the same object
        files = next;
        return first() || changed;
    }

    private boolean first() {
        boolean first = !seen;
        seen = true;
        return first;
    }

    private List<Path> list() throws IOException {
        if (!Files.isDirectory(path)) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> manifests =
                    entries.filter(ManifestFolder::isManifest).sorted().toList();
            if (manifests.size() > MAX_FILES) {
                sink.problem(
                        path.toString(),
                        "has " + manifests.size() + " manifests (limit: " + MAX_FILES
                                + "); those past the limit, in the order of their names, are left out");
            }
            return manifests.subList(0, Math.min(manifests.size(), MAX_FILES));
        }
    }

    private static boolean isManifest(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean suffix = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return suffix && !name.startsWith(".") && Files.isRegularFile(file);
    }

    /** Returns all objects; of those with one id the one in the first file by name, and a problem is reported. */
    Collection<KubeObject> objects() {
        Map<ObjectId, Path> origins = new HashMap<>();
        List<KubeObject> objects = new ArrayList<>();
        files.forEach((file, content) -> {
            for (KubeObject object : content.objects()) {
                Path other = origins.putIfAbsent(object.id(), file);
                if (other == null) {
                    objects.add(object);
                } else {
                    sink.problem(
                            file.getFileName() + ", " + object.id(),
                            "is in " + other.getFileName() + " too; the one there is in force");
                }
            }
        });
        return objects;
    }
}
