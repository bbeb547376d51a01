package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link BaselineChange} says: in every baseline in scope in which {@code oldValue} is allowed, {@code newValue} is
 * allowed from {@code validFromMicros} on, and {@code oldValue} until {@code oldUntilMicros}. NEURO 9.5. All times are
 * those of records, in microseconds since 1970, and in [0, 2^63). Immutable, thread-safe; arrays are copied in and out.
 *
 * @param scope the devices that it is about
 * @param oldValue H_Integrity before, 20 bytes
 * @param newValue H_Integrity after, 20 bytes, another one
 * @param validFromMicros first time at which the new value is allowed; in the past for a change that is announced after
 *     the update, in the future for one that is announced before it
 * @param oldUntilMicros last time at which the old value is allowed, not before {@code validFromMicros}; what lies between
 *     is the time that a rolling restart has
 * @param issuedAtMicros when it was decided: of two decisions about one value the later one counts
 */
public record BaselineTerms(
        BaselineScope scope,
        byte[] oldValue,
        byte[] newValue,
        long validFromMicros,
        long oldUntilMicros,
        long issuedAtMicros) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when one is not kept
     */
    public BaselineTerms {
        problem(oldValue, newValue, validFromMicros, oldUntilMicros, issuedAtMicros)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.getMessage());
                });
        oldValue = oldValue.clone();
        newValue = newValue.clone();
    }

    /** NEURO 9.6: why no change can have these fields, or empty. */
    static Optional<BaselineException> problem(
            byte[] oldValue, byte[] newValue, long validFromMicros, long oldUntilMicros, long issuedAtMicros) {
        if (oldValue.length != Ter.INTEGRITY_BYTES || newValue.length != Ter.INTEGRITY_BYTES) {
            return refusal(
                    Reason.LENGTH,
                    "expected two values of " + Ter.INTEGRITY_BYTES + " bytes, found " + oldValue.length + " and "
                            + newValue.length);
        }
        if (validFromMicros < 0 || oldUntilMicros < 0 || issuedAtMicros < 0) {
            return refusal(
                    Reason.RANGE,
                    "expected times in 0..2^63-1, found valid from " + validFromMicros + ", old until " + oldUntilMicros
                            + ", issued at " + issuedAtMicros);
        }
        if (Arrays.equals(oldValue, newValue)) {
            return refusal(
                    Reason.SAME_VALUE, "expected a new value other than the old one, found twice " + hex(oldValue));
        }
        if (validFromMicros > oldUntilMicros) {
            return refusal(
                    Reason.WINDOW,
                    "the new value begins at " + validFromMicros + ", after the old one ends at " + oldUntilMicros
                            + "; a device would be refused between them");
        }
        return Optional.empty();
    }

    private static Optional<BaselineException> refusal(Reason reason, String message) {
        return Optional.of(new BaselineException(reason, "baseline change: " + message));
    }

    @Override
    public byte[] oldValue() {
        return oldValue.clone();
    }

    @Override
    public byte[] newValue() {
        return newValue.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BaselineTerms that
                && scope.equals(that.scope)
                && Arrays.equals(oldValue, that.oldValue)
                && Arrays.equals(newValue, that.newValue)
                && validFromMicros == that.validFromMicros
                && oldUntilMicros == that.oldUntilMicros
                && issuedAtMicros == that.issuedAtMicros;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                scope,
                Arrays.hashCode(oldValue),
                Arrays.hashCode(newValue),
                validFromMicros,
                oldUntilMicros,
                issuedAtMicros);
    }

    /** In words. */
    @Override
    public String toString() {
        return "in " + scope + ": " + hex(newValue) + " in place of " + hex(oldValue) + ", allowed from "
                + Micros.text(validFromMicros) + ", the old one until " + Micros.text(oldUntilMicros) + ", issued at "
                + Micros.text(issuedAtMicros);
    }

    private static String hex(byte[] value) {
        return HexFormat.of().formatHex(value);
    }
}
