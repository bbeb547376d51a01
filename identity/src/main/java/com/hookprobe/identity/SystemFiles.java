package com.hookprobe.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small files of a system below its root. identity 6.5: "what cannot be read is absent": there is no such bus on this machine,
 * or the file is for root only.
 */
final class SystemFiles {
    private static final int FILE_BYTES_MAX = 64 * 1024;
    private static final int DIRECTORY_ENTRIES_MAX = 1024;

    private final Path root;

    SystemFiles(Path root) {
        this.root = root;
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    Optional<String> text(String path) {
        return text(root.resolve(path));
    }

    /** The file's text without blank space and zero bytes around it; empty when there is none. */
    Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String all = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
            return all.isEmpty() ? Optional.empty() : Optional.of(all);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first value of a key in {@code /proc/cpuinfo}. */
    Optional<String> cpuInfo(String key) {
        return text("proc/cpuinfo")
                .flatMap(all -> all.lines()
                        .filter(line -> line.indexOf(':') > 0)
                        .filter(line ->
                                line.substring(0, line.indexOf(':')).strip().equalsIgnoreCase(key))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst());
    }

    /** What lies in a folder, sorted; nothing when there is no such folder. */
    List<Path> entries(String path) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve(path))) {
            for (Path entry : all) {
                if (found.size() == DIRECTORY_ENTRIES_MAX) {
                    break;
                }
                found.add(entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    /** Whether the bus of a device is USB. */
    boolean isUsb(Path device) {
        try {
            return device.resolve("subsystem").toRealPath().endsWith("usb");
        } catch (IOException e) {
            return false;
        }
    }
}
