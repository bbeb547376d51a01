package com.hookprobe.dsm.sim;

import org.jspecify.annotations.Nullable;

/** What must have come right some time after the network healed: L1 to L3, S11, and the bounds of S13. */
final class Goals {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long EPOCH_NS = World.PARAMS.epochLenSeconds() * SECOND_NS;

    /** Clocks may have been ahead when the last epoch was closed; messages and resends take their time. */
    private static final long SLACK_NS = SECOND_NS;

    /** S13: no collection of a machine holds more than this; honest work makes none of more than some 20 entries in a run. */
    private static final int HOLDINGS_MAX = 64;

    /** S13: and for each node of a larger network, answers of one input among them. */
    private static final int HOLDINGS_EACH = 10;

    /** S13: messages that one input may cause, for each validator: own votes of all views of a height, and some more. */
    private static final int SENDS_MAX = 64;

    /** Heights within which an honest leader comes that knows what all know. */
    private static final long EVIDENCE_HEIGHTS = 4;

    private Goals() {}

    static int holdingsMax(int people) {
        return Math.max(HOLDINGS_MAX, HOLDINGS_EACH * people);
    }

    /** L1: "after GST with q honest up: a new DC within (f+2) max view timeouts", once an epoch is over. */
    static long progressNs(Simulation run) {
        return EPOCH_NS + decisionNs(run) + SLACK_NS;
    }

    /** L3: "every honest block is finalised within 2 epochs + (f+2) max view timeouts after GST". */
    static long limitNs(Simulation run) {
        return 2 * EPOCH_NS + decisionNs(run) + SLACK_NS;
    }

    private static long decisionNs(Simulation run) {
        int first = SetOracle.faults(run.world.genesis.validators());
        return World.decisionNs(Math.max(first, SetOracle.faults(run.oracle.sets.newest())));
    }

    /** True when there is nothing left to wait for. */
    static boolean reached(Simulation run) {
        return run.oracle.chain.tip() > run.heightAtHeal() + 1
                && behind(run, 0) == null
                && run.sources.notFinal().isEmpty()
                && undetected(run) == null
                && run.oracle.overdue(0) < 0
                && run.wishes().open() == 0;
    }

    static void check(Simulation run) {
        long tip = run.oracle.chain.tip();
        long allowedNs = run.plan.faultNs() + progressNs(run);
        SimulationFailure.check(
                run.progressNs() <= allowedNs,
                "L1: no decision within " + progressNs(run) / 1_000_000 + " ms after the network healed at height "
                        + run.heightAtHeal());
        // At the very end of its time a decision may be on its way to some.
        SimNode behind = behind(run, 1);
        SimulationFailure.check(behind == null, "L2: " + behind + " is not at the tip, height " + tip);
        String open = run.sources.notFinal();
        SimulationFailure.check(open.isEmpty(), "L3: " + open + " is not final");
        Liar liar = undetected(run);
        SimulationFailure.check(
                liar == null || liar.planted() < 2, "S11: an open equivocator was not noticed by anybody");
        sets(run);
    }

    /** S11 and L5: evidence puts out, and what a quorum wants is done; each within some heights of a good network. */
    private static void sets(Simulation run) {
        int guilty = run.oracle.overdue(EVIDENCE_HEIGHTS);
        SimulationFailure.check(
                guilty < 0,
                "S11: v" + guilty + " was accused " + EVIDENCE_HEIGHTS + " heights ago and is still a validator");
        long passed = run.oracle.chain.tip() - run.heightAtHeal();
        SimulationFailure.check(
                run.wishes().open() == 0 || passed < EVIDENCE_HEIGHTS + run.openAtHeal(),
                "L5: " + run.wishes().open() + " wanted changes of the set are not made " + passed
                        + " heights after the network healed");
    }

    private static @Nullable SimNode behind(Simulation run, int lag) {
        for (SimNode node : run.nodes) {
            // Nobody tells a stranger; it asks now and then, and may be a height behind.
            boolean member = run.oracle.sets.newest().indexOf(node.id).isPresent();
            long tip = run.oracle.chain.tip() - Math.max(lag, member ? 0 : 1);
            if (!node.liar && node.height() <= tip) {
                return node;
            }
        }
        return null;
    }

    private static @Nullable Liar undetected(Simulation run) {
        for (SimNode node : run.nodes) {
            Liar liar = run.liars.get(node);
            boolean open = liar != null
                    && liar.has(Fault.EQUIVOCATING_VOTER)
                    && !liar.has(Fault.SILENT)
                    && !liar.has(Fault.SELECTIVE);
            if (open && !run.oracle.accused.contains(node.index)) {
                return liar;
            }
        }
        return null;
    }

    static void checkSends(SimNode node, World world) {
        SimulationFailure.check(
                node.sendsThisInput <= SENDS_MAX * world.people(),
                () -> "S13: " + node + " sends " + node.sendsThisInput + " messages at once");
    }
}
