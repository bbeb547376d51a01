package com.hookprobe.qsecbit.exchange;

/** What came from outside is not what it should be. Says what was expected and what was found. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int FOUND_CHARS_MAX = 120;

    private final String expected;
    private final String found;

    /** What is found is cut short and made one line. */
    public RefusedException(String expected, String found) {
        super("expected " + expected + ", found " + ExchangeText.oneLine(found, FOUND_CHARS_MAX), null, false, false);
        this.expected = expected;
        this.found = ExchangeText.oneLine(found, FOUND_CHARS_MAX);
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }

    /** What was there instead; from outside, on one line. */
    public String found() {
        return found;
    }
}
