package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FilePath;

/** Which paths of a store somebody may name: for reading and looking, and for writing and deleting. */
public interface FileScope {
    /** Whether it may be read, described or listed. */
    boolean reads(FilePath path);

    /** Whether it may be made, replaced or deleted. */
    boolean writes(FilePath path);
}
