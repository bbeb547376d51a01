package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.Replay;
import com.hookprobe.neuro.Ter;
import java.util.List;

/**
 * What a device hands in: records, and what it says its fingerprints were. NEURO 9.20.
 *
 * <p>Who hands it in was authenticated by the transport: an upload in the name of another device would accuse that one.
 *
 * @param from number of the first record, not negative
 * @param ters at most {@link #TERS_MAX} records; none is allowed
 * @param claims 1 to {@link #CLAIMS_MAX} with rising counts from {@code from} on, the last one at the count after all
 *     records
 */
public record Upload(long from, List<Ter> ters, List<FingerprintClaim> claims) {
    /** True when record {@code number} is in it. */
    public boolean covers(long number) {
        return number >= from && number < end();
    }

    /** Most records. */
    public static final int TERS_MAX = Replay.TERS_MAX;

    /** Most claims: each costs a hash over all weights, as much as some thirty records. */
    public static final int CLAIMS_MAX = 1_024;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when one is not kept
     */
    public Upload {
        ters = List.copyOf(ters);
        claims = List.copyOf(claims);
        if (from < 0 || from > Long.MAX_VALUE - TERS_MAX) {
            throw new IllegalArgumentException("an upload from record " + from + ", expected 0 or more");
        }
        if (ters.size() > TERS_MAX) {
            throw new IllegalArgumentException(ters.size() + " records, expected at most " + TERS_MAX);
        }
        if (claims.isEmpty() || claims.size() > CLAIMS_MAX) {
            throw new IllegalArgumentException(claims.size() + " claims, expected 1.." + CLAIMS_MAX);
        }
        long end = from + ters.size();
        long before = from - 1;
        for (FingerprintClaim claim : claims) {
            if (claim.count() <= before || claim.count() > end) {
                throw new IllegalArgumentException(
                        "a claim at count " + claim.count() + ", expected rising ones in " + from + ".." + end);
            }
            before = claim.count();
        }
        if (before != end) {
            throw new IllegalArgumentException("the last claim is at count " + before + ", expected " + end);
        }
    }

    /** Count after all records. */
    public long end() {
        return from + ters.size();
    }

    /** The claim at {@link #end}. */
    public FingerprintClaim lastClaim() {
        return claims.get(claims.size() - 1);
    }
}
