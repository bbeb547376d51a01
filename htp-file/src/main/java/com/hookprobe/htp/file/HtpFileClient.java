package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ClientRequest;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileFlags;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Files at the other end of one session. Made by {@link HtpFiles#client}. Every call returns at once; its future fails
 * with a {@link FileTransferException}. Cancelling a future cancels the transfer. Thread-safe.
 *
 * <p>Remote paths use '/', may begin with one, and must pass {@link PathGrammar}.
 */
public final class HtpFileClient {
    /** Names that {@link #list} gathers at most. */
    public static final int LISTED_MAX = 100_000;

    /** Smaller files are sent again. */
    private static final long RESUME_BYTES_MIN = ChunkJournal.CHECKPOINT_BYTES;

    static final Held NOTHING = new HeldSource(InputStream.nullInputStream(), 0);

    private final ClientSession session;
    private final ClientDuty duty;
    private final FileWorker worker;

    private final TransferProgress progress;

    HtpFileClient(ClientSession session, ClientDuty duty, FileWorker worker) {
        this(session, duty, worker, TransferProgress.NONE);
    }

    private HtpFileClient(ClientSession session, ClientDuty duty, FileWorker worker, TransferProgress progress) {
        this.session = session;
        this.duty = duty;
        this.worker = worker;
        this.progress = progress;
    }

    /** The same client, but it tells how far the transfers are that are started by it. */
    public HtpFileClient onProgress(TransferProgress listener) {
        return new HtpFileClient(session, duty, worker, listener);
    }

    /**
     * Makes a remote file with that content; completes when it is durable there. The array is copied. After a lost session
     * the same call on a new one sends only what the other side does not hold yet.
     */
    public CompletableFuture<FileOutcome.Transferred> create(String path, byte[] content, WriteOption... options) {
        return write(path, false, flags(options), FileHash.NONE, bytes(content));
    }

    /**
     * Makes a remote file from a local one, which must not change meanwhile. After a lost session, or in another process,
     * the same call sends only what the other side does not hold yet.
     */
    public CompletableFuture<FileOutcome.Transferred> create(String path, Path source, WriteOption... options) {
        return write(path, false, flags(options), FileHash.NONE, file(source));
    }

    /**
     * Makes a remote file from a stream of exactly {@code size} bytes, which is closed at the end. A stream that blocks
     * holds up the other transfers of the same {@link HtpFiles}.
     */
    public CompletableFuture<FileOutcome.Transferred> create(
            String path, InputStream source, long size, WriteOption... options) {
        return write(
                path,
                false,
                flags(options),
                FileHash.NONE,
                () -> new Source(new HeldSource(source, size), FileHash.NONE, false));
    }

    /** Replaces a remote file that exists. The array is copied. */
    public CompletableFuture<FileOutcome.Transferred> update(String path, byte[] content) {
        return update(path, content, FileHash.NONE);
    }

    /** The same, but only when the remote file still has that hash; otherwise HASH_MISMATCH. NONE for any. */
    public CompletableFuture<FileOutcome.Transferred> update(String path, byte[] content, FileHash ifHash) {
        return write(path, true, FileFlags.COMPRESSED, ifHash, bytes(content));
    }

    /** Replaces a remote file that exists by a local one. */
    public CompletableFuture<FileOutcome.Transferred> update(String path, Path source) {
        return update(path, source, FileHash.NONE);
    }

    /** The same, but only when the remote file still has that hash; otherwise HASH_MISMATCH. NONE for any. */
    public CompletableFuture<FileOutcome.Transferred> update(String path, Path source, FileHash ifHash) {
        return write(path, true, FileFlags.COMPRESSED, ifHash, file(source));
    }

    /**
     * Puts bytes behind those of a remote file that exists, all of them or none; fails when the file changes meanwhile.
     * Size and hash of the outcome are those of what was appended. The array is copied. After a failure look at the file
     * before trying again: the bytes may be there already.
     */
    public CompletableFuture<FileOutcome.Transferred> append(String path, byte[] content) {
        int flags = FileFlags.COMPRESSED | FileFlags.APPEND;
        return write(path, true, flags, FileHash.NONE, bytes(content));
    }

    /**
     * Fetches a remote file to a local path; what is there is replaced, in one step, once the hash is right. A part of at
     * least 1 MiB stays beside the target when the session is lost or the process ends; the same call goes on with it for
     * a day, if the remote file is still the same.
     */
    public CompletableFuture<FileOutcome.Transferred> read(String path, Path target) {
        byte[] peer = session.session.peerNodeId();
        return submit(
                path,
                outcome -> (FileOutcome.Transferred) outcome,
                remote -> new DownloadIo(peer, remote, target, duty.syncing()));
    }

    /** Fetches a remote file of at most that many bytes into memory. */
    public CompletableFuture<byte[]> readBytes(String path, int bytesMax) {
        MemoryTarget[] memory = {new MemoryTarget(0)};
        return submit(path, outcome -> memory[0].content(), remote -> new ClientIo() {
            @Override
            public Opened open() {
                return new Opened(new ClientRequest.Download(remote, FileHash.NONE, bytesMax, true, -1), NOTHING);
            }

            @Override
            public PendingFile target(WriteSpec spec) {
                memory[0] = new MemoryTarget(spec.size());
                return memory[0];
            }
        });
    }

    /** Describes a remote file, with its hash, or a directory. "/" is the root. */
    public CompletableFuture<FileStat> stat(String path) {
        return submit(
                path,
                true,
                outcome -> ((FileOutcome.Described) outcome).stat(),
                remote -> asking(new ClientRequest.Describe(remote, true)));
    }

    /** All names in a remote directory, in {@link ListEntry#ORDER}; fails beyond {@link #LISTED_MAX}. */
    public CompletableFuture<List<ListEntry>> list(String path) {
        return pages(path, "", new ArrayList<>());
    }

    /** One page of a remote directory: the names that follow {@code after} ("" for the first page). */
    public CompletableFuture<FileOutcome.Page> listPage(String path, String after) {
        String directory = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return submit(
                directory,
                true,
                outcome -> (FileOutcome.Page) outcome,
                remote -> asking(new ClientRequest.ListPage(remote, after)));
    }

    private CompletableFuture<List<ListEntry>> pages(String path, String after, List<ListEntry> gathered) {
        return listPage(path, after).thenCompose(page -> {
            gathered.addAll(page.entries());
            if (!page.more()) {
                return CompletableFuture.completedFuture(List.copyOf(gathered));
            }
            if (gathered.size() >= LISTED_MAX) {
                return CompletableFuture.failedFuture(
                        new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "directory too large"));
            }
            return pages(path, gathered.get(gathered.size() - 1).name(), gathered);
        });
    }

    /** Deletes a remote file or an empty directory. */
    public CompletableFuture<FileOutcome.Deleted> delete(String path) {
        return remove(path, false, FileHash.NONE);
    }

    /** Deletes a remote file, but only when it has that hash; otherwise HASH_MISMATCH. */
    public CompletableFuture<FileOutcome.Deleted> delete(String path, FileHash ifHash) {
        return remove(path, false, ifHash);
    }

    /**
     * Deletes a remote directory with all that is in it. Stores refuse that unless they are told to allow it. A failure in
     * the middle leaves a part.
     */
    public CompletableFuture<FileOutcome.Deleted> deleteTree(String path) {
        return remove(path, true, FileHash.NONE);
    }

    private CompletableFuture<FileOutcome.Deleted> remove(String path, boolean recursive, FileHash ifHash) {
        return submit(
                path,
                outcome -> (FileOutcome.Deleted) outcome,
                remote -> asking(new ClientRequest.Remove(remote, recursive, ifHash)));
    }

    /**
     * Waits for a result.
     *
     * @throws FileTransferException as the future failed; TRANSFER_CANCELLED when it was cancelled
     * @throws InterruptedException when the waiting thread is interrupted; the transfer goes on
     */
    public static <T> T await(CompletableFuture<T> future) throws FileTransferException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failed.getCause();
            if (cause instanceof FileTransferException known) {
                throw new FileTransferException(known.code(), known.reason(), known);
            }
            throw new FileTransferException(FileErrorCode.TRANSFER_FAILED, "transfer failed", failed);
        } catch (CancellationException cancelled) {
            throw new FileTransferException(FileErrorCode.TRANSFER_CANCELLED, "cancelled", cancelled);
        }
    }

    /** An opened source with its hash where that is known before sending; {@code resume} where it can be read again. */
    private record Source(Held held, FileHash sha256, boolean resume, FileHash tag) {
        Source(Held held, FileHash sha256, boolean resume) {
            this(held, sha256, resume, FileHash.NONE);
        }
    }

    private interface SourceOpener {
        Source open() throws IOException;
    }

    private static SourceOpener bytes(byte[] content) {
        byte[] copy = content.clone();
        return () -> new Source(
                HeldFile.of(copy), FileHash.of(Digests.sha256().digest(copy)), copy.length >= RESUME_BYTES_MIN);
    }

    private static SourceOpener file(Path source) {
        return () -> {
            HeldFile held = HeldFile.open(source);
            boolean resume = held.stat().size() >= RESUME_BYTES_MIN;
            return new Source(held, FileHash.NONE, resume, resume ? held.tag() : FileHash.NONE);
        };
    }

    private CompletableFuture<FileOutcome.Transferred> write(
            String path, boolean update, int flags, FileHash ifHash, SourceOpener opener) {
        return submit(path, outcome -> (FileOutcome.Transferred) outcome, remote -> () -> {
            Source source = opener.open();
            long size = source.held().stat().size();
            boolean resume = source.resume() && (flags & FileFlags.APPEND) == 0;
            FileHash tag = resume ? source.tag() : FileHash.NONE;
            return new ClientIo.Opened(
                    new ClientRequest.Upload(remote, update, flags, size, source.sha256(), resume, tag, ifHash),
                    source.held());
        });
    }

    private static ClientIo asking(ClientRequest request) {
        return () -> new ClientIo.Opened(request, NOTHING);
    }

    private static int flags(WriteOption... options) {
        int flags = FileFlags.COMPRESSED;
        for (WriteOption option : options) {
            flags = switch (option) {
                case OVERWRITE -> flags | FileFlags.OVERWRITE;
                case CREATE_DIRS -> flags | FileFlags.CREATE_DIRS;
                case PLAIN -> flags & ~FileFlags.COMPRESSED;
            };
        }
        return flags;
    }

    private <T> CompletableFuture<T> submit(
            String path, Function<FileOutcome, T> value, Function<FilePath, ClientIo> io) {
        return submit(path, false, value, io);
    }

    private <T> CompletableFuture<T> submit(
            String path, boolean rootAllowed, Function<FileOutcome, T> value, Function<FilePath, ClientIo> io) {
        PathGrammar.Result parsed = PathGrammar.parse(path.getBytes(StandardCharsets.UTF_8), rootAllowed);
        if (parsed instanceof PathGrammar.Result.Refused refused) {
            return CompletableFuture.failedFuture(
                    new FileTransferException(FileErrorCode.INVALID_PATH, "path breaks the rule " + refused.fault()));
        }
        FilePath remote = ((PathGrammar.Result.Sound) parsed).path();
        ClientReply<T> reply = new ClientReply<>(value, progress);
        boolean posted = worker.post(() -> duty.submit(session, reply, io.apply(remote)));
        if (!posted) {
            return CompletableFuture.failedFuture(
                    new FileTransferException(FileErrorCode.TRANSFER_FAILED, "file transfer is closed"));
        }
        CompletableFuture<T> future = reply.future;
        future.whenComplete((done, failure) -> {
            if (future.isCancelled()) {
                worker.post(() -> duty.cancel(session, reply));
            }
        });
        return future;
    }
}
