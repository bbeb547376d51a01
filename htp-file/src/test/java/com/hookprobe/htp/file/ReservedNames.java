package com.hookprobe.htp.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds temporary files and journals that should not be there. */
public final class ReservedNames {
    private ReservedNames() {}

    public static List<Path> in(Path directory) throws IOException {
        try (var walk = Files.walk(directory)) {
            return walk.filter(path -> path.getFileName().toString().matches("\\.htp-d?[0-9a-f]{32}(\\.j)?"))
                    .toList();
        }
    }
}
