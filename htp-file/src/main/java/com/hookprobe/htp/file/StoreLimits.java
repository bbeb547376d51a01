package com.hookprobe.htp.file;

/**
 * Bounds of one directory store.
 *
 * @param entriesMax files and directories below the root
 * @param bytesMax bytes of all files below the root, including writes under way
 * @param scannedMax names looked at in one directory for one operation
 */
public record StoreLimits(long entriesMax, long bytesMax, int scannedMax) {
    // HTP 5: "100 000 files/node"
    public static final StoreLimits DEFAULT = new StoreLimits(100_000, 64L << 30, 200_000);

    public StoreLimits {
        if (entriesMax < 1 || bytesMax < 0 || scannedMax < 1) {
            throw new IllegalArgumentException("store limits " + entriesMax + ", " + bytesMax + ", " + scannedMax);
        }
    }
}
