package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write into a directory store. The content goes into a file with a random reserved name in the same directory; commit
 * syncs it, puts it in place in one atomic step and syncs the directory. A crash at any moment leaves the old file or the
 * new one, and perhaps the temporary file with its journal, with which the same write goes on.
 */
final class DirectoryPendingFile implements PendingFile {
    /** Data is pushed to the disk in pieces, so that the sync at the end is short and other transfers go on. */
    private static final long SYNC_EVERY_BYTES = 8L << 20;

    private final DirectoryFileStore store;
    private final StoreDirectory directory;
    private final WriteSpec spec;
    private final String name;
    private final String temporary;
    private final FileChannel channel;
    private final @Nullable ChunkJournal journal;
    private final @Nullable OldVersion old;
    /** Bytes of the old file in front of what is written: none but for an append. */
    private final long baseBytes;

    private long unsyncedBytes;
    private boolean temporaryExists = true;
    private boolean journalGone;
    private boolean committed;
    private boolean closed;

    DirectoryPendingFile(
            DirectoryFileStore store,
            StoreDirectory directory,
            WriteSpec spec,
            String temporary,
            FileChannel channel,
            @Nullable ChunkJournal journal,
            @Nullable OldVersion old) {
        this.store = store;
        this.directory = directory;
        this.spec = spec;
        this.name = spec.path().name();
        this.temporary = temporary;
        this.channel = channel;
        this.journal = journal;
        this.old = old;
        this.baseBytes = spec.append() && old != null ? old.size() : 0;
    }

    @Override
    public long size() {
        return spec.size();
    }

    @Override
    public DiskResult prepareNext() throws IOException {
        if (old != null && old.next(channel)) {
            return new DiskResult.HashMore();
        }
        return journal == null ? new DiskResult.Prepared(false, ChunkRanges.NONE) : journal.prepareNext();
    }

    @Override
    public void write(long offset, ChunkBytes data) throws IOException {
        if (offset < 0 || data.length() > size() - offset) {
            throw new IllegalArgumentException(data.length() + " B at " + offset + " of " + size());
        }
        store.steps().before("write");
        WholeIo.write(channel, baseBytes + offset, data.buffer());
        if (journal != null) {
            journal.written(offset, data);
            return;
        }
        unsyncedBytes += data.length();
        if (unsyncedBytes >= SYNC_EVERY_BYTES) {
            channel.force(false);
            unsyncedBytes = 0;
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        WholeIo.read(channel, baseBytes + offset, into);
    }

    @Override
    public void commit() throws IOException {
        if (closed || committed) {
            throw new IllegalStateException("commit of a finished write");
        }
        if (channel.size() != baseBytes + size()) {
            throw new FileTransferException(FileErrorCode.CHUNK_MISSING, "temporary file is not complete");
        }
        if (journal != null) {
            journal.settle();
        }
        store.steps().before("force");
        channel.force(true);
        // Again, because other transfers and the world went on since the write began.
        Optional<BasicFileAttributes> replaced = store.checkTarget(directory, name, spec.mode());
        if (old != null) {
            old.requireStill(directory, name);
        }
        if (spec.mode() == WriteMode.CREATE_NEW) {
            linkIntoPlace();
        } else {
            moveIntoPlace(replaced.map(BasicFileAttributes::size).orElse(-1L));
        }
        // After the file is in its place: a crash before that finds the journal and need not send the file again.
        deleteJournal();
        store.steps().before("sync-directory");
        directory.sync();
    }

    private void moveIntoPlace(long replacedSize) throws IOException {
        store.steps().before("move");
        directory.handle().move(StoreDirectory.nameOf(temporary), directory.handle(), StoreDirectory.nameOf(name));
        temporaryExists = false;
        placed(replacedSize);
    }

    private void placed(long replacedSize) {
        committed = true;
        store.usage().committed(directory.path(), baseBytes + size(), replacedSize);
    }

    /** rename would replace a file that appeared in this moment; link does not. */
    private void linkIntoPlace() throws IOException {
        store.steps().before("link");
        try {
            Files.createLink(directory.resolve(name), directory.resolve(temporary));
        } catch (FileAlreadyExistsException taken) {
            throw new FileTransferException(FileErrorCode.ALREADY_EXISTS, "file exists", taken);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            // A file system without hard links: the check just made, and one owner of the store, have to do.
            moveIntoPlace(-1);
            return;
        }
        BasicFileAttributes made = directory.attributes(name).orElseThrow(StoreDirectory::notFound);
        if (!StoreDirectory.same(made, directory.attributes(temporary).orElse(null))) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "directory changed under us");
        }
        placed(-1);
        deleteTemporary();
    }

    private void deleteTemporary() throws IOException {
        store.steps().before("unlink-temporary");
        directory.handle().deleteFile(StoreDirectory.nameOf(temporary));
        temporaryExists = false;
    }

    private void deleteJournal() throws IOException {
        if (journal != null && journal.exists() && !journalGone) {
            journal.close();
            store.steps().before("delete-journal");
            directory.handle().deleteFile(StoreDirectory.nameOf(TemporaryNames.journalOf(temporary)));
            journalGone = true;
        }
    }

    private void settleJournal() {
        try {
            if (journal != null) {
                journal.settle();
            }
        } catch (IOException notSafe) {
            // All of it is deleted now; nobody was told that it is safe.
            return;
        }
    }

    @Override
    public void keepSafe() throws IOException {
        if (journal != null && !closed && !committed) {
            journal.keepSafe();
        }
    }

    @Override
    public void suspend() throws IOException {
        if (journal == null || committed || closed) {
            close();
            return;
        }
        boolean worthIt = false;
        try {
            journal.checkpoint();
            worthIt = journal.safe() > 0;
        } finally {
            if (!worthIt) {
                close();
            }
        }
        if (worthIt) {
            closed = true;
            try (directory;
                    channel;
                    old;
                    journal) {
                store.suspended(journal.key(), spec.path().parents(), temporary, journal.createdMillis());
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        settleJournal();
        if (!committed) {
            store.usage().withdraw(directory.path(), baseBytes + size());
        }
        try (directory;
                channel;
                old) {
            // The journal first: without it the temporary file is rubbish to the next opening.
            deleteJournal();
            if (temporaryExists) {
                deleteTemporary();
            }
        } finally {
            if (journal != null) {
                journal.close();
            }
        }
    }
}
