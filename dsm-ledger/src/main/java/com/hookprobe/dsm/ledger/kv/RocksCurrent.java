package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * RocksDB's file {@code CURRENT}: sixteen bytes that name the newest manifest, without which it opens nothing. There is one manifest but
 * for the moment of changing it, so what the file said can be told.
 */
final class RocksCurrent {
    private static final String NAME = "CURRENT";
    private static final String MANIFEST = "MANIFEST-";

    private RocksCurrent() {}

    /** Writes the file anew when it names no manifest that is there; what was wrong, when something was. */
    static Optional<String> mend(Path folder) throws StoreException {
        try {
            Path current = folder.resolve(NAME);
            String said =
                    Files.exists(current) ? new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1) : "";
            Optional<String> newest = newestManifest(folder);
            boolean whole = said.endsWith("\n")
                    && said.startsWith(MANIFEST)
                    && said.strip().matches(MANIFEST + "[0-9]{6,20}")
                    && Files.exists(folder.resolve(said.strip()));
            if (whole || newest.isEmpty()) {
                return Optional.empty();
            }
            Files.writeString(current, newest.get() + "\n");
            return Optional.of("the file " + NAME + ", which named no manifest; " + newest.get() + " was taken");
        } catch (IOException e) {
            throw new StoreException("cannot read or mend " + NAME + " in " + folder + " (" + e + ")", e);
        }
    }

    /** True when there are manifests and nothing names one. */
    static boolean isLost(Path folder) throws StoreException {
        return isIn(folder) && !Files.exists(folder.resolve(NAME));
    }

    static boolean isIn(Path folder) throws StoreException {
        try {
            return Files.exists(folder.resolve(NAME))
                    || (Files.isDirectory(folder) && newestManifest(folder).isPresent());
        } catch (IOException e) {
            throw new StoreException("cannot read " + folder + " (" + e + ")", e);
        }
    }

    private static Optional<String> newestManifest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches(MANIFEST + "[0-9]{6,20}"))
                    .max(Comparator.naturalOrder());
        }
    }
}
