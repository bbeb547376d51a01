package com.hookprobe.htp.file;

/**
 * Bounds of one directory store.
 *
 * @param entriesMax files and directories below the root
 * @param bytesMax bytes of all files below the root, including writes under way
 * @param scannedMax names looked at in one directory for one operation
 * @param treeMax files and directories that one recursive DELETE may take; 0, the default, refuses them all
 */
public record StoreLimits(long entriesMax, long bytesMax, int scannedMax, int treeMax) {
    // HTP 5: "100 000 files/node"; "RECURSIVE delete off by default"
    public static final StoreLimits DEFAULT = new StoreLimits(100_000, 64L << 30, 200_000, 0);

    /** Most that {@link #treeMax} may be: a tree is gone through in one go, and other transfers wait. */
    public static final int TREE_MAX = 10_000;

    public StoreLimits {
        if (entriesMax < 1 || bytesMax < 0 || scannedMax < 1 || treeMax < 0 || treeMax > TREE_MAX) {
            throw new IllegalArgumentException(
                    "store limits " + entriesMax + ", " + bytesMax + ", " + scannedMax + ", " + treeMax);
        }
    }

    /** Bounds of a store that deletes no trees. */
    public StoreLimits(long entriesMax, long bytesMax, int scannedMax) {
        this(entriesMax, bytesMax, scannedMax, 0);
    }

    /** The same, but a recursive DELETE may take that many files and directories, 0 to {@link #TREE_MAX}. */
    public StoreLimits withTreeMax(int entries) {
        return new StoreLimits(entriesMax, bytesMax, scannedMax, entries);
    }
}
