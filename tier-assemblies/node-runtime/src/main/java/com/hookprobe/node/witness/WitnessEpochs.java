package com.hookprobe.node.witness;

/**
 * The ledger's epochs as witnesses and sites count them, by their own clocks.
 *
 * @param lengthMicros of one epoch, above zero
 */
public record WitnessEpochs(long lengthMicros) {
    /** How far two honest clocks may lie apart: one epoch. */
    static final long APART_MAX = 1;

    /** By how much a claim may end later than its level allows from now, for clocks that differ. */
    static final long SKEW_MICROS = 300_000_000L;

    private static final long MICROS = 1_000_000L;

    /** Checks the range; throws {@link IllegalArgumentException}. */
    public WitnessEpochs {
        if (lengthMicros <= 0) {
            throw new IllegalArgumentException("an epoch is longer than zero, got " + lengthMicros + " us");
        }
    }

    /** Of epochs that last so many seconds. */
    public static WitnessEpochs ofSeconds(long seconds) {
        return new WitnessEpochs(Math.multiplyExact(seconds, MICROS));
    }

    /** The epoch of a time. */
    public long at(long micros) {
        return Math.floorDiv(Math.max(0, micros), lengthMicros);
    }

    boolean isNow(long epoch, long nowMicros) {
        return Math.abs(epoch - at(nowMicros)) <= APART_MAX;
    }

    /** A claim is made while it can hold, and for no longer than its level allows. */
    static boolean endsInTime(WitnessClaim claim, long nowMicros) {
        return claim.expiresMicros() > nowMicros
                && claim.expiresMicros() <= nowMicros + claim.level().ttlSeconds() * MICROS + SKEW_MICROS;
    }

    /** True for an epoch in which honest witnesses can have signed this claim: not in the future, and not before it began. */
    boolean fits(WitnessClaim claim, long epoch, long nowMicros) {
        long begunMicros = claim.expiresMicros() - claim.level().ttlSeconds() * MICROS - SKEW_MICROS;
        return epoch <= at(nowMicros) + APART_MAX && epoch >= at(begunMicros) - APART_MAX;
    }
}
