package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.Journal;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Makes, finds again and deletes the temporary files of a store's writes, and their journals. */
final class Temporaries {
    private static final Set<OpenOption> MAKE = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> REOPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final DirectoryFileStore store;
    private final RandomGenerator random;
    private final StoreSteps steps;
    private final Executor syncing;

    Temporaries(DirectoryFileStore store, RandomGenerator random, StoreSteps steps, Executor syncing) {
        this.syncing = syncing;
        this.store = store;
        this.random = random;
        this.steps = steps;
    }

    /** A new temporary file; with a key it gets a journal. The directory is the write's from now on. */
    PendingFile open(
            StoreDirectory directory, WriteSpec spec, Optional<ResumeKey> key, Optional<OldVersion> old, long nowMillis)
            throws IOException {
        String temporary = TemporaryNames.random(random);
        steps.before("open-temporary");
        FileChannel channel = channel(directory, temporary, MAKE);
        ChunkJournal.Maker maker = () -> channel(directory, TemporaryNames.journalOf(temporary), MAKE);
        ChunkJournal journal = key.map(
                        of -> ChunkJournal.fresh(of, nowMillis, channel, maker, steps, System::nanoTime, syncing))
                .orElse(null);
        return new DirectoryPendingFile(store, directory, spec, temporary, channel, journal, old.orElse(null));
    }

    /** The temporary file of an interrupted write; empty when it is not there, or not as it was left. */
    Optional<PendingFile> resume(
            StoreDirectory directory, WriteSpec spec, SuspendedWrites.Suspended write, Optional<OldVersion> old)
            throws IOException {
        Optional<BasicFileAttributes> found = directory.attributes(write.temporary());
        boolean plain = found.isPresent()
                && found.get().isRegularFile()
                && found.get().size() <= spec.size()
                && directory.facts(write.temporary(), found.get()).links() == 1;
        if (!plain) {
            return Optional.empty();
        }
        FileChannel data = channel(directory, write.temporary(), REOPEN);
        try {
            Optional<ChunkJournal> journal = journal(directory, write, data);
            if (journal.isPresent()) {
                return Optional.of(new DirectoryPendingFile(
                        store, directory, spec, write.temporary(), data, journal.get(), old.orElse(null)));
            }
            data.close();
            return Optional.empty();
        } catch (IOException | RuntimeException failure) {
            data.close();
            throw failure;
        }
    }

    private Optional<ChunkJournal> journal(StoreDirectory directory, SuspendedWrites.Suspended write, FileChannel data)
            throws IOException {
        FileChannel file;
        try {
            file = channel(directory, TemporaryNames.journalOf(write.temporary()), REOPEN);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        try {
            Journal found = ChunkJournal.load(file);
            if (found != null && found.key().equals(write.key())) {
                return Optional.of(ChunkJournal.resumed(found, file, data, steps, System::nanoTime, syncing));
            }
            file.close();
            return Optional.empty();
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /** Deletes both files, the journal first: without it the other is rubbish to the next opening. */
    void delete(StoreDirectory directory, String temporary) throws IOException {
        for (String name : new String[] {TemporaryNames.journalOf(temporary), temporary}) {
            if (directory.attributes(name).isPresent()) {
                directory.handle().deleteFile(StoreDirectory.nameOf(name));
            }
        }
    }

    private static FileChannel channel(StoreDirectory directory, String name, Set<OpenOption> options)
            throws IOException {
        FileAttribute<?>[] ownerOnly = options == MAKE
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return (FileChannel) directory.handle().newByteChannel(StoreDirectory.nameOf(name), options, ownerOnly);
    }
}
