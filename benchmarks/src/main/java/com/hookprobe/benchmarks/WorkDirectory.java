package com.hookprobe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new directory with one for the server in it; all of it goes at the end. */
final class WorkDirectory implements AutoCloseable {
    private final Path path;
    private boolean kept;

    WorkDirectory(Path in) throws IOException {
        path = Files.createTempDirectory(in, "hookprobe-files");
        Files.createDirectory(path.resolve(FilesPeer.SERVED));
        // Also when the user stops the program: these are gigabytes.
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
    }

    Path path() {
        return path;
    }

    /** Leaves it there, for who wants to see why something failed. */
    synchronized void keep() {
        kept = true;
        System.err.println("what is to be seen of it is in " + path);
    }

    @Override
    public void close() {
        delete();
    }

    private synchronized void delete() {
        if (kept || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : inside) {
                Files.deleteIfExists(each);
            }
        } catch (IOException failure) {
            System.err.println("delete " + path + " yourself: " + failure);
        }
    }
}
