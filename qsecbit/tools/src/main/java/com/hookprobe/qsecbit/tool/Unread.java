package com.hookprobe.qsecbit.tool;

import java.io.IOException;
import java.nio.file.Path;

/** Takes a file that cannot be read, so that the others still are. */
interface Unread {
    /**
     * A file is left out, or read up to here only.
     *
     * @throws IOException when it has to be read
     */
    void accept(Path file, IOException why) throws IOException;
}
