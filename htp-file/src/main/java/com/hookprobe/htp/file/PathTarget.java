package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.ResumeKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A download to a path of the user's own choice: a private temporary file beside it, then one atomic move. The path is
 * trusted, so links in it are followed as usual; only the temporary file itself is made strictly new.
 */
final class PathTarget implements PendingFile {
    private final Path target;
    private final Path temporary;
    private final long size;
    private final FileChannel channel;
    private final @Nullable ChunkJournal journal;
    private final Path journalPath;
    private final StoreSteps steps;
    private boolean moved;
    private boolean closed;

    /** Opened by {@link PartialDownload}; channel and journal are this object's to close. */
    PathTarget(
            Path target,
            Path temporary,
            long size,
            FileChannel channel,
            @Nullable ChunkJournal journal,
            Path journalPath,
            StoreSteps steps) {
        this.steps = steps;
        this.target = target;
        this.temporary = temporary;
        this.size = size;
        this.channel = channel;
        this.journal = journal;
        this.journalPath = journalPath;
    }

    /** Whose part this is; only with a journal. */
    ResumeKey key() {
        ChunkJournal notes = journal;
        if (notes == null) {
            throw new IllegalStateException("a download without a journal");
        }
        return notes.key();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public DiskResult prepareNext() throws IOException {
        return journal == null ? new DiskResult.Prepared(false, ChunkRanges.NONE) : journal.prepareNext();
    }

    @Override
    public void write(long offset, ChunkBytes data) throws IOException {
        steps.before("write");
        WholeIo.write(channel, offset, data.buffer());
        if (journal != null) {
            journal.written(offset, data);
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        WholeIo.read(channel, offset, into);
    }

    @Override
    public void commit() throws IOException {
        if (journal != null) {
            journal.settle();
        }
        steps.before("force");
        channel.force(true);
        steps.before("move");
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
        deleteJournal();
        Path directory = target.resolveSibling(".").normalize();
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            steps.before("sync-directory");
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private void deleteJournal() throws IOException {
        if (journal != null && journal.exists()) {
            journal.close();
            steps.before("delete-journal");
            Files.deleteIfExists(journalPath);
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
        if (journal != null && !closed && !moved) {
            journal.keepSafe();
        }
    }

    @Override
    public void suspend() throws IOException {
        boolean worthIt = false;
        try {
            if (journal != null && !moved && !closed) {
                journal.checkpoint();
                worthIt = journal.safe() > 0;
            }
        } finally {
            if (!worthIt) {
                close();
            }
        }
        if (worthIt) {
            try (channel;
                    journal) {
                closed = true;
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
        try (channel) {
            if (!moved) {
                deleteJournal();
                steps.before("unlink-temporary");
                Files.deleteIfExists(temporary);
            }
        }
    }
}
