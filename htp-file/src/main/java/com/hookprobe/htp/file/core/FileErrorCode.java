package com.hookprobe.htp.file.core;

import java.util.Optional;

/** Why an operation failed. The ordinal is the code on the wire, 0x00 to 0x0D. */
public enum FileErrorCode {
    /** Never sent in an ERROR. */
    SUCCESS,
    NOT_FOUND,
    PERMISSION_DENIED,
    ALREADY_EXISTS,
    INVALID_PATH,
    TRANSFER_FAILED,
    HASH_MISMATCH,
    TIMEOUT,
    QUOTA_EXCEEDED,
    IO_ERROR,
    INVALID_OPERATION,
    TRANSFER_CANCELLED,
    CHUNK_MISSING,
    INTEGRITY_FAILURE;

    private static final FileErrorCode[] ALL = values();

    /** The code on the wire. */
    public int code() {
        return ordinal();
    }

    /** The error with that code, or empty; 0 (success) is not an error. */
    public static Optional<FileErrorCode> of(int code) {
        return code > 0 && code < ALL.length ? Optional.of(ALL[code]) : Optional.empty();
    }
}
