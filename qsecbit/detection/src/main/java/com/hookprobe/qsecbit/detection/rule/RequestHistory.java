package com.hookprobe.qsecbit.detection.rule;

/** The requests of one HTTP client: how many lately, and the last different pages that it did not get. */
final class RequestHistory {
    private static final int GUESSES_MAX = 64;

    private final int[] pages = new int[GUESSES_MAX];
    private final long[] times = new long[GUESSES_MAX];
    private int guesses;
    private int next;
    private long windowMicros;
    private int inWindow;
    private long minuteMicros;
    private int inMinute;

    /** Notes a page that was not there; how many different ones lie around this moment. */
    int addGuess(int page, long timeMicros, long spanMicros) {
        int around = 0;
        boolean known = false;
        for (int i = 0; i < guesses; i++) {
            if (pages[i] == page) {
                known = true;
                times[i] = timeMicros;
            }
            around += Math.abs(times[i] - timeMicros) <= spanMicros ? 1 : 0;
        }
        if (!known) {
            pages[next] = page;
            times[next] = timeMicros;
            next = (next + 1) % GUESSES_MAX;
            guesses = Math.min(GUESSES_MAX, guesses + 1);
            around = Math.min(GUESSES_MAX, around + 1);
        }
        return known ? 0 : around;
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
