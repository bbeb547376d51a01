package com.hookprobe.htp.file;

/**
 * Bounds of one directory store.
 *
 * @param entriesMax files and directories below the root
 * @param bytesMax bytes of all files below the root, including writes under way
 * @param scannedMax names looked at in one directory for one operation
 * @param treeMax files and directories that one recursive DELETE may take; 0, the default, refuses them all
 * @param share what each folder of a depth may hold of that, {@link Share#NONE} by default
 */
public record StoreLimits(long entriesMax, long bytesMax, int scannedMax, int treeMax, Share share) {
    /**
     * Bounds of each folder so many names below the root, so that who writes into one leaves the others their place.
     *
     * @param depth names from the root to such a folder, 0 for no shares
     * @param entriesMax files and directories below the folder
     * @param bytesMax bytes of all files below the folder, including writes under way
     */
    public record Share(int depth, long entriesMax, long bytesMax) {
        public static final Share NONE = new Share(0, 0, 0);

        public Share {
            if (depth < 0 || (depth > 0 && entriesMax < 1) || bytesMax < 0) {
                throw new IllegalArgumentException("share " + depth + ", " + entriesMax + ", " + bytesMax);
            }
        }
    }

    // HTP 5: "100 000 files/node"; "RECURSIVE delete off by default"
    public static final StoreLimits DEFAULT = new StoreLimits(100_000, 64L << 30, 200_000);

    /** Most that {@link #treeMax} may be: a tree is gone through in one go, and other transfers wait. */
    public static final int TREE_MAX = 10_000;

    public StoreLimits {
        if (entriesMax < 1 || bytesMax < 0 || scannedMax < 1 || treeMax < 0 || treeMax > TREE_MAX) {
            throw new IllegalArgumentException(
                    "store limits " + entriesMax + ", " + bytesMax + ", " + scannedMax + ", " + treeMax);
        }
    }

    /** Bounds of a store that deletes no trees and has no shares. */
    public StoreLimits(long entriesMax, long bytesMax, int scannedMax) {
        this(entriesMax, bytesMax, scannedMax, 0, Share.NONE);
    }

    /** The same, but a recursive DELETE may take that many files and directories, 0 to {@link #TREE_MAX}. */
    public StoreLimits withTreeMax(int entries) {
        return new StoreLimits(entriesMax, bytesMax, scannedMax, entries, share);
    }

    /** The same, but each folder of a depth holds no more than its share. */
    public StoreLimits withShare(Share each) {
        return new StoreLimits(entriesMax, bytesMax, scannedMax, treeMax, each);
    }
}
