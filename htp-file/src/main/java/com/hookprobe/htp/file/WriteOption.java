package com.hookprobe.htp.file;

/** What a CREATE may do beside making a new file in a directory that exists. */
public enum WriteOption {
    /** Replace a file that is there. */
    OVERWRITE,
    /** Make the missing directories. */
    CREATE_DIRS
}
