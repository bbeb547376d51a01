package com.hookprobe.neuro;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a history of records: what the next one has to look like.
 *
 * <p>A gap in the sequence is an error, not a warning: every record moves the weights, so without the missing one no
 * replay can agree, and the reason is clearer here than as a divergence later. The sequence of record number n (from 0) is
 * n modulo 65536, so 65535 is followed by 0. The CRC only finds accidents and gives early reasons; that nobody edits a
 * history rests on the ratchet in the fingerprint.
 *
 * @param count records so far, not negative
 * @param lastTimestampMicros timestamp of the last record, unsigned; 0 when there is none
 * @param lastCrc CRC-16 of the last record; 0 when there is none
 */
public record TerChain(long count, long lastTimestampMicros, int lastCrc) {
    /** The empty history. */
    public static final TerChain START = new TerChain(0, 0, 0);

    /** Checks the ranges. */
    public TerChain {
        if (count < 0) {
            throw new IllegalArgumentException("count is " + count + ", expected 0 or more");
        }
        if (lastCrc < 0 || lastCrc > 0xffff) {
            throw new IllegalArgumentException("lastCrc is " + lastCrc + ", expected 0..65535");
        }
        if (count == 0 && (lastTimestampMicros != 0 || lastCrc != 0)) {
            throw new IllegalArgumentException("an empty history has neither a last timestamp nor a last CRC");
        }
    }

    /** Why {@code ter} may not come next, or empty when it may. */
    public Optional<TerFault> check(Ter ter) {
        return Optional.ofNullable(fault(ter, count, lastTimestampMicros, lastCrc));
    }

    /** The rules of 2.2 on plain numbers, so that a step of the weights need not make a chain first. */
    static @Nullable TerFault fault(Ter ter, long count, long lastTimestampMicros, int lastCrc) {
        // NEURO 2.2.1: the sequence is the number of the record modulo 65536.
        int ahead = (ter.sequence() - (int) count) & 0xffff;
        if (ahead != 0) {
            return ahead < 0x8000 ? TerFault.SEQUENCE_GAP : TerFault.SEQUENCE_REPEAT;
        }
        // NEURO 2.2.2: timestamps are below 2^63 and rise strictly.
        if (ter.timestampMicros() < 0) {
            return TerFault.TIME_OUT_OF_RANGE;
        }
        if (count > 0 && Long.compareUnsigned(ter.timestampMicros(), lastTimestampMicros) <= 0) {
            return TerFault.TIME_NOT_LATER;
        }
        // NEURO 2.2.3: the chain field is the CRC of the record before, 0 in the first.
        return ter.chain() == lastCrc ? null : TerFault.CHAIN_BREAK;
    }

    /** As {@link #check(Ter)}, for bytes from anywhere. */
    public Optional<TerFault> check(byte[] wire) {
        return Ter.decode(wire).map(this::check).orElse(Optional.of(TerFault.WRONG_LENGTH));
    }

    /** The place after {@code ter}, which is not checked again. */
    public TerChain after(Ter ter) {
        return new TerChain(Math.addExact(count, 1), ter.timestampMicros(), ter.crc());
    }

    /**
     * Builds the record that comes next.
     *
     * @param entropy 32 bytes
     * @param integrity 20 bytes
     * @param nowMicros the wall clock, not negative; when it is not later than the last record, which happens when a
     *     clock is set back, the record gets the last timestamp plus one
     * @throws IllegalArgumentException when a length or the time is out of range
     */
    public Ter next(byte[] entropy, byte[] integrity, long nowMicros) {
        if (nowMicros < 0) {
            throw new IllegalArgumentException("nowMicros is " + nowMicros + ", expected 0 or more");
        }
        long timestampMicros = nowMicros;
        if (count > 0 && Long.compareUnsigned(nowMicros, lastTimestampMicros) <= 0) {
            timestampMicros = lastTimestampMicros + 1;
        }
        if (timestampMicros < 0) {
            throw new IllegalStateException("the timestamps of this history are used up: the last one is "
                    + Long.toUnsignedString(lastTimestampMicros));
        }
        return Ter.of(entropy, integrity, timestampMicros, (int) (count & 0xffff), lastCrc);
    }
}
