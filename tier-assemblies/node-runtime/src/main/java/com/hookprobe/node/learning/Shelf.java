package com.hookprobe.node.learning;

import java.io.IOException;
import java.util.Optional;

/** One file that is there whole or not at all, whatever happens in between. */
public interface Shelf {
    /** What was written last; empty before the first time. */
    Optional<byte[]> read() throws IOException;

    /** Returns when it is durable. */
    void write(byte[] content) throws IOException;
}
