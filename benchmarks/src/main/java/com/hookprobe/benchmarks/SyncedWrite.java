package com.hookprobe.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** A file written as a receiver has to, but from memory: what the disk alone takes. */
final class SyncedWrite {
    private static final int PIECE_BYTES = 1 << 20;

    private SyncedWrite() {}

    /** Writes that many bytes, syncing after each MiB, then renames and syncs the directory; how long it took. */
    static double seconds(Path directory, long bytes) throws IOException {
        Path temporary = directory.resolve("alone.tmp");
        Path file = directory.resolve("alone.bin");
        long startNs = System.nanoTime();
        write(temporary, bytes, true);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        double took = (System.nanoTime() - startNs) / 1e9;
        Files.delete(file);
        return took;
    }

    /** A file that no compression shortens. */
    static void random(Path file, long bytes) throws IOException {
        write(file, bytes, false);
    }

    private static void write(Path file, long bytes, boolean syncing) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        byte[] piece = new byte[PIECE_BYTES];
        random.nextBytes(piece);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= Math.min(left, PIECE_BYTES)) {
                // A new number in each piece: no two are equal, and making them takes no time.
                ByteBuffer next = ByteBuffer.wrap(piece).putLong(0, left).limit((int) Math.min(left, PIECE_BYTES));
                while (next.hasRemaining()) {
                    out.write(next);
                }
                if (syncing) {
                    out.force(false);
                }
            }
            out.force(true);
        }
    }
}
