package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ClientRequest;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A download to a path: goes on with the part of an earlier try, and starts over when that is of another version. */
final class DownloadIo implements ClientIo {
    private static final System.Logger LOG = System.getLogger(DownloadIo.class.getName());

    private final byte[] peer;
    private final FilePath remote;
    private final Path target;
    private final Executor syncing;
    private boolean goesOn;
    private boolean fresh;

    /** {@code syncing}: where a sync of the disk may be waited for. */
    DownloadIo(byte[] peer, FilePath remote, Path target, Executor syncing) {
        this.syncing = syncing;
        this.peer = peer;
        this.remote = remote;
        this.target = target;
    }

    @Override
    public Opened open() throws IOException {
        sweep();
        PartialDownload files = new PartialDownload(peer, remote, target, LocalDisk.real(syncing));
        Optional<PathTarget> part = fresh ? Optional.empty() : files.resume();
        goesOn = part.isPresent();
        if (part.isEmpty()) {
            return new Opened(
                    new ClientRequest.Download(remote, FileHash.NONE, Long.MAX_VALUE, true, -1), HtpFileClient.NOTHING);
        }
        ResumeKey key = part.get().key();
        return new Opened(
                new ClientRequest.Download(remote, key.sha256(), Long.MAX_VALUE, true, key.size()),
                new HeldPending(part.get()));
    }

    /** Somebody who downloads into a directory is the only one who ever comes by. */
    private void sweep() {
        try {
            PartSweep.sweep(target.toAbsolutePath().resolveSibling(".").normalize(), LocalDisk.real(syncing));
        } catch (IOException left) {
            // Rubbish that cannot be removed is no reason not to download.
            LOG.log(System.Logger.Level.DEBUG, "sweeping old parts", left);
        }
    }

    @Override
    public PendingFile target(WriteSpec spec) throws IOException {
        return new PartialDownload(peer, remote, target, LocalDisk.real(syncing)).start(spec);
    }

    @Override
    public boolean again(FileErrorCode failure) {
        if (!goesOn || failure != FileErrorCode.HASH_MISMATCH) {
            return false;
        }
        goesOn = false;
        fresh = true;
        return true;
    }
}
