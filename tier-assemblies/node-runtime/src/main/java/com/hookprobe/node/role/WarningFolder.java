package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.qsecbit.federation.WarningLists;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The warning lists of {@code federation.warning_lists}, as MISP's repository lays them out or flat; read at the start, and when they are to be others. */
final class WarningFolder {
    private static final int FILES_MAX = 4_096;
    /** The folder itself, and {@code lists/<name>/list.json} of a clone of the repository. */
    private static final int DEPTH = 3;

    private WarningFolder() {}

    /** @throws ConfigException when the folder is none, or a file in it is no warning list; it says which and why */
    static WarningLists read(@Nullable String folder) throws ConfigException {
        if (folder == null) {
            return WarningLists.NONE;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(Path.of(folder), DEPTH)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(FILES_MAX + 1)
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("federation.warning_lists: expected a folder of MISP warning lists; found " + e);
        }
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new ConfigException("federation.warning_lists: expected 1 to " + FILES_MAX + " files *.json in "
                    + folder + "; found " + (files.isEmpty() ? "none" : "more"));
        }
        WarningLists.Builder lists = new WarningLists.Builder();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                lists.add(in);
            } catch (IOException e) {
                throw new ConfigException("federation.warning_lists: " + file + ": " + e.getMessage());
            }
        }
        return lists.build();
    }
}
