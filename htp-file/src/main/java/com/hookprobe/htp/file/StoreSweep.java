package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.Journal;
import com.hookprobe.htp.file.core.PathGrammar;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks a store when it opens: counts what is there, removes what an interrupted write left, but keeps what may be gone on
 * with: a temporary file and its journal, both plain, and not older than a day.
 */
final class StoreSweep {
    /** Deeper than any path of the grammar: what lies below was not made by a peer. */
    private static final int DEPTH_MAX = PathGrammar.SEGMENTS_MAX;

    private final StoreUsage usage;
    private final long nowMillis;
    private final List<SuspendedWrites.Suspended> kept = new ArrayList<>();

    private StoreSweep(StoreUsage usage, long nowMillis) {
        this.usage = usage;
        this.nowMillis = nowMillis;
    }

    /** Returns the writes that may be gone on with, oldest first. */
    static List<SuspendedWrites.Suspended> sweep(StoreDirectory root, StoreUsage usage, long nowMillis)
            throws IOException {
        StoreSweep sweep = new StoreSweep(usage, nowMillis);
        try (StoreDirectory fresh = root.again()) {
            sweep.walk(fresh, new ArrayList<>());
        }
        sweep.kept.sort(Comparator.comparingLong(SuspendedWrites.Suspended::createdMillis));
        return sweep.kept;
    }

    private void walk(StoreDirectory directory, List<String> names) throws IOException {
        Set<String> own = new TreeSet<>();
        for (Path entry : directory.handle()) {
            String name = entry.getFileName().toString();
            Optional<BasicFileAttributes> found = directory.attributes(entry.getFileName());
            if (found.isEmpty() || TemporaryNames.isOfPart(name)) {
                // Who downloads into this folder takes care of its parts.
                continue;
            }
            boolean reserved = TemporaryNames.isTemporary(name) || TemporaryNames.isJournal(name);
            if (found.get().isRegularFile() && reserved) {
                own.add(name);
            } else if (found.get().isRegularFile() && !name.equals(StoreLock.NAME)) {
                usage.found(directory.path(), found.get().size());
            } else if (found.get().isDirectory() && names.size() < DEPTH_MAX) {
                usage.found(directory.path(), 0);
                descend(directory, entry.getFileName(), names);
            }
        }
        for (String name : own) {
            decide(directory, names, name, own);
        }
    }

    private void descend(StoreDirectory directory, Path name, List<String> names) throws IOException {
        try (StoreDirectory child = directory.child(name)) {
            names.add(name.toString());
            walk(child, names);
            names.remove(names.size() - 1);
        } catch (FileTransferException otherMount) {
            // Not ours to count: a peer cannot reach it either.
            return;
        }
    }

    private void decide(StoreDirectory directory, List<String> names, String name, Set<String> own) throws IOException {
        if (TemporaryNames.isJournal(name)) {
            String temporary = TemporaryNames.temporaryOf(name);
            if (!own.contains(temporary)) {
                directory.handle().deleteFile(StoreDirectory.nameOf(name));
            }
            return;
        }
        String journal = TemporaryNames.journalOf(name);
        Optional<SuspendedWrites.Suspended> write =
                own.contains(journal) ? suspended(directory, names, name) : Optional.empty();
        if (write.isPresent()) {
            usage.kept(directory.path(), write.get().key().size());
            kept.add(write.get());
            return;
        }
        directory.handle().deleteFile(StoreDirectory.nameOf(name));
        if (own.contains(journal)) {
            directory.handle().deleteFile(StoreDirectory.nameOf(journal));
        }
    }

    private Optional<SuspendedWrites.Suspended> suspended(
            StoreDirectory directory, List<String> names, String temporary) throws IOException {
        BasicFileAttributes attributes = directory.attributes(temporary).orElseThrow(StoreDirectory::notFound);
        // Two links: the crash came after the file was put in its place. Going on would write into the placed file.
        if (directory.facts(temporary, attributes).links() != 1) {
            return Optional.empty();
        }
        Path journal = StoreDirectory.nameOf(TemporaryNames.journalOf(temporary));
        try (FileChannel file = (FileChannel) directory
                .handle()
                .newByteChannel(journal, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            Journal found = ChunkJournal.load(file);
            if (found == null || attributes.size() > found.key().size()) {
                return Optional.empty();
            }
            SuspendedWrites.Suspended write =
                    new SuspendedWrites.Suspended(found.key(), names, temporary, found.createdMillis());
            return write.expired(nowMillis) ? Optional.empty() : Optional.of(write);
        }
    }
}
