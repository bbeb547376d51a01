package com.hookprobe.htp.file.core;

import java.util.Optional;

/** Operation codes, byte 0 of the header (seed: FileOperation, 0x30 to 0x38). */
public enum FileOp {
    CREATE,
    READ,
    UPDATE,
    DELETE,
    STAT,
    LIST,
    CHUNK,
    COMPLETE,
    ERROR;

    private static final int FIRST_CODE = 0x30;
    private static final FileOp[] ALL = values();

    /** The code on the wire, 0x30 to 0x38. */
    public int code() {
        return FIRST_CODE + ordinal();
    }

    /** True for the operations that open a transfer. */
    public boolean opens() {
        return ordinal() < CHUNK.ordinal();
    }

    /** The operation with that code, or empty. */
    public static Optional<FileOp> of(int code) {
        int at = code - FIRST_CODE;
        return at >= 0 && at < ALL.length ? Optional.of(ALL[at]) : Optional.empty();
    }
}
