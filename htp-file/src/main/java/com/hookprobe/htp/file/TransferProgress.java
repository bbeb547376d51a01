package com.hookprobe.htp.file;

/** Told how far an upload or a download is. Called on the thread that does the work of all clients: it must not block. */
@FunctionalInterface
public interface TransferProgress {
    /** Nobody is told. */
    TransferProgress NONE = (doneBytes, totalBytes) -> {};

    /**
     * So much is safe at the receiving end. What an earlier try had moved counts as done at once.
     *
     * @param doneBytes 0 to totalBytes
     * @param totalBytes bytes of the whole file
     */
    void moved(long doneBytes, long totalBytes);
}
