package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A write into a directory store. The content goes into a file with a random reserved name in the same directory; commit
 * syncs it, puts it in place in one atomic step and syncs the directory. A crash at any moment leaves the old file or the
 * new one, and perhaps the temporary file, which the next opening of the store removes.
 */
final class DirectoryPendingFile implements PendingFile {
    /** Data is pushed to the disk in pieces, so that the sync at the end is short and other transfers go on. */
    private static final long SYNC_EVERY_BYTES = 8L << 20;

    private final DirectoryFileStore store;
    private final StoreDirectory directory;
    private final String name;
    private final String temporary;
    private final WriteMode mode;
    private final long size;
    private final FileChannel channel;
    private long unsyncedBytes;
    private boolean temporaryExists = true;
    private boolean committed;
    private boolean closed;

    DirectoryPendingFile(
            DirectoryFileStore store,
            StoreDirectory directory,
            String name,
            String temporary,
            WriteMode mode,
            long size,
            FileChannel channel) {
        this.store = store;
        this.directory = directory;
        this.name = name;
        this.temporary = temporary;
        this.mode = mode;
        this.size = size;
        this.channel = channel;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(long offset, byte[] data) throws IOException {
        if (offset < 0 || data.length > size - offset) {
            throw new IllegalArgumentException(data.length + " B at " + offset + " of " + size);
        }
        store.steps().before("write");
        ByteBuffer from = ByteBuffer.wrap(data);
        while (from.hasRemaining()) {
            channel.write(from, offset + from.position());
        }
        unsyncedBytes += data.length;
        if (unsyncedBytes >= SYNC_EVERY_BYTES) {
            channel.force(false);
            unsyncedBytes = 0;
        }
    }

    @Override
    public void read(long offset, byte[] into, int length) throws IOException {
        readFully(channel, offset, into, length);
    }

    static void readFully(FileChannel channel, long offset, byte[] into, int length) throws IOException {
        ByteBuffer to = ByteBuffer.wrap(into, 0, length);
        while (to.hasRemaining()) {
            if (channel.read(to, offset + to.position()) < 0) {
                throw new EOFException("file is shorter than " + (offset + length));
            }
        }
    }

    @Override
    public void commit() throws IOException {
        if (closed || committed) {
            throw new IllegalStateException("commit of a finished write");
        }
        if (channel.size() != size) {
            throw new FileTransferException(FileErrorCode.CHUNK_MISSING, "temporary file is not complete");
        }
        store.steps().before("force");
        channel.force(true);
        // Again, because other transfers and the world went on since the write began.
        Optional<BasicFileAttributes> old = store.checkTarget(directory, name, mode);
        if (mode == WriteMode.CREATE_NEW) {
            linkIntoPlace();
        } else {
            store.steps().before("move");
            directory.handle().move(StoreDirectory.nameOf(temporary), directory.handle(), StoreDirectory.nameOf(name));
            temporaryExists = false;
            placed(old.map(BasicFileAttributes::size).orElse(-1L));
        }
        store.steps().before("sync-directory");
        directory.sync();
    }

    private void placed(long replacedSize) {
        committed = true;
        store.usage().committed(size, replacedSize);
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
            store.steps().before("move");
            directory.handle().move(StoreDirectory.nameOf(temporary), directory.handle(), StoreDirectory.nameOf(name));
            temporaryExists = false;
            placed(-1);
            return;
        }
        BasicFileAttributes made = directory.attributes(name).orElseThrow(StoreDirectory::notFound);
        if (!StoreDirectory.same(made, directory.attributes(temporary).orElse(null))) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "directory changed under us");
        }
        placed(-1);
        store.steps().before("unlink-temporary");
        directory.handle().deleteFile(StoreDirectory.nameOf(temporary));
        temporaryExists = false;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!committed) {
            store.usage().withdraw(size);
        }
        try (directory;
                channel) {
            if (temporaryExists) {
                store.steps().before("delete-temporary");
                directory.handle().deleteFile(StoreDirectory.nameOf(temporary));
            }
        }
    }
}
