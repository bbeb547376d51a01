package com.hookprobe.htp.file.core;

/** Checks and fields that several bodies share. */
final class Fields {
    private Fields() {}

    /** A header for a message that is not about chunks. */
    static FileHeader header(FileOp op, int flags, int fileId, int totalChunks, FileHash hash) {
        return new FileHeader(op, flags, 0, fileId, totalChunks, hash.prefix());
    }

    /** Chunk fields that mean nothing in a message are zero, so that each message has one encoding. */
    static void noIndex(FileHeader header) throws Malformed {
        if (header.chunkIndex() != 0) {
            throw Malformed.invalid("chunk_index is not zero");
        }
    }

    static void noChunks(FileHeader header) throws Malformed {
        noIndex(header);
        if (header.totalChunks() != 0) {
            throw Malformed.invalid("total_chunks is not zero");
        }
    }

    /** The header's four bytes and the body's thirty-two must be of one hash. */
    static void prefixOf(FileHeader header, FileHash hash) throws Malformed {
        if (header.fileHash() != hash.prefix()) {
            throw new Malformed(FileErrorCode.HASH_MISMATCH, "file_hash is not the start of the hash");
        }
    }

    static FilePath path(byte[] utf8, boolean rootAllowed) throws Malformed {
        if (PathGrammar.parse(utf8, rootAllowed) instanceof PathGrammar.Result.Sound sound) {
            return sound.path();
        }
        throw new Malformed(FileErrorCode.INVALID_PATH, "path refused");
    }

    static String name(byte[] utf8) throws Malformed {
        FilePath path = path(utf8, false);
        if (path.segments().size() != 1 || utf8[0] == '/') {
            throw new Malformed(FileErrorCode.INVALID_PATH, "not one name");
        }
        return path.name();
    }
}
