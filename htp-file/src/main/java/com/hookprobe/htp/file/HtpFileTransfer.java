package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Files at the other end of one session, each call waiting for its result. Made by {@link HtpFiles#transfer}; what the
 * calls do is said at {@link HtpFileClient}, which does the same without waiting. Thread-safe; many threads may wait at
 * once.
 *
 * <p>Every failure is a {@link FileTransferException}. A thread that is interrupted while it waits cancels its transfer,
 * and gets TRANSFER_CANCELLED with its interrupt flag set.
 */
public final class HtpFileTransfer {
    /** Largest file that {@link #read(String)} takes into memory, in bytes. */
    public static final int READ_BYTES_MAX = 64 << 20;

    private final HtpFileClient client;

    HtpFileTransfer(HtpFileClient client) {
        this.client = client;
    }

    /** The same, but it tells how far the transfers are that are started by it. */
    public HtpFileTransfer onProgress(TransferProgress listener) {
        return new HtpFileTransfer(client.onProgress(listener));
    }

    /** The same without waiting. */
    public HtpFileClient async() {
        return client;
    }

    /** Makes a remote file with that content; returns when it is durable there. */
    public FileOutcome.Transferred create(String path, byte[] content, WriteOption... options)
            throws FileTransferException {
        return waitFor(client.create(path, content, options));
    }

    /** Makes a remote file from a local one; goes on after an interruption. */
    public FileOutcome.Transferred create(String path, Path source, WriteOption... options)
            throws FileTransferException {
        return waitFor(client.create(path, source, options));
    }

    /** Fetches a remote file of at most {@link #READ_BYTES_MAX} into memory; QUOTA_EXCEEDED beyond that. */
    public byte[] read(String path) throws FileTransferException {
        return waitFor(client.readBytes(path, READ_BYTES_MAX));
    }

    /** Fetches a remote file to a local path, which it replaces in one step; goes on after an interruption. */
    public FileOutcome.Transferred read(String path, Path target) throws FileTransferException {
        return waitFor(client.read(path, target));
    }

    /** Replaces a remote file that exists. */
    public FileOutcome.Transferred update(String path, byte[] content) throws FileTransferException {
        return waitFor(client.update(path, content));
    }

    /** Replaces a remote file that exists by a local one; goes on after an interruption. */
    public FileOutcome.Transferred update(String path, Path source) throws FileTransferException {
        return waitFor(client.update(path, source));
    }

    /** Replaces a remote file that has that hash; otherwise HASH_MISMATCH. */
    public FileOutcome.Transferred update(String path, byte[] content, FileHash ifHash) throws FileTransferException {
        return waitFor(client.update(path, content, ifHash));
    }

    /** Puts bytes behind those of a remote file that exists, all or none. */
    public FileOutcome.Transferred append(String path, byte[] content) throws FileTransferException {
        return waitFor(client.append(path, content));
    }

    /** Deletes a remote file or an empty directory. */
    public void delete(String path) throws FileTransferException {
        waitFor(client.delete(path));
    }

    /** Deletes a remote file that has that hash; otherwise HASH_MISMATCH. */
    public void delete(String path, FileHash ifHash) throws FileTransferException {
        waitFor(client.delete(path, ifHash));
    }

    /** Deletes a remote directory with all that is in it, where the other side allows it. */
    public void deleteTree(String path) throws FileTransferException {
        waitFor(client.deleteTree(path));
    }

    /** Describes a remote file, with its hash, or a directory. */
    public FileStat stat(String path) throws FileTransferException {
        return waitFor(client.stat(path));
    }

    /** All names in a remote directory, in order. */
    public List<ListEntry> list(String path) throws FileTransferException {
        return waitFor(client.list(path));
    }

    private static <T> T waitFor(CompletableFuture<T> future) throws FileTransferException {
        try {
            return HtpFileClient.await(future);
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new FileTransferException(FileErrorCode.TRANSFER_CANCELLED, "interrupted", interrupted);
        }
    }
}
