package com.hookprobe.dsm.consensus;

import java.io.IOException;

/** A validator's disk failed: its engine signs and stores nothing more until it is closed and opened again. */
public final class EngineStoppedException extends IOException {
    private static final long serialVersionUID = 1;

    EngineStoppedException(String message) {
        super(message);
    }

    EngineStoppedException(String message, IOException cause) {
        super(message, cause);
    }
}
