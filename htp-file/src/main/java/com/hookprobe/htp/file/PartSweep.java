package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.Journal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what downloads left in a directory that nobody asked for again within a day: temporary files and journals, which
 * have names that nothing else has. The directory is the user's, so anything in doubt stays: what is not a plain file, what
 * was written to within the day, and what a download of any process holds locked.
 */
final class PartSweep {
    /** Names looked at; a larger directory is swept as far as that. */
    static final int NAMES_MAX = 10_000;

    private final Path directory;
    private final LocalDisk disk;

    private PartSweep(Path directory, LocalDisk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Returns how many files it removed. */
    static int sweep(Path directory, LocalDisk disk) throws IOException {
        PartSweep sweep = new PartSweep(directory, disk);
        int removed = 0;
        for (String name : sweep.candidates()) {
            removed += sweep.remove(name);
        }
        return removed;
    }

    private List<String> candidates() throws IOException {
        List<String> found = new ArrayList<>();
        int looked = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path entry : all) {
                if (looked++ == NAMES_MAX) {
                    break;
                }
                String name = entry.getFileName().toString();
                if (name.equals(StoreLock.NAME)) {
                    // A server's store: it sweeps itself, and knows better which writes are under way.
                    return List.of();
                }
                if (TemporaryNames.isOfPart(name)) {
                    found.add(name);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return found;
    }

    private int remove(String name) throws IOException {
        Path path = directory.resolve(name);
        if (name.endsWith(TemporaryNames.JOURNAL_SUFFIX)) {
            Path part = directory.resolve(TemporaryNames.temporaryOf(name));
            // With its part the journal goes; alone it is good for nothing.
            boolean alone = !Files.exists(part, LinkOption.NOFOLLOW_LINKS) && old(path);
            return alone && delete(path) ? 1 : 0;
        }
        Path journal = directory.resolve(TemporaryNames.journalOf(name));
        boolean young = !old(path)
                || (Files.exists(journal, LinkOption.NOFOLLOW_LINKS) && !(old(journal) && begunLongAgo(journal)));
        if (young) {
            return 0;
        }
        Optional<FileChannel> ours = PartialDownload.lock(path);
        if (ours.isEmpty()) {
            return 0;
        }
        try (FileChannel locked = ours.get()) {
            Objects.requireNonNull(locked);
            // The journal first: without it the part is rubbish to the next sweep.
            int journals = delete(journal) ? 1 : 0;
            return journals + (delete(path) ? 1 : 0);
        }
    }

    private boolean delete(Path path) throws IOException {
        disk.steps().before("sweep");
        return Files.deleteIfExists(path);
    }

    /** A plain file that nobody wrote to for a day. */
    private boolean old(Path path) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    && SuspendedWrites.expired(found.lastModifiedTime().toMillis(), disk.nowMillis());
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Also true of a journal that says nothing. */
    private boolean begunLongAgo(Path journal) throws IOException {
        try (FileChannel notes =
                FileChannel.open(journal, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            Journal found = ChunkJournal.load(notes);
            return found == null || SuspendedWrites.expired(found.createdMillis(), disk.nowMillis());
        } catch (NoSuchFileException gone) {
            return true;
        }
    }
}
