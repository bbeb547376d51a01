package com.hookprobe.qsecbit.model.train;

import java.io.IOException;

/** Training data that cannot be used. The message names file and line, what was expected and what was found. */
public final class DataSetException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public DataSetException(String message) {
        super(message);
    }
}
