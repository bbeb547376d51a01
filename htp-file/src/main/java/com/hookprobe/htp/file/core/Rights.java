package com.hookprobe.htp.file.core;

/**
 * What a node may do at a server at this moment: what a trust band or a role comes to.
 *
 * @param read READ, STAT and LIST
 * @param write CREATE, UPDATE and DELETE
 * @param bytesPerSecondMax bytes of files that the node may move in a second, over all its sessions and both ways; 0 for no
 *     bound
 */
public record Rights(boolean read, boolean write, long bytesPerSecondMax) {
    /** Everything, as fast as it goes. */
    public static final Rights ALL = new Rights(true, true, 0);
    /** Nothing. */
    public static final Rights NONE = new Rights(false, false, 0);
    /** The largest bound: a GiB. */
    public static final long BYTES_PER_SECOND_MAX = 1L << 30;

    public Rights {
        if (bytesPerSecondMax < 0 || bytesPerSecondMax > BYTES_PER_SECOND_MAX) {
            throw new IllegalArgumentException(
                    "bytesPerSecondMax expects 0 to " + BYTES_PER_SECOND_MAX + ", found " + bytesPerSecondMax);
        }
    }

    /** Reading only, no faster than that. */
    public static Rights readOnly(long bytesPerSecondMax) {
        return new Rights(true, false, bytesPerSecondMax);
    }

    /** Whether a transfer of that operation may be. */
    boolean allow(FileOp op) {
        return switch (op) {
            case READ, STAT, LIST -> read;
            case CREATE, UPDATE, DELETE -> write;
            default -> throw new IllegalArgumentException("opens no transfer: " + op);
        };
    }
}
