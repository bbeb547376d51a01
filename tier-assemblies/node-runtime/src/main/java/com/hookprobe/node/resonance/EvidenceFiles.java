package com.hookprobe.node.resonance;

import com.hookprobe.neuro.verify.core.Evidence;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Why nodes lost their resonance, a JSON file each, for people and for {@code hookprobe neuro explain --evidence}. The
 * newest 1,000 are kept.
 */
public final class EvidenceFiles {
    private static final int FILES_MAX = 1_000;
    private static final String SUFFIX = ".json";

    private final Path folder;

    /** In this folder, which is made when needed. */
    public EvidenceFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes one.
     *
     * @param nowMicros when it was found; in the name, so that names sort by time
     * @return the file
     */
    public Path write(Evidence evidence, long nowMicros) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(
                "%020d-%s%s".formatted(nowMicros, evidence.device().hex(), SUFFIX));
        Map<String, String> fields = new LinkedHashMap<>(evidence.fields());
        fields.put("explanation", evidence.explain());
        if (!Files.exists(file)) {
            Files.createFile(file, ownerOnly());
        }
        Files.writeString(file, EventLog.json(fields) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        trim();
        return file;
    }

    private void trim() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (int i = 0; i < files.size() - FILES_MAX; i++) {
            Files.delete(files.get(i));
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
