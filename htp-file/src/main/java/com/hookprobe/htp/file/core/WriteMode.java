package com.hookprobe.htp.file.core;

/** What a write may do to the name it is given. */
public enum WriteMode {
    /** There must be no such file. */
    CREATE_NEW,
    /** The file may be there. */
    CREATE_OR_REPLACE,
    /** The file must be there. */
    REPLACE
}
