package com.hookprobe.neuro;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The verifier: evolves its own state of a device over the records that the device has uploaded, and compares. NEURO 9.
 *
 * <p>All or nothing: the state moves on when the result is {@link ReplayResult.Resonant}, and stays as it was otherwise.
 * The cheap checks of all records (chain, integrity) come before the first evolution, so bad records cost little. The
 * first record that fails one of them is reported; claims are compared only when none does.
 *
 * <p>Stateless; as thread-safe as the states it is given.
 */
public final class Replay {
    /** Most records in one call: about two seconds of work. */
    public static final int TERS_MAX = 65_536;

    private Replay() {}

    /**
     * Replays and compares the fingerprint after the last record.
     *
     * @param state the verifier's state of the device; see above
     * @param ters the records that come next, at most {@link #TERS_MAX}; none is allowed
     * @param claimedFingerprint 64 bytes
     * @throws IllegalArgumentException when there are too many records, or the fingerprint has a wrong length
     */
    public static ReplayResult verify(
            WeightState state, List<Ter> ters, byte[] claimedFingerprint, IntegrityBaseline baseline) {
        FingerprintClaim last = new FingerprintClaim(state.count() + ters.size(), claimedFingerprint);
        return verify(state, ters, List.of(last), baseline);
    }

    /**
     * Replays and compares at several counts, so that a divergence is located between two of them.
     *
     * @param claims at least one, with rising counts; the first not before the state's count, the last at the count
     *     after all records
     * @throws IllegalArgumentException when there are too many records, or the claims are not like that
     */
    public static ReplayResult verify(
            WeightState state, List<Ter> ters, List<FingerprintClaim> claims, IntegrityBaseline baseline) {
        try (WeightBackup backup = new WeightBackup()) {
            return verify(state, backup, ters, claims, baseline);
        }
    }

    /**
     * As above with the caller's backup, so that a verifier of many devices need not allocate 149 kB for each call.
     *
     * @param backup used and forgotten again
     */
    public static ReplayResult verify(
            WeightState state,
            WeightBackup backup,
            List<Ter> ters,
            List<FingerprintClaim> claims,
            IntegrityBaseline baseline) {
        requireSize(ters.size());
        requireClaims(claims, state.count(), state.count() + ters.size());
        return inspect(state.chain(), ters, baseline).orElseGet(() -> evolve(state, backup, ters, claims));
    }

    /**
     * As above, from the bytes of an upload: records of 64 bytes, one after the other.
     *
     * @return also BadChain with WRONG_LENGTH when the last record is cut short
     * @throws IllegalArgumentException as above
     */
    public static ReplayResult verifyUpload(
            WeightState state, byte[] upload, byte[] claimedFingerprint, IntegrityBaseline baseline) {
        int whole = upload.length / Ter.BYTES;
        requireSize(whole);
        List<Ter> ters = new ArrayList<>(whole);
        for (int at = 0; at + Ter.BYTES <= upload.length; at += Ter.BYTES) {
            ters.add(Ter.decode(Arrays.copyOfRange(upload, at, at + Ter.BYTES)).orElseThrow());
        }
        if (upload.length % Ter.BYTES != 0) {
            Optional<ReplayResult> earlier = inspect(state.chain(), ters, baseline);
            return earlier.orElse(new ReplayResult.BadChain(whole, TerFault.WRONG_LENGTH));
        }
        return verify(state, ters, claimedFingerprint, baseline);
    }

    /** NEURO 9.1: chain and integrity, before any arithmetic. */
    private static Optional<ReplayResult> inspect(TerChain start, List<Ter> ters, IntegrityBaseline baseline) {
        TerChain chain = start;
        for (int i = 0; i < ters.size(); i++) {
            Ter ter = ters.get(i);
            Optional<TerFault> fault = chain.check(ter);
            if (fault.isPresent()) {
                return Optional.of(new ReplayResult.BadChain(i, fault.get()));
            }
            if (!baseline.allows(ter)) {
                return Optional.of(new ReplayResult.IntegrityChanged(i, baseline, ter.integrity()));
            }
            chain = chain.after(ter);
        }
        return Optional.empty();
    }

    /** NEURO 9.2: the state goes ahead, and back to what it was when a claim is not met or anything else happens. */
    private static ReplayResult evolve(
            WeightState state, WeightBackup backup, List<Ter> ters, List<FingerprintClaim> claims) {
        backup.take(state);
        boolean resonant = false;
        try {
            int next = 0;
            for (FingerprintClaim claim : claims) {
                while (state.count() < claim.count()) {
                    WeightEvolution.stepUnchecked(state, ters.get(next++));
                }
                if (!MessageDigest.isEqual(state.fingerprint(), claim.fingerprint())) {
                    return new ReplayResult.Diverged(claim.count());
                }
            }
            resonant = true;
            return new ReplayResult.Resonant(state.count());
        } finally {
            if (!resonant) {
                backup.putBack(state);
            }
            backup.forget();
        }
    }

    private static void requireSize(int ters) {
        if (ters > TERS_MAX) {
            throw new IllegalArgumentException(ters + " records, expected at most " + TERS_MAX);
        }
    }

    private static void requireClaims(List<FingerprintClaim> claims, long from, long to) {
        long before = from - 1;
        for (FingerprintClaim claim : claims) {
            if (claim.count() <= before || claim.count() > to) {
                throw new IllegalArgumentException(
                        "a claim at count " + claim.count() + ", expected rising ones in " + from + ".." + to);
            }
            before = claim.count();
        }
        if (before != to || claims.isEmpty()) {
            throw new IllegalArgumentException("no claim at the last count " + to);
        }
    }
}
