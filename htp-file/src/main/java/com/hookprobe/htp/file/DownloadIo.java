package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ClientRequest;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A download to a path: goes on with the part of an earlier try, and starts over when that is of another version. */
final class DownloadIo implements ClientIo {
    private final byte[] peer;
    private final FilePath remote;
    private final Path target;
    private boolean goesOn;
    private boolean fresh;

    DownloadIo(byte[] peer, FilePath remote, Path target) {
        this.peer = peer;
        this.remote = remote;
        this.target = target;
    }

    @Override
    public Opened open() throws IOException {
        PartialDownload files = new PartialDownload(peer, remote, target, InstantSource.system());
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

    @Override
    public PendingFile target(WriteSpec spec) throws IOException {
        return new PartialDownload(peer, remote, target, InstantSource.system()).start(spec);
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
