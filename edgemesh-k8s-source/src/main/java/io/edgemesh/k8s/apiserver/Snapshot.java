package io.edgemesh.k8s.apiserver;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.k8s.objects.Assembler;
import io.edgemesh.k8s.objects.EntryTrees;
import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.MalformedObjectException;
import io.edgemesh.k8s.objects.ObjectReader;
import io.edgemesh.k8s.yaml.JsonReader;
import io.edgemesh.k8s.yaml.JsonText;
import io.edgemesh.k8s.yaml.YamlException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last known of the cluster, in a file: a List of ordinary manifests, for a restart while the API server is out
 * of reach. The file is replaced as a whole; one that is damaged counts as none.
 */
final class Snapshot {
    private static final Logger LOGGER = LoggerFactory.getLogger(Snapshot.class);
    private static final long MAX_BYTES = 256L * 1024 * 1024;

    private final Path file;

    Snapshot(Path file) {
        this.file = file;
    }

    /** Returns the services of the file; none if there is no such file or it cannot be understood. */
    List<ServiceEntry> load() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes");
            }
            List<ServiceEntry> entries = parse(Files.readAllBytes(file));
            LOGGER.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("services", entries.size())
                    .log("services of the last run are in force until the API server answers");
            return entries;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | YamlException | MalformedObjectException | ClassCastException e) {
            LOGGER.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("failure", e.toString())
                    .log("the snapshot of services cannot be read; starting without it");
            return List.of();
        }
    }

    private static List<ServiceEntry> parse(byte[] content)
            throws IOException, YamlException, MalformedObjectException {
        Object document = JsonReader.parse(new String(content, StandardCharsets.UTF_8));
        if (!(document instanceof Map<?, ?> list) || !(list.get("items") instanceof List<?> items)) {
            throw new IOException("no list of objects");
        }
        Assembler assembler = new Assembler(service -> true); // what was not wanted was not saved
        for (Object item : items) {
            KubeObject object = ObjectReader.read((Map<?, ?>) item, remark -> LOGGER.debug("{}: {}", item, remark));
            if (object != null) {
                assembler.put(object);
            }
        }
        return assembler.entries();
    }

    /** Replaces the file; a failure is logged, and the old one stays. */
    void save(List<ServiceEntry> entries) {
        try {
            Path written = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
            try {
                write(entries, written);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("failure", e.toString())
                    .log("the services could not be saved for a restart");
        }
    }

    private static void write(List<ServiceEntry> entries, Path to) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(to)) {
            out.write("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n");
            String separator = "";
            for (ServiceEntry entry : entries) {
                for (Map<String, Object> tree : EntryTrees.of(entry)) {
                    out.write(separator);
                    JsonText.write(tree, out);
                    separator = ",\n";
                }
            }
            out.write("]}\n");
        }
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true); // before the rename, or a power cut leaves an empty file under the good name
        }
    }
}
