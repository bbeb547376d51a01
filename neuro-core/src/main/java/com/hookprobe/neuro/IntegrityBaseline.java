package com.hookprobe.neuro;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values of H_Integrity that a device is allowed to show, each with the time in which it is allowed. NEURO 9.4. Immutable,
 * thread-safe.
 *
 * <p>Without it a replay only shows that the records and the weights belong together: a device that reports its changed
 * files honestly still resonates.
 *
 * <p>Time is that of the record, so a verifier that looks at records of yesterday decides as it would have yesterday. A
 * device makes these times itself: one that lies about them can stay in the time of an old value, see NEURO 9.12.
 */
public final class IntegrityBaseline {
    /** Most values that {@link #of(Collection)} takes, and most windows that outlive the changes that made them. */
    public static final int VALUES_MAX = 32;

    /** Most changes that are remembered one by one. */
    public static final int CHANGES_MAX = 32;

    /** The end of a window that has none: later than the time of every record that may follow another (NEURO 2.2.2). */
    public static final long NO_END = Long.MAX_VALUE;

    /** How a value stands to the baseline at a time. */
    public enum Standing {
        /** It may be shown. */
        ALLOWED,
        /** It was allowed once, or was to be, and is no more; it may be again later. */
        RETIRED,
        /** It will be allowed, and has not been before. */
        NOT_YET_VALID,
        /** Neither the enrolment nor a change names it. */
        NEVER_KNOWN
    }

    private static final IntegrityBaseline UNCHECKED = new IntegrityBaseline(Optional.empty());

    /** Empty: any value is allowed. */
    private final Optional<BaselineHistory> history;

    private final List<BaselineWindow> windows;
    private final Set<String> known;

    private IntegrityBaseline(Optional<BaselineHistory> history) {
        this.history = history;
        this.windows = history.map(BaselineHistory::windows).orElse(List.of());
        this.known = history.map(BaselineHistory::known).orElse(Set.of());
    }

    /**
     * These values at any time, 20 bytes each, and no others. An empty collection allows nothing.
     *
     * @throws IllegalArgumentException when a length is wrong, or there are more than {@link #VALUES_MAX} different ones
     */
    public static IntegrityBaseline of(Collection<byte[]> allowed) {
        List<BaselineWindow> always = allowed.stream()
                .map(IntegrityBaseline::hex)
                .distinct()
                .map(valueHex -> new BaselineWindow(valueHex, 0, NO_END))
                .sorted(BaselineWindow.BY_TIME)
                .toList();
        if (always.size() > VALUES_MAX) {
            throw new IllegalArgumentException(always.size() + " allowed values, expected at most " + VALUES_MAX);
        }
        return new IntegrityBaseline(Optional.of(BaselineHistory.of(always)));
    }

    /** This value alone, 20 bytes, at any time. */
    public static IntegrityBaseline of(byte[] allowed) {
        return of(Set.<byte[]>of(allowed));
    }

    /** Any value: only for a device whose baseline is not known. */
    public static IntegrityBaseline unchecked() {
        return UNCHECKED;
    }

    /**
     * The baseline after this change as well. NEURO 9.8.
     *
     * <p>What holds: a change that was applied before changes nothing, however long ago that was; and up to {@link
     * #CHANGES_MAX} different changes give the same baseline in every order. Of more, the oldest by their time of issue
     * are settled (NEURO 9.9); then a change that is older than the newest settled one, and comes only now, does nothing.
     * Applied in the order of their issue, any number gives what they say, and a change among them that comes again
     * changes nothing.
     *
     * <p>Neither signature nor scope are looked at: {@link BaselineBook#baselineOf} does that.
     */
    public IntegrityBaseline apply(BaselineChange change) {
        return apply(List.of(change));
    }

    /** One after the other, in this order. */
    IntegrityBaseline apply(Collection<BaselineChange> changes) {
        if (history.isEmpty()) {
            return this;
        }
        BaselineHistory next = history.get();
        for (BaselineChange change : changes) {
            next = next.with(change.step());
        }
        return next.equals(history.get()) ? this : new IntegrityBaseline(Optional.of(next));
    }

    /** True when {@code ter} shows a value that is allowed at the time of {@code ter}. */
    public boolean allows(Ter ter) {
        return standing(ter.integrity(), ter.timestampMicros()) == Standing.ALLOWED;
    }

    /**
     * How a value stands at any time: also at one that the verifier knows better than the device does.
     *
     * @param integrity 20 bytes
     * @param atMicros microseconds since 1970; from 2^63 on, as an unsigned number, as 2^63 - 1
     * @throws IllegalArgumentException when the length is wrong
     */
    public Standing standing(byte[] integrity, long atMicros) {
        if (history.isEmpty()) {
            return Standing.ALLOWED;
        }
        String valueHex = hex(integrity);
        long at = clamped(atMicros);
        boolean before = false;
        boolean after = false;
        for (BaselineWindow window : windows) {
            if (window.valueHex().equals(valueHex)) {
                if (window.contains(at)) {
                    return Standing.ALLOWED;
                }
                before |= window.notAfterMicros() < at;
                after |= window.notBeforeMicros() > at;
            }
        }
        if (!known.contains(valueHex)) {
            return Standing.NEVER_KNOWN;
        }
        return after && !before ? Standing.NOT_YET_VALID : Standing.RETIRED;
    }

    /**
     * A sentence for a person: which value was found, what was allowed at that time, and whether it was retired, is not
     * yet valid, or was never known.
     */
    public String explain(Ter ter) {
        return BaselineExplanation.of(
                ter, clamped(ter.timestampMicros()), standing(ter.integrity(), ter.timestampMicros()), windows);
    }

    /** What is allowed and when, in the order of time; empty for {@link #unchecked}, and when nothing is allowed. */
    public List<BaselineWindow> windows() {
        return windows;
    }

    /** The bytes of NEURO 9.10, at most 4,269: what is allowed, and the changes that are remembered. */
    public byte[] encode() {
        return BaselineCodec.encode(history);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws BaselineException when the bytes are not the one encoding of a baseline
     */
    public static IntegrityBaseline decode(byte[] bytes) throws BaselineException {
        Optional<BaselineHistory> history = BaselineCodec.decode(bytes);
        return history.isEmpty() ? UNCHECKED : new IntegrityBaseline(history);
    }

    Optional<BaselineHistory> history() {
        return history;
    }

    private static long clamped(long micros) {
        return micros < 0 ? NO_END : micros;
    }

    private static String hex(byte[] value) {
        if (value.length != Ter.INTEGRITY_BYTES) {
            throw new IllegalArgumentException(
                    "an integrity hash has " + Ter.INTEGRITY_BYTES + " bytes, this one " + value.length);
        }
        return HexFormat.of().formatHex(value);
    }

    /** Equal when the bytes of {@link #encode} are: what is allowed, and what is remembered. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IntegrityBaseline that && history.equals(that.history);
    }

    @Override
    public int hashCode() {
        return history.hashCode();
    }

    /** The allowed values. */
    @Override
    public String toString() {
        return history.isEmpty() ? "unchecked" : windows.toString();
    }
}
