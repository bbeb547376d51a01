package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;

/**
 * What all validators of a network must agree on beforehand (DSM 3.1); its hash is in each checkpoint header.
 *
 * <pre>
 * offset size field                 all integers big-endian
 *      0    4 epoch length, seconds (1..86,400)
 *      4    4 settle, ms            how long after the end of an epoch its checkpoint starts
 *      8    4 skew, ms              how much earlier another clock may call an epoch closed
 *     12    4 view timeout, ms      of view 1; each further view waits half as long again
 *     16    4 view timeout maximum, ms
 *     20    4 resend, ms            T_r
 *     24    4 standstill, ms
 *     28    4 decide wait, ms       how long a leader that has just signed FINALIZE waits for the decision
 *     32    4 attestation, epochs   a member attested longer ago leaves the set; 0: never
 *     36    4 slash, per mille      part of its bond that a member with evidence against it loses (0..1,000)
 * </pre>
 */
public record Params(
        int epochLenSeconds,
        int settleMillis,
        int skewMillis,
        int viewTimeoutMillis,
        int viewTimeoutMaxMillis,
        int resendMillis,
        int standstillMillis,
        int decideWaitMillis,
        int attestationEpochs,
        int slashPerMille) {
    /** Size of the encoding. */
    public static final int BYTES = 40;

    private static final int HOUR_MILLIS = 3_600_000;

    /** Checks the ranges. */
    public Params {
        Checks.that(epochLenSeconds >= 1 && epochLenSeconds <= 86_400, "epoch_len seconds", epochLenSeconds);
        Checks.that(settleMillis >= 0 && settleMillis <= HOUR_MILLIS, "settle ms", settleMillis);
        Checks.that(skewMillis >= 0 && skewMillis <= HOUR_MILLIS, "skew ms", skewMillis);
        Checks.that(viewTimeoutMillis >= 10 && viewTimeoutMillis <= HOUR_MILLIS, "view timeout ms", viewTimeoutMillis);
        Checks.that(
                viewTimeoutMaxMillis >= viewTimeoutMillis && viewTimeoutMaxMillis <= HOUR_MILLIS,
                "view timeout maximum ms",
                viewTimeoutMaxMillis);
        Checks.that(resendMillis >= 10 && resendMillis <= HOUR_MILLIS, "resend ms", resendMillis);
        Checks.that(
                standstillMillis >= resendMillis && standstillMillis <= HOUR_MILLIS, "standstill ms", standstillMillis);
        Checks.that(decideWaitMillis >= 0 && decideWaitMillis < viewTimeoutMillis, "decide wait ms", decideWaitMillis);
        Checks.that(attestationEpochs >= 0, "attestation epochs", attestationEpochs);
        Checks.that(slashPerMille >= 0 && slashPerMille <= 1_000, "slash per mille", slashPerMille);
    }

    /** Parameters of a set in which attestations do not age and nobody has a bond. */
    public Params(
            int epochLenSeconds,
            int settleMillis,
            int skewMillis,
            int viewTimeoutMillis,
            int viewTimeoutMaxMillis,
            int resendMillis,
            int standstillMillis,
            int decideWaitMillis) {
        this(
                epochLenSeconds,
                settleMillis,
                skewMillis,
                viewTimeoutMillis,
                viewTimeoutMaxMillis,
                resendMillis,
                standstillMillis,
                decideWaitMillis,
                0,
                0);
    }

    /** The same with attestations that must be renewed, and with bonds. */
    public Params withMembership(int maxAttestationEpochs, int slash) {
        return new Params(
                epochLenSeconds,
                settleMillis,
                skewMillis,
                viewTimeoutMillis,
                viewTimeoutMaxMillis,
                resendMillis,
                standstillMillis,
                decideWaitMillis,
                maxAttestationEpochs,
                slash);
    }

    /** The seed's figures: 300 s epochs, 30 s for signatures. */
    public static Params defaults() {
        return new Params(300, 5_000, 5_000, 30_000, 120_000, 2_000, 10_000, 1_000);
    }

    /** For a mesh on one machine: short epochs, 1 s views. */
    public static Params local(int epochLenSeconds) {
        return new Params(epochLenSeconds, 200, 1_000, 1_000, 8_000, 300, 1_500, 200);
    }

    /** How long view v (from 1) lasts: timeout * 1.5^(v-1), at most the maximum. */
    public long viewTimeoutMillis(long view) {
        long timeout = viewTimeoutMillis;
        for (long v = 1; v < view && timeout < viewTimeoutMaxMillis; v++) {
            timeout = timeout * 3 / 2;
        }
        return Math.min(timeout, viewTimeoutMaxMillis);
    }

    /** When an epoch ends, in microseconds since 1970. */
    public long epochEndMicros(long epoch) {
        return Math.multiplyExact(Math.multiplyExact(Math.addExact(epoch, 1), (long) epochLenSeconds), 1_000_000L);
    }

    /** The epoch in which the moment (microseconds since 1970) lies. */
    public long epochAt(long wallMicros) {
        return Math.floorDiv(wallMicros, epochLenSeconds * 1_000_000L);
    }

    /** params_hash. */
    public Hash32 hash() {
        return Hash32.sha256(ConsensusLabels.PARAMETERS, encode());
    }

    /** The 32 canonical bytes. */
    public byte[] encode() {
        return new WireWriter(BYTES)
                .u32(epochLenSeconds)
                .u32(settleMillis)
                .u32(skewMillis)
                .u32(viewTimeoutMillis)
                .u32(viewTimeoutMaxMillis)
                .u32(resendMillis)
                .u32(standstillMillis)
                .u32(decideWaitMillis)
                .u32(attestationEpochs)
                .u32(slashPerMille)
                .toBytes();
    }

    static Params read(WireReader in) throws MalformedException {
        int[] field = new int[BYTES / 4];
        for (int i = 0; i < field.length; i++) {
            long value = in.u32();
            if (value > Integer.MAX_VALUE) {
                throw new MalformedException("parameter " + i + " out of range");
            }
            field[i] = (int) value;
        }
        return Checks.canonical(() -> new Params(
                field[0], field[1], field[2], field[3], field[4], field[5], field[6], field[7], field[8], field[9]));
    }
}
