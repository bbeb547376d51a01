package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.HashMap;
import java.util.Map;

/** P5: counts whoever a decision or a cancel names once more, as owners, by the words of FEDERATION 1. */
final class Auditor {
    private static final int FULL = 1000;

    /** What the correlator last said about a tag, and when the attack must have begun by that. */
    private record Out(DecisionLevel level, Bytes32 id, long endsMicros, long firstMicros) {}

    private final Simulation mesh;
    private final Exercised exercised;
    private final Map<TagKey, Out> out = new HashMap<>();

    /** Until when the mesh says something strong about a value. */
    private final Map<IndicatorValue, Long> strongUntil = new HashMap<>();

    Auditor(Simulation mesh, Exercised exercised) {
        this.mesh = mesh;
        this.exercised = exercised;
    }

    /** True when no decision was made since the last cancel of each. */
    boolean isQuiet() {
        return out.isEmpty();
    }

    /** True while a decision of more than watch was made about a value and has not ended. */
    boolean isStrong(IndicatorValue value) {
        return strongUntil.getOrDefault(value, 0L) > mesh.clock.now();
    }

    /** When what is out about a tag says that the attack began; the least long when nothing is. */
    long firstMicros(TagKey key) {
        Out held = out.get(key);
        return held == null ? Long.MIN_VALUE : held.firstMicros();
    }

    /** P5: whoever is named has reported, and as owners they reach the level. */
    void decided(DecisionDraft draft) {
        exercised.decisions++;
        long now = mesh.clock.now();
        Out last = out.get(draft.key());
        Out held = last == null || last.endsMicros() <= now ? null : last;
        // FEDERATION 7.3, 7.9: sent once more, or lowered, it names who spoke for it, and some have grown old since.
        boolean again = held != null && held.id().equals(draft.id());
        boolean aged = again || (held != null && !draft.level().atLeast(held.level()));
        long counted = mesh.truth.firstMicros(draft.key(), now);
        long first = held == null ? counted : Math.min(counted, held.firstMicros());
        if (draft.firstReportMicros() > first) {
            throw new SimulationFailure(Invariant.P3 + ": a decision says that the attack began "
                    + (draft.firstReportMicros() - first) / Clockwork.MILLI + " ms after the first report, "
                    + Cast.valueOf(draft.key()) + " at " + millis() + " ms");
        }
        long ends = now + draft.ttlSeconds() * Clockwork.SECOND;
        out.put(draft.key(), new Out(draft.level(), draft.id(), ends, first));
        IndicatorValue value = Cast.valueOf(draft.key());
        if (value != null && draft.level().atLeast(DecisionLevel.RATE_LIMIT)) {
            strongUntil.merge(value, ends, Math::max);
        }
        if (mesh.truth.crowded(draft.key())) {
            exercised.had(Invariant.P5);
        }
        Map<Integer, Integer> owners = new HashMap<>();
        boolean grave = false;
        for (Bytes32 name : draft.reports()) {
            Said said = mesh.truth.reportOf(name);
            if (said == null || !said.key().equals(draft.key())) {
                throw broken("a decision names what nobody who is enrolled reported", draft.key());
            }
            // FEDERATION 5.2: sent once more it bears its name, and others may stand where one took back its word.
            if (!mesh.truth.stands(said) && !(again && isKeptUp(draft.key(), draft.level()))) {
                throw broken("a decision names what is taken back, of " + said.by(), draft.key());
            }
            if (!aged && said.untilMicros() <= now) {
                throw broken("a decision names what is over, of " + said.by(), draft.key());
            }
            owners.merge(said.by().owner, said.weight(), Math::max);
            grave |= said.grave() && said.weight() == FULL;
        }
        int sum = owners.values().stream().mapToInt(Integer::intValue).sum();
        int wanted = wanted(draft.level());
        if (sum < wanted || (sum < 2 * FULL && !grave)) {
            throw broken(
                    draft.level() + " is justified by " + owners.size() + " owners of weight " + sum + ", not "
                            + wanted,
                    draft.key());
        }
    }

    private int wanted(DecisionLevel level) {
        int block = FULL * mesh.plan.blockOwners();
        return switch (level) {
            case WATCH -> FULL;
            case RATE_LIMIT -> Math.min(2 * FULL, block);
            case BLOCK -> block;
            case BLOCK_LONG -> Math.max(block + FULL, FULL * ((mesh.mssp.owners() - 1) / 3 + 1));
        };
    }

    /** P6: what is out is reached by what stands, however old. Whoever took back its word, or is gone, keeps nothing up. */
    void check() {
        for (TagKey key : mesh.truth.weakened()) {
            Out held = out.get(key);
            if (held != null && held.endsMicros() > mesh.clock.now() && !isKeptUp(key, held.level())) {
                throw new SimulationFailure(Invariant.P6 + ": " + held.level() + " is kept up by owners of weight "
                        + mesh.truth.standing(key) + ", not " + wanted(held.level()) + ", " + Cast.valueOf(key) + " at "
                        + millis() + " ms");
            }
        }
    }

    private boolean isKeptUp(TagKey key, DecisionLevel level) {
        return mesh.truth.standing(key) >= wanted(level);
    }

    /** P5 for vetoes. */
    void cancelled(CancelDraft draft) {
        exercised.cancels++;
        out.remove(draft.key());
        if (draft.reason() != CancelReason.VETOED) {
            return;
        }
        Map<Integer, Integer> owners = new HashMap<>();
        for (Bytes32 name : draft.vetoes()) {
            Said said = mesh.truth.vetoOf(name);
            if (said == null || !said.key().equals(draft.key())) {
                throw broken("a cancel names what nobody who is enrolled vetoed", draft.key());
            }
            if (!mesh.truth.isHere(said) || said.untilMicros() <= mesh.clock.now()) {
                throw broken("a cancel names a veto that is over, of " + said.by(), draft.key());
            }
            owners.merge(said.by().owner, said.weight(), Math::max);
        }
        int sum = owners.values().stream().mapToInt(Integer::intValue).sum();
        if (sum < FULL * ((mesh.mssp.owners() - 1) / 3 + 1)) {
            throw broken("vetoes of " + owners.size() + " owners, weight " + sum + ", cancel", draft.key());
        }
        if (Cast.PARTNER.tag(draft.key().epoch()).equals(draft.key())) {
            exercised.had(Invariant.P4);
        }
    }

    private SimulationFailure broken(String what, TagKey key) {
        return new SimulationFailure(Invariant.P5 + ": " + what + ", " + Cast.valueOf(key) + " at " + millis() + " ms");
    }

    private long millis() {
        return (mesh.clock.now() - Clockwork.START) / Clockwork.MILLI;
    }
}
