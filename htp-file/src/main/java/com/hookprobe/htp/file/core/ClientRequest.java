package com.hookprobe.htp.file.core;

/** What a user of the client asks for. */
public sealed interface ClientRequest {
    /** The remote path. */
    FilePath path();

    /**
     * CREATE or UPDATE.
     *
     * @param flags CREATE_DIRS and OVERWRITE, for CREATE only; the machine adds the others
     * @param size bytes that the source will give, exactly
     * @param sha256 of the source, or NONE when it is learnt while sending
     */
    record Upload(FilePath path, boolean update, int flags, long size, FileHash sha256) implements ClientRequest {}

    /**
     * READ.
     *
     * @param ifHash the version wanted, or NONE
     * @param bytesMax largest file to take
     */
    record Download(FilePath path, FileHash ifHash, long bytesMax) implements ClientRequest {}

    /** STAT. */
    record Describe(FilePath path, boolean wantHash) implements ClientRequest {}

    /** One page of LIST. */
    record ListPage(FilePath path, String after) implements ClientRequest {}

    /** DELETE. */
    record Remove(FilePath path) implements ClientRequest {}
}
