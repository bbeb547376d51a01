package com.hookprobe.node.health;

/** From looks at a disk to its state. A state is left only when there is half as much room again as it asks for. One thread. */
public final class DiskWatch {
    private static final long LOW_MOST_BYTES = 512L << 20;
    private static final long FULL_MOST_BYTES = 64L << 20;
    private static final int LOW_PART = 10;
    private static final int FULL_PART = 50;

    private DiskState state = DiskState.OK;

    /** Free bytes below which a disk of this size is low: a tenth of it, 512 MiB at the most. */
    public static long lowBelow(long totalBytes) {
        return Math.min(LOW_MOST_BYTES, totalBytes / LOW_PART);
    }

    /** Free bytes below which a disk of this size is full: a fiftieth of it, 64 MiB at the most. */
    public static long fullBelow(long totalBytes) {
        return Math.min(FULL_MOST_BYTES, totalBytes / FULL_PART);
    }

    /**
     * Takes what was seen.
     *
     * @param freeBytes for this user
     * @param totalBytes of the file system
     * @param writable whether a small file could be written just now
     */
    public DiskState look(long freeBytes, long totalBytes, boolean writable) {
        long full = fullBelow(totalBytes);
        long low = lowBelow(totalBytes);
        if (!writable || freeBytes < (state == DiskState.FULL ? full + full / 2 : full)) {
            state = DiskState.FULL;
        } else if (freeBytes < (state == DiskState.OK ? low : low + low / 2)) {
            state = DiskState.LOW;
        } else {
            state = DiskState.OK;
        }
        return state;
    }

    /** As of the last look; OK before the first. */
    public DiskState state() {
        return state;
    }
}
