package com.hookprobe.neuro;

import java.util.Comparator;

/**
 * A value of H_Integrity and the time in which it is allowed, both ends included. NEURO 9.4.
 *
 * @param valueHex the 20 bytes as 40 lower-case hexadecimal digits
 * @param notBeforeMicros first time of a record, in microseconds since 1970, in [0, 2^63)
 * @param notAfterMicros last time of a record, not before the first; {@link IntegrityBaseline#NO_END} for no end
 */
public record BaselineWindow(String valueHex, long notBeforeMicros, long notAfterMicros) {
    /** By time, for a reader; no two different windows are equal in it. */
    static final Comparator<BaselineWindow> BY_TIME = Comparator.comparingLong(BaselineWindow::notBeforeMicros)
            .thenComparingLong(BaselineWindow::notAfterMicros)
            .thenComparing(BaselineWindow::valueHex);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException when the window is empty, or begins before 1970
     */
    public BaselineWindow {
        if (notBeforeMicros < 0 || notBeforeMicros > notAfterMicros) {
            throw new IllegalArgumentException(
                    "a window from " + notBeforeMicros + " to " + notAfterMicros + ", expected 0 <= first <= last");
        }
    }

    boolean contains(long micros) {
        return notBeforeMicros <= micros && micros <= notAfterMicros;
    }

    /** No microsecond lies between the two, when {@code this} begins first: together they are one window. */
    boolean reaches(BaselineWindow next) {
        return notAfterMicros >= next.notBeforeMicros || notAfterMicros + 1 == next.notBeforeMicros;
    }

    /** In words. */
    @Override
    public String toString() {
        String from = notBeforeMicros == 0 ? "" : " from " + Micros.text(notBeforeMicros);
        String until = notAfterMicros == IntegrityBaseline.NO_END ? "" : " until " + Micros.text(notAfterMicros);
        return valueHex + (from.isEmpty() && until.isEmpty() ? " always" : from + until);
    }
}
