package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.HashMap;
import java.util.Map;

/**
 * What a witness has signed: one claim for a decision, never two. A decision's id fixes tag, level and reports, and a report's
 * name fixes its evidence, so that two claims for one decision can differ in their end only. A later end is taken when the decision
 * is in the second half of its life, where a correlator renews it (federation 7.5).
 *
 * <p>Kept in memory until the claim's end. What a restart forgets is therefore no more than the end of a decision.
 */
final class SignedClaims {
    /** Decisions that are remembered. */
    static final int DECISIONS_MAX = 65_536;

    private static final long MICROS = 1_000_000L;

    private record Held(Hash32 claim, long expiresMicros) {}

    private final Map<Bytes32, Held> held = new HashMap<>();
    private final int max;

    SignedClaims(int max) {
        this.max = max;
    }

    boolean conflicts(WitnessClaim claim, long nowMicros) {
        Held before = held.get(claim.decision());
        if (before == null || before.expiresMicros <= nowMicros || before.claim.equals(hash(claim))) {
            return false;
        }
        long halfLifeMicros = claim.level().ttlSeconds() * MICROS / 2;
        boolean renewal =
                claim.expiresMicros() > before.expiresMicros && before.expiresMicros - nowMicros < halfLifeMicros;
        return !renewal;
    }

    /** False when there is no room: then this claim must not be signed, since it would not be remembered. */
    boolean remember(WitnessClaim claim, long nowMicros) {
        Bytes32 decision = claim.decision();
        if (!held.containsKey(decision) && held.size() >= max) {
            held.values().removeIf(each -> each.expiresMicros <= nowMicros);
            if (held.size() >= max) {
                return false;
            }
        }
        held.put(decision, new Held(hash(claim), claim.expiresMicros()));
        return true;
    }

    private static Hash32 hash(WitnessClaim claim) {
        return Hash32.sha256(WitnessLabels.CLAIM, claim.encode());
    }
}
