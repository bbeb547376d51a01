package com.hookprobe.neuro;

/**
 * What a change does to a baseline, without its scope and signature.
 *
 * @param oldHex 40 lower-case hexadecimal digits
 * @param newHex 40 others
 * @param validFromMicros in [0, 2^63), not after {@code oldUntilMicros}
 * @param oldUntilMicros in [0, 2^63)
 * @param stamp its place among all changes
 */
record BaselineStep(String oldHex, String newHex, long validFromMicros, long oldUntilMicros, ChangeStamp stamp) {
    boolean laterThan(BaselineStep other) {
        return stamp.compareTo(other.stamp) > 0;
    }
}
