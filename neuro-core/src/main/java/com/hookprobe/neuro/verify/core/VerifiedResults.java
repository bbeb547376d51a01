package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.WeightState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The last fingerprints that were computed and agreed, at most {@link #RESULTS}, with rising counts. NEURO 9.21. */
final class VerifiedResults {
    static final int RESULTS = 32;

    private final Deque<FingerprintClaim> results = new ArrayDeque<>();

    void addAll(List<FingerprintClaim> verified) {
        for (FingerprintClaim one : verified) {
            if (results.isEmpty() || results.getLast().count() < one.count()) {
                results.addLast(one);
            }
            if (results.size() > RESULTS) {
                results.removeFirst();
            }
        }
    }

    /** The one at {@code count}; the newest are asked for most. */
    Optional<FingerprintClaim> at(long count) {
        Iterator<FingerprintClaim> newest = results.descendingIterator();
        while (newest.hasNext()) {
            FingerprintClaim one = newest.next();
            if (one.count() <= count) {
                return one.count() == count ? Optional.of(one) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The greatest count below {@code count} that agreed; 0, which is the seed, when none is kept. */
    long agreedBefore(long count) {
        Iterator<FingerprintClaim> newest = results.descendingIterator();
        while (newest.hasNext()) {
            FingerprintClaim one = newest.next();
            if (one.count() < count) {
                return one.count();
            }
        }
        return 0;
    }

    List<FingerprintClaim> toList() {
        return List.copyOf(results);
    }

    /** Number u8, then count u64 || fingerprint each. */
    void encode(WireWriter out) {
        out.u8(results.size());
        results.forEach(one -> out.u64(one.count()).bytes(one.fingerprint()));
    }

    static VerifiedResults decode(WireReader in, long have) throws NeuroException {
        VerifiedResults read = new VerifiedResults();
        int n = in.u8();
        if (n > RESULTS) {
            throw in.damaged("has " + n + " results, expected at most " + RESULTS);
        }
        long before = -1;
        for (int i = 0; i < n; i++) {
            long count = in.u64();
            if (count <= before || count > have) {
                throw in.damaged("has a result at count " + count + ", expected rising ones up to " + have);
            }
            read.results.addLast(new FingerprintClaim(count, in.bytes(WeightState.FINGERPRINT_BYTES)));
            before = count;
        }
        return read;
    }
}
