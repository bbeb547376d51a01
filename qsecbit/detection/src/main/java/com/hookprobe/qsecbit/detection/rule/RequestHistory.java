package com.hookprobe.qsecbit.detection.rule;

/** The requests of one HTTP client: how many lately, and the last different pages that it did not get. */
final class RequestHistory {
    private static final int PAGES_MAX = 64;

    private final RecentSet guesses = new RecentSet(PAGES_MAX);
    private final RecentSet pages = new RecentSet(PAGES_MAX);
    private long windowMicros;
    private int inWindow;
    private long minuteMicros;
    private int inMinute;

    /** Notes a page that was not there; how many different ones lie around this moment, 0 when it is known. */
    int addGuess(int page, long timeMicros, long spanMicros) {
        return guesses.add(page, timeMicros) ? guesses.around(timeMicros, spanMicros) : 0;
    }

    /** The same for a page that was asked for. */
    int addPage(int page, long timeMicros, long spanMicros) {
        return pages.add(page, timeMicros) ? pages.around(timeMicros, spanMicros) : 0;
    }

    /** Counts a request; how many came in the current window of the given length. */
    int addRequest(long timeMicros, long windowLengthMicros) {
        if (Math.abs(timeMicros - minuteMicros) >= 60_000_000L) {
            minuteMicros = timeMicros;
            inMinute = 0;
        }
        inMinute++;
        if (Math.abs(timeMicros - windowMicros) >= windowLengthMicros) {
            windowMicros = timeMicros;
            inWindow = 0;
        }
        return ++inWindow;
    }

    /** How many requests came within the current minute. */
    int inWindow() {
        return inMinute;
    }
}
