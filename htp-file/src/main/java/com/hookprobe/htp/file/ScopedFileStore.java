package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.util.Objects;

/**
 * A part of a store: paths outside its scope are refused with PERMISSION_DENIED, whether they exist or not. For {@link
 * HtpFileServer#builder(java.util.function.Function)}, where each node has a scope of its own in one store. The store stays the
 * owner's to close.
 */
public final class ScopedFileStore implements FileStore {
    private final FileStore all;
    private final FileScope scope;

    public ScopedFileStore(FileStore all, FileScope scope) {
        this.all = Objects.requireNonNull(all, "all");
        this.scope = Objects.requireNonNull(scope, "scope");
    }

    @Override
    public PendingFile create(WriteSpec spec, byte[] node) throws IOException {
        return all.create(written(spec), node);
    }

    @Override
    public StoredFile open(FilePath path) throws IOException {
        return all.open(read(path));
    }

    @Override
    public FileStat stat(FilePath path) throws IOException {
        return all.stat(read(path));
    }

    @Override
    public Page list(FilePath path, String after, int limit) throws IOException {
        return all.list(read(path), after, limit);
    }

    @Override
    public void delete(Removal removal) throws IOException {
        require(scope.writes(removal.path()));
        all.delete(removal);
    }

    private FilePath read(FilePath path) throws FileTransferException {
        require(scope.reads(path));
        return path;
    }

    private WriteSpec written(WriteSpec spec) throws FileTransferException {
        require(scope.writes(spec.path()));
        return spec;
    }

    private static void require(boolean inScope) throws FileTransferException {
        if (!inScope) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "this path is not for this node");
        }
    }

    @Override
    public void close() {}
}
