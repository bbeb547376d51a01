package com.hookprobe.qsecbit.federation.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What one run plays, drawn from its seed.
 *
 * @param liars how many of the owners lie, the last ones
 * @param blockOwners k
 * @param lossPercent of messages, at each attempt
 * @param cuts how often some end of the network is away
 * @param restarts of the correlator and of sites
 * @param newEpochs how often the key epoch changes
 * @param leaves whether an owner is revoked in between
 * @param floods whether liars flood, and memory is small
 * @param slow a day and a half instead of three quarters of an hour
 * @param lies what liars do, in order of time
 */
record Plan(
        long seed,
        int owners,
        int liars,
        int blockOwners,
        int lossPercent,
        int cuts,
        int restarts,
        int newEpochs,
        boolean leaves,
        boolean floods,
        boolean slow,
        List<Lie> lies) {
    static final int OWNERS_MIN = 4;
    static final int OWNERS_MAX = 40;
    static final long ACTION_MICROS = 5 * Clockwork.MINUTE;

    private static final int NODES_PER_LIAR = 5;

    static Plan draw(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        boolean floods = random.nextInt(8) == 0;
        boolean slow = !floods && random.nextInt(12) == 0;
        int owners = owners(random, floods || slow);
        int most = (owners - 1) / 3;
        // Seven of eight runs stay within f; the eighth is for P1, which holds for any number.
        int liars = random.nextInt(8) > 0 ? random.nextInt(most + 1) : most + 1 + random.nextInt(owners - most - 1);
        if (floods && liars == 0) {
            liars = 1;
        }
        // With k = 1 one liar's flood blocks, and may fill a site's table with blocks: FEDERATION 11.
        int blockOwners = random.nextInt(20) == 0 && !floods ? 1 : 2 + random.nextInt(3);
        List<Lie> lies = lies(random, liars, floods, slow);
        return new Plan(
                seed,
                owners,
                liars,
                blockOwners,
                random.nextInt(3) * 15,
                random.nextInt(4),
                random.nextInt(3),
                slow ? 1 : random.nextInt(2),
                random.nextInt(4) == 0,
                floods,
                slow,
                lies);
    }

    /** The same run with other lies. */
    Plan with(List<Lie> others) {
        return new Plan(
                seed, owners, liars, blockOwners, lossPercent, cuts, restarts, newEpochs, leaves, floods, slow, others);
    }

    /** f: how many of the owners can lie. */
    int liarsMax() {
        return (owners - 1) / 3;
    }

    long endMicros() {
        return Clockwork.START + (slow ? 36 * Clockwork.HOUR : 45 * Clockwork.MINUTE);
    }

    /** How long things keep happening. */
    long actionMicros() {
        return slow ? 34 * Clockwork.HOUR : ACTION_MICROS;
    }

    private static int owners(Random random, boolean few) {
        int kind = few ? 0 : random.nextInt(20);
        if (kind < 15) {
            return OWNERS_MIN + random.nextInt(few ? 4 : 6);
        }
        return kind < 19 ? 10 + random.nextInt(7) : 17 + random.nextInt(OWNERS_MAX - 16);
    }

    /** Each liar has a few tricks of its own, or all play one trick on one value at one time. */
    private static List<Lie> lies(Random random, int liars, boolean floods, boolean slow) {
        List<Lie> lies = new ArrayList<>();
        boolean colluding = random.nextInt(3) == 0;
        LieKind trick = kind(random, floods);
        int victim = random.nextInt(Cast.ALL.size());
        long span = slow ? 34 * Clockwork.HOUR : ACTION_MICROS;
        for (int liar = 0; liar < liars; liar++) {
            LieKind[] tricks = {kind(random, floods), kind(random, floods), LieKind.REPORT};
            int deeds = floods ? 8 : 6 + random.nextInt(12);
            for (int i = 0; i < deeds; i++) {
                boolean together = colluding && i % 2 == 0;
                long at = (long) (random.nextDouble() * span);
                lies.add(new Lie(
                        at,
                        liar,
                        random.nextInt(NODES_PER_LIAR),
                        together ? trick : tricks[random.nextInt(tricks.length)],
                        together ? victim : random.nextInt(Cast.ALL.size()),
                        shift(random)));
            }
            if (colluding) {
                // All at once, at the edge of the window: their clocks a day behind, or ahead as far as allowed.
                lies.add(new Lie(span / 3, liar, 0, LieKind.REPORT, victim, random.nextBoolean() ? -1439 : 9));
            }
        }
        lies.sort(Comparator.comparingLong(Lie::atMicros));
        return lies;
    }

    static LieKind kind(Random random, boolean floods) {
        LieKind[] kinds = LieKind.values();
        if (floods && random.nextInt(3) == 0) {
            return kinds[LieKind.FLOOD.ordinal() + random.nextInt(kinds.length - LieKind.FLOOD.ordinal())];
        }
        while (true) {
            LieKind kind = kinds[random.nextInt(kinds.length)];
            if (floods || !kind.flood()) {
                return kind;
            }
        }
    }

    static int shift(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(24) - 12;
            case 1 -> -random.nextInt(1500);
            default -> 0;
        };
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d owners, %d of them lie, k %d, loss %d %%, %d cuts, %d restarts, %d new epochs%s%s%s, %d lies",
                owners,
                liars,
                blockOwners,
                lossPercent,
                cuts,
                restarts,
                newEpochs,
                leaves ? ", one leaves" : "",
                floods ? ", floods" : "",
                slow ? ", slow" : "",
                lies.size());
    }
}
