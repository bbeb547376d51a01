package com.hookprobe.notify;

import com.hookprobe.notify.core.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The queue on disk: a file to which entries are appended, each batch forced before it counts, and which is written anew when little of it
 * still matters. A line that was cut off by the end of the process is taken away; one that is damaged otherwise is passed over and counted.
 * Owned by one thread.
 */
final class Journal implements AutoCloseable {
    static final String FILE = "queue";

    private static final String FRESH = "queue.new";
    private static final String OWN = "rw-------";
    private static final int SLACK_BYTES = 1 << 20;
    private static final long FILE_BYTES_MAX = 256L << 20;

    private final Path folder;
    private final List<Entry> found = new ArrayList<>();
    private FileChannel channel;
    private long bytes;
    private long wholeBytes;
    private int damaged;

    private Journal(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Opens or makes it.
     *
     * @throws IOException when the folder cannot be read or written, or the file is larger than any queue
     */
    static Journal open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(FRESH));
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createFile(file);
            own(file);
            force(folder);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Journal journal = new Journal(folder, channel);
            journal.read();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void own(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWN));
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private void read() throws IOException {
        if (channel.size() > FILE_BYTES_MAX) {
            throw new IOException(folder.resolve(FILE) + " has more than " + FILE_BYTES_MAX
                    + " bytes, which no queue has; move it away");
        }
        byte[] all = Files.readAllBytes(folder.resolve(FILE));
        int begin = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == '\n') {
                byte[] line = Arrays.copyOfRange(all, begin, at);
                begin = at + 1;
                try {
                    found.add(EntryCodec.read(line));
                } catch (IOException e) {
                    damaged++;
                }
            }
        }
        if (begin < all.length) {
            // What comes after must not become part of a line that was cut off.
            channel.truncate(begin);
            channel.force(true);
        }
        channel.position(begin);
        bytes = begin;
        wholeBytes = begin;
    }

    /** What was in it when it was opened. */
    List<Entry> found() {
        return found;
    }

    /** Lines that were passed over. */
    int damaged() {
        return damaged;
    }

    /** Appends, and returns when it is on disk. After an exception nothing of it counts until {@link #rewrite} has succeeded. */
    void append(List<Entry> entries) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(lines(entries));
        while (all.hasRemaining()) {
            channel.write(all);
        }
        channel.force(false);
        bytes += all.limit();
    }

    private static byte[] lines(List<Entry> entries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(entry -> all.writeBytes(EntryCodec.line(entry)));
        return all.toByteArray();
    }

    /** True when more than half of it no longer matters. */
    boolean stale() {
        return bytes > 2 * wholeBytes + SLACK_BYTES;
    }

    /** Replaces it by these entries in one step. */
    void rewrite(List<Entry> entries) throws IOException {
        Path fresh = folder.resolve(FRESH);
        byte[] all = lines(entries);
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        own(fresh);
        FileChannel next = FileChannel.open(fresh, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ByteBuffer rest = ByteBuffer.wrap(all);
            while (rest.hasRemaining()) {
                next.write(rest);
            }
            next.force(true);
            Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException | RuntimeException e) {
            next.close();
            throw e;
        }
        channel.close();
        channel = next;
        bytes = all.length;
        wholeBytes = all.length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
