package com.hookprobe.neuro;

import java.util.Comparator;

/**
 * The place of a change among all changes: by the time at which it was decided, and by its id among equals. So everybody who
 * has the same changes has them in the same order, however they came. NEURO 9.8.
 *
 * @param issuedAtMicros in [0, 2^63)
 * @param idHex 64 lower-case hexadecimal digits
 */
record ChangeStamp(long issuedAtMicros, String idHex) implements Comparable<ChangeStamp> {
    private static final Comparator<ChangeStamp> ORDER =
            Comparator.comparingLong(ChangeStamp::issuedAtMicros).thenComparing(ChangeStamp::idHex);

    @Override
    public int compareTo(ChangeStamp other) {
        return ORDER.compare(this, other);
    }
}
