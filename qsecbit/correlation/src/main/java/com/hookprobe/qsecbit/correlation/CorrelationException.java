package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Input;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A host cannot go on, or does not take an input; the message says what was expected, what was found and what to do. */
public final class CorrelationException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A failure with its reason. */
    public CorrelationException(String message) {
        super(message);
    }

    /** An input whose arrival is too far ahead of the clock of who would take it. */
    public static CorrelationException early(Input input, long clockMicros) {
        return new CorrelationException("an input has arrived early, at " + input.arrivalMicros()
                + " us: expected at most " + Input.AHEAD_MAX_MICROS + " us after this machine's " + clockMicros
                + "; set the clocks by NTP");
    }

    /** A failure of something below. */
    public CorrelationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
