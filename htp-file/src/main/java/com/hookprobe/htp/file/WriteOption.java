package com.hookprobe.htp.file;

/** What a CREATE may do beside making a new file in a directory that exists, and how it is sent. */
public enum WriteOption {
    /** Replace a file that is there. */
    OVERWRITE,
    /** Make the missing directories. */
    CREATE_DIRS,
    /**
     * Never deflate. Otherwise it is tried, and given up when the first 64 KiB do not shrink by a tenth. For content that
     * mixes secrets with what an attacker chooses: there the length of what is sent tells something.
     */
    PLAIN
}
