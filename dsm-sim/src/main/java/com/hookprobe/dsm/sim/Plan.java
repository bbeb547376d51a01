package com.hookprobe.dsm.sim;

import com.hookprobe.sim.Mix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What one seed plays: how many validators, which of them lie and how, what else goes wrong, and for how long.
 *
 * @param liars the lies of each faulty validator, by signer index
 * @param amnesiacs validators whose vote log is lost or restored; they and the liars together are at most f
 * @param wild validators whose clock may show anything
 * @param faultNs when the network heals (GST)
 */
record Plan(
        long seed,
        int validators,
        boolean real,
        Set<Fault> faults,
        Map<Integer, Set<Fault>> liars,
        Set<Integer> amnesiacs,
        Set<Integer> wild,
        long faultNs) {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int FAULTS_MAX = 5;
    private static final int LIES_MAX = 3;

    static Plan draw(long seed, Options options) {
        SplittableRandom random = new SplittableRandom(Mix.bits(seed));
        int n = options.validators().orElse(drawSize(random));
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        faults.addAll(options.faults().orElseGet(() -> drawFaults(random)));
        int f = (n - 1) / 3;
        boolean beyond = faults.contains(Fault.BEYOND_F);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            order.add(random.nextInt(order.size() + 1), i);
        }
        Set<Fault> lies = EnumSet.copyOf(faults);
        lies.removeIf(fault -> fault.kind() != Fault.Kind.LIAR);
        // As many as two halves need to have a quorum each, or a few more.
        int liars = beyond ? n - 2 * f + random.nextInt(2) : lies.isEmpty() ? 0 : f == 0 ? 0 : 1 + random.nextInt(f);
        if (!beyond && faults.contains(Fault.ATTESTATION)) {
            // Who ages leaves, down to four members; those must bear the liars.
            liars = Math.min(liars, 1);
        }
        Map<Integer, Set<Fault>> liesOf = new TreeMap<>();
        for (int i = 0; i < Math.min(liars, n); i++) {
            liesOf.put(order.get(i), beyond ? Set.of(Fault.TWIN) : pick(lies, LIES_MAX, random));
        }
        int borne = faults.contains(Fault.ATTESTATION) ? Math.min(1, f) : f;
        int spare = beyond ? 0 : borne - liesOf.size();
        Set<Integer> amnesiacs = Collections.emptySortedSet();
        if (spare > 0 && (faults.contains(Fault.LOG_LOST) || faults.contains(Fault.LOG_RESTORED))) {
            amnesiacs = Set.of(order.get(n - 1));
        }
        Set<Integer> wild = faults.contains(Fault.CLOCK) && f > 0 ? Set.of(order.get(n / 2)) : Set.of();
        // Many short runs find more than few long ones; one in ten is longer, for what needs some heights.
        long faultNs = random.nextLong(SECOND_NS, 5 * SECOND_NS / 2);
        if (!options.real() && random.nextInt(10) == 0) {
            faultNs += 2 * SECOND_NS;
        }
        return new Plan(seed, n, options.real(), faults, liesOf, amnesiacs, wild, faultNs);
    }

    private static int drawSize(SplittableRandom random) {
        int dice = random.nextInt(100);
        return dice < 76 ? 4 : dice < 90 ? 7 : 4 + random.nextInt(7);
    }

    private static Set<Fault> drawFaults(SplittableRandom random) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        List<Fault> others = new ArrayList<>(Fault.borne());
        others.removeIf(fault -> fault.kind() == Fault.Kind.LIAR);
        int count = random.nextInt(FAULTS_MAX);
        for (int i = 0; i < count; i++) {
            faults.add(others.get(random.nextInt(others.size())));
        }
        if (random.nextInt(10) < 7) {
            List<Fault> lies = new ArrayList<>(Fault.borne());
            lies.removeIf(fault -> fault.kind() != Fault.Kind.LIAR);
            int lied = 1 + random.nextInt(LIES_MAX);
            for (int i = 0; i < lied; i++) {
                faults.add(lies.get(random.nextInt(lies.size())));
            }
        }
        return faults;
    }

    private static Set<Fault> pick(Set<Fault> from, int max, SplittableRandom random) {
        List<Fault> all = new ArrayList<>(from);
        Set<Fault> picked = EnumSet.noneOf(Fault.class);
        int count = 1 + random.nextInt(Math.min(max, all.size()));
        for (int i = 0; i < count; i++) {
            picked.add(all.get(random.nextInt(all.size())));
        }
        return picked;
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    boolean isLiar(int index) {
        return liars.containsKey(index);
    }

    /** How many machines besides those of the genesis' validators. */
    int strangers() {
        return has(Fault.JOIN) && isSafe() ? World.STRANGERS : 0;
    }

    /** True when agreement must hold: no more than f are faulty. */
    boolean isSafe() {
        return !faults.contains(Fault.BEYOND_F);
    }

    /**
     * With more than f liars: the half in which a machine is while the network is split. Each liar has a machine in both, so that both
     * halves have a quorum.
     */
    int half(int address) {
        if (address >= validators) {
            return 1;
        }
        int rank = 0;
        for (int i = 0; i < address; i++) {
            rank += isLiar(i) ? 0 : 1;
        }
        return isLiar(address) ? 0 : rank % 2;
    }

    String text() {
        StringBuilder text = new StringBuilder(validators + " validators, faults " + Fault.text(faults));
        liars.forEach((index, lies) ->
                text.append(", v").append(index).append(" lies: ").append(Fault.text(lies)));
        return text.toString();
    }
}
