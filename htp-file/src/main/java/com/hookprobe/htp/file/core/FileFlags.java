package com.hookprobe.htp.file.core;

/** The flag bits of header byte 1, and which of them each request may carry in this version. */
public final class FileFlags {
    /** CREATE, UPDATE, READ: chunks may be deflated, each by itself. CHUNK with data: this one is. */
    public static final int COMPRESSED = 0x01;
    /** Reserved for ever: everything on a session is already sealed. */
    public static final int ENCRYPTED = 0x02;
    /** UPDATE puts the bytes behind those that are there. */
    public static final int APPEND = 0x04;
    /** CREATE makes the missing parent directories. */
    public static final int CREATE_DIRS = 0x08;
    /** CREATE may replace a file. */
    public static final int OVERWRITE = 0x10;
    /** DELETE of a directory with all that is in it; a store allows that only when it is told to. */
    public static final int RECURSIVE = 0x20;
    /** CREATE, UPDATE: the request names the full hash. STAT: the reply shall name it. */
    public static final int VERIFY_HASH = 0x40;
    /** Writes are always atomic; the bit is allowed on CREATE and UPDATE and changes nothing. */
    public static final int ATOMIC = 0x80;

    private FileFlags() {}

    /** The bits that a message of that operation and form may carry. */
    static int allowed(FileOp op, Form form) {
        if (op == FileOp.CHUNK) {
            return form.ack() ? 0 : COMPRESSED;
        }
        if (form.from() == Role.ANSWERER) {
            return 0;
        }
        return switch (op) {
            case CREATE -> COMPRESSED | CREATE_DIRS | OVERWRITE | VERIFY_HASH | ATOMIC;
            case UPDATE -> COMPRESSED | APPEND | VERIFY_HASH | ATOMIC;
            case DELETE -> RECURSIVE;
            case READ -> COMPRESSED;
            case STAT -> VERIFY_HASH;
            default -> 0;
        };
    }
}
