package com.hookprobe.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folder {@code shared} that may lie beside a checkout of this project: public test vectors and recorded data
 * that are too large, or not ours, to be in the tree. A test that needs them is written
 * {@code @EnabledIf("com.hookprobe.testsupport.SharedData#present")}.
 */
public final class SharedData {
    private SharedData() {}

    /** True when the folder is there. */
    public static boolean present() {
        return root().isPresent();
    }

    /** The folder, from {@code -Dhookprobe.shared} or beside one of the parents of the working directory. */
    public static Optional<Path> root() {
        String configured = System.getProperty("hookprobe.shared");
        if (configured != null) {
            return Optional.of(Path.of(configured)).filter(Files::isDirectory);
        }
        for (@Nullable Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared");
            if (Files.isDirectory(candidate.resolve("vectors"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** A file below the folder; throws when the folder or the file is missing. */
    public static Path file(String relative) {
        Path base = root().orElseThrow(
                        () -> new IllegalStateException("no folder 'shared' beside the checkout; wanted " + relative));
        Path found = base.resolve(relative);
        if (!Files.exists(found)) {
            throw new IllegalStateException("missing in shared data: " + relative);
        }
        return found;
    }
}
