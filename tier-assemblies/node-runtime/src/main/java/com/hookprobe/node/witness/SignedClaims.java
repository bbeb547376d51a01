package com.hookprobe.node.witness;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a witness has signed: one claim for a decision, never two. A decision's id fixes tag, level and reports, and a report's
 * name fixes its evidence, so that two claims for one decision can differ in their end only. A later end is taken when the decision
 * is in the second half of its life, where a correlator renews it (federation 7.5).
 *
 * <p>Kept until the claim's end. Pure: what is new is said, and its owner makes it durable before the signature leaves.
 */
public final class SignedClaims {
    /** Decisions that are remembered. */
    public static final int DECISIONS_MAX = 65_536;

    /** The quiet end of a witness whose clock was wrong when it had to be computed. */
    public static final long END_NOT_KNOWN = Long.MAX_VALUE;

    private static final long MICROS = 1_000_000L;

    private final Map<Bytes32, SignedClaim> held = new HashMap<>();
    private final int max;
    private final long beginMicros;
    private long quietUntilMicros;

    /** Of a witness that has never signed. */
    public SignedClaims() {
        this(DECISIONS_MAX, List.of(), 0, 0);
    }

    /**
     * As they were remembered before.
     *
     * @param before in the order in which they were signed
     * @param quietUntilMicros nothing but these is signed before that time, since others may have been forgotten; 0 for none
     * @param beginMicros when the network began: a clock that is before it is wrong, and nothing is signed by it
     */
    public SignedClaims(List<SignedClaim> before, long quietUntilMicros, long beginMicros) {
        this(DECISIONS_MAX, before, quietUntilMicros, beginMicros);
    }

    SignedClaims(int max, List<SignedClaim> before, long quietUntilMicros, long beginMicros) {
        this.max = max;
        this.beginMicros = beginMicros;
        this.quietUntilMicros = quietUntilMicros;
        before.forEach(each -> held.put(each.decision(), each));
    }

    /** How long after now what a witness signs can hold at the longest. */
    public static long longestMicros() {
        return DecisionLevel.BLOCK_LONG.ttlSeconds() * MICROS + WitnessEpochs.SKEW_MICROS;
    }

    /** @param name under which the claim's decision is remembered */
    boolean conflicts(Bytes32 name, WitnessClaim claim, long nowMicros) {
        if (nowMicros < beginMicros) {
            return true;
        }
        SignedClaim before = held.get(name);
        if (before != null && before.equals(SignedClaim.of(name, claim))) {
            return false;
        }
        if (nowMicros < quietUntilMicros) {
            return true;
        }
        if (before == null || before.endsMicros() <= nowMicros) {
            return false;
        }
        long halfLifeMicros = claim.level().ttlSeconds() * MICROS / 2;
        boolean renewal =
                claim.expiresMicros() > before.endsMicros() && before.endsMicros() - nowMicros < halfLifeMicros;
        return !renewal;
    }

    /** False when there is none: then this claim must not be signed, since it would not be remembered. */
    boolean hasRoomFor(Bytes32 name, long nowMicros) {
        if (!held.containsKey(name) && held.size() >= max) {
            forgetEnded(nowMicros);
        }
        return held.containsKey(name) || held.size() < max;
    }

    /** What is to be made durable before the signature leaves; empty when it was already. */
    Optional<SignedClaim> remember(Bytes32 name, WitnessClaim claim) {
        SignedClaim fresh = SignedClaim.of(name, claim);
        return fresh.equals(held.put(fresh.decision(), fresh)) ? Optional.empty() : Optional.of(fresh);
    }

    /** All that can still conflict with something. */
    public List<SignedClaim> holding(long nowMicros) {
        forgetEnded(nowMicros);
        return List.copyOf(held.values());
    }

    /**
     * An end that is further away than anything signed can hold comes from a clock that was wrong. It becomes the latest that is
     * needed by a clock that is right; true when it was so.
     */
    public boolean boundQuiet(long nowMicros) {
        if (quietUntilMicros - nowMicros <= longestMicros()) {
            return false;
        }
        quietUntilMicros = nowMicros + longestMicros();
        return true;
    }

    /** Until when nothing new is signed; 0 for never. */
    public long quietUntilMicros() {
        return quietUntilMicros;
    }

    private void forgetEnded(long nowMicros) {
        held.values().removeIf(each -> each.endsMicros() <= nowMicros);
    }
}
