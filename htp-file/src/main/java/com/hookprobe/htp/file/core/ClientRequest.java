package com.hookprobe.htp.file.core;

/** What a user of the client asks for. */
public sealed interface ClientRequest {
    /** The remote path. */
    FilePath path();

    /**
     * CREATE or UPDATE.
     *
     * @param flags COMPRESSED; APPEND for UPDATE only; CREATE_DIRS and OVERWRITE for CREATE only; the machine adds the others
     * @param size bytes that the source will give, exactly
     * @param sha256 of the source, or NONE when it is learnt while sending
     * @param resume go on from what an earlier try left. The source can be read at any place and more than once; when
     *     neither hash nor tag is known it is hashed first
     * @param tag which version the source is, as far as can be told without reading it, or NONE; only with resume and
     *     without a hash
     * @param ifHash UPDATE only: the version to replace, or NONE for any
     */
    record Upload(
            FilePath path,
            boolean update,
            int flags,
            long size,
            FileHash sha256,
            boolean resume,
            FileHash tag,
            FileHash ifHash)
            implements ClientRequest {
        public Upload {
            if (tag.known() && (!resume || sha256.known())) {
                throw new IllegalArgumentException("a tag without resume, or beside a hash");
            }
        }

        /** An upload without a tag. */
        public Upload(
                FilePath path, boolean update, int flags, long size, FileHash sha256, boolean resume, FileHash ifHash) {
            this(path, update, flags, size, sha256, resume, FileHash.NONE, ifHash);
        }

        /** An upload that sends everything. */
        public Upload(FilePath path, boolean update, int flags, long size, FileHash sha256) {
            this(path, update, flags, size, sha256, false, FileHash.NONE);
        }
    }

    /**
     * READ.
     *
     * @param ifHash the version wanted, or NONE
     * @param bytesMax largest file to take
     * @param compressed the other side may deflate chunks
     * @param partSize size of the file that an earlier try began and that is held under the key already; -1 without one
     */
    record Download(FilePath path, FileHash ifHash, long bytesMax, boolean compressed, long partSize)
            implements ClientRequest {
        public Download {
            if (partSize >= 0 && !ifHash.known()) {
                throw new IllegalArgumentException("a part of no version");
            }
        }

        /** A download of plain chunks from the start. */
        public Download(FilePath path, FileHash ifHash, long bytesMax) {
            this(path, ifHash, bytesMax, false, -1);
        }
    }

    /** STAT. */
    record Describe(FilePath path, boolean wantHash) implements ClientRequest {}

    /** One page of LIST. */
    record ListPage(FilePath path, String after) implements ClientRequest {}

    /**
     * DELETE.
     *
     * @param recursive a directory with all that is in it
     * @param ifHash the version to delete, or NONE for any; not with recursive
     */
    record Remove(FilePath path, boolean recursive, FileHash ifHash) implements ClientRequest {
        /** A file, or an empty directory. */
        public Remove(FilePath path) {
            this(path, false, FileHash.NONE);
        }
    }
}
