package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ClientRequest;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;

/** Where a request's bytes come from or go to, on this machine. Called on the owner thread. */
interface ClientIo {
    /** The request, once the source is open and its size known; keeps the source. */
    Opened open() throws IOException;

    /** A request and what it sends; a request that sends nothing has an empty source. */
    record Opened(ClientRequest request, Held source) {}

    /** Makes the place for a download. */
    default PendingFile target(WriteSpec spec) throws IOException {
        throw new IllegalStateException("not a download");
    }

    /** Whether to ask once more, from the start, after that failure. */
    default boolean again(FileErrorCode failure) {
        return false;
    }
}
