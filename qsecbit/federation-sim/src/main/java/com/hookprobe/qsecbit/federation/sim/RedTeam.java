package com.hookprobe.qsecbit.federation.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Searches for what liars can do at worst: hill climbing over lists of lies, with a restart from another mesh now and then. A
 * step adds, drops or changes lies, lets all liars do one at once, and it goes on
 * from what is as bad. Equal seeds find the same.
 */
final class RedTeam {
    private static final int STALE_ROUNDS = 40;
    private static final int LIES_MAX = 160;
    private static final List<LieKind> ADDS_UP = List.of(LieKind.REPORT, LieKind.VETO, LieKind.GARBAGE, LieKind.FLAP);

    /**
     * The worst that was found for a measure.
     *
     * @param plan the mesh and the lies, which play it again
     * @param before what the lies that were drawn had come to
     */
    record Worst(Measure measure, double value, double before, Plan plan) {}

    private final Random random;
    private final Measure measure;
    private final int liars;
    private long nextMesh;
    private Plan current;
    private double value;
    private double drawn;
    private Optional<RunReport> failure = Optional.empty();
    private Worst worst;
    private int stale;
    private long plays;

    /**
     * A search.
     *
     * @param liars how many owners lie, at most f of 13
     */
    RedTeam(long seed, Measure measure, int liars) {
        this.random = new Random(seed * 31 + measure.ordinal());
        this.measure = measure;
        this.liars = liars;
        this.nextMesh = seed * 1_000_003;
        this.current = mesh();
        this.drawn = play(current);
        this.value = drawn;
        this.worst = new Worst(measure, value, drawn, current);
    }

    /** One step; false when an invariant broke. */
    boolean round() {
        if (failure.isPresent()) {
            return false;
        }
        Plan next = stale > STALE_ROUNDS ? mesh() : current.with(mutate(current.lies()));
        double got = play(next);
        if (stale > STALE_ROUNDS) {
            drawn = got;
        }
        boolean anew = stale > STALE_ROUNDS;
        stale = got > value || anew ? 0 : stale + 1;
        // As good is good enough to go on from: a search that stands still finds nothing.
        if (got >= value || anew) {
            current = next;
            value = got;
        }
        if (value > worst.value()) {
            worst = new Worst(measure, value, drawn, current);
        }
        return failure.isEmpty();
    }

    Worst worst() {
        return worst;
    }

    Optional<RunReport> failure() {
        return failure;
    }

    long plays() {
        return plays;
    }

    private double play(Plan plan) {
        plays++;
        RunReport report = RunReport.of(plan, RunReport.NO_TRACE);
        if (!report.passed()) {
            failure = Optional.of(report);
        }
        return measure.of(report.damage());
    }

    /** Thirteen owners, k = 3, f = 4: with so many liars they reach a block by themselves. */
    private Plan mesh() {
        boolean floods = measure == Measure.MEMORY;
        return new Plan(
                nextMesh++, 13, liars, 3, 0, 0, 0, 1, false, floods, false, List.copyOf(lies(floods, 10 * liars)));
    }

    private List<Lie> lies(boolean floods, int many) {
        List<Lie> lies = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            lies.add(lie(floods));
        }
        for (int i = 0; i < many / 4; i++) {
            together(lies);
        }
        lies.sort(Comparator.comparingLong(Lie::atMicros));
        return lies;
    }

    private Lie lie(boolean floods) {
        return new Lie(
                (long) (random.nextDouble() * Plan.ACTION_MICROS),
                random.nextInt(Math.max(1, liars)),
                random.nextInt(5),
                // Half of the time one of those that are counted: the others cannot add up.
                random.nextBoolean() ? ADDS_UP.get(random.nextInt(ADDS_UP.size())) : Plan.kind(random, floods),
                random.nextInt(Cast.ALL.size()),
                Plan.shift(random));
    }

    private List<Lie> mutate(List<Lie> lies) {
        List<Lie> changed = new ArrayList<>(lies);
        boolean floods = measure == Measure.MEMORY;
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int kind = random.nextInt(5);
            if (changed.isEmpty() || kind == 0) {
                changed.add(lie(floods));
            } else if (kind == 1) {
                changed.remove(random.nextInt(changed.size()));
            } else if (kind == 2) {
                together(changed);
            } else {
                int at = random.nextInt(changed.size());
                changed.set(at, tweak(changed.get(at), floods));
            }
        }
        while (changed.size() > LIES_MAX) {
            changed.remove(random.nextInt(changed.size()));
        }
        changed.sort(Comparator.comparingLong(Lie::atMicros));
        return List.copyOf(changed);
    }

    /** All liars do the same, a second apart. */
    private void together(List<Lie> lies) {
        Lie one = lies.get(random.nextInt(lies.size()));
        for (int liar = 0; liar < liars; liar++) {
            lies.add(new Lie(one.atMicros() + liar * Clockwork.SECOND, liar, one.node(), one.kind(), one.about(), 0));
        }
    }

    private Lie tweak(Lie lie, boolean floods) {
        Lie other = lie(floods);
        return switch (random.nextInt(5)) {
            case 0 -> new Lie(other.atMicros(), lie.liar(), lie.node(), lie.kind(), lie.about(), lie.shiftMinutes());
            case 1 ->
                new Lie(
                        Math.max(0, lie.atMicros() + (random.nextInt(20) - 10) * Clockwork.SECOND),
                        lie.liar(),
                        lie.node(),
                        lie.kind(),
                        lie.about(),
                        lie.shiftMinutes());
            case 2 -> new Lie(lie.atMicros(), lie.liar(), lie.node(), other.kind(), lie.about(), lie.shiftMinutes());
            case 3 -> new Lie(lie.atMicros(), lie.liar(), lie.node(), lie.kind(), other.about(), lie.shiftMinutes());
            default ->
                new Lie(lie.atMicros(), other.liar(), other.node(), lie.kind(), lie.about(), other.shiftMinutes());
        };
    }
}
