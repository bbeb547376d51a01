package com.hookprobe.qsecbit.correlation;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A host cannot go on, or does not take an input; the message says what was expected, what was found and what to do. */
public final class CorrelationException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A failure with its reason. */
    public CorrelationException(String message) {
        super(message);
    }

    /** A failure of something below. */
    public CorrelationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
