package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What befalls machines, disks, clocks and vote logs while the faults last. */
final class Accidents {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MILLI_NS = 1_000_000L;

    /** Steps (writes, syncs, sends) within which a planned crash falls. */
    private static final int CRASH_STEPS = 70;

    /** How far an ordinary clock is off, either way; within what the parameters allow for together. */
    private static final long SKEW_MICROS = 140_000;

    private static final long WILD_MICROS = 40L * 365 * 86_400 * 1_000_000;

    private final Simulation run;
    private final Plan plan;
    private final SplittableRandom random;
    private final List<SimNode> forgetful = new ArrayList<>();
    private @Nullable MemoryBlockStore backup;
    private long backupHeight;
    private boolean logGone;
    private boolean ended;

    Accidents(Simulation run, SplittableRandom random) {
        this.run = run;
        this.plan = run.plan;
        this.random = random;
        for (SimNode node : run.nodes) {
            if (plan.amnesiacs().contains(node.index)) {
                forgetful.add(node);
            }
        }
    }

    /** Draws what happens now. */
    void happen(long nowNs) {
        SimNode one = run.nodes.get(random.nextInt(run.nodes.size()));
        if (plan.has(Fault.POWER_CUT) && random.nextInt(3) == 0) {
            for (SimNode node : run.nodes) {
                if (node.alive) {
                    node.crash(true, "loses power with all others");
                    node.restartAtNs = nowNs + random.nextLong(SECOND_NS / 20, SECOND_NS);
                }
            }
        }
        if (plan.has(Fault.CRASH) && one.alive) {
            one.hazards.crashAfter(1 + random.nextInt(CRASH_STEPS));
        }
        if (plan.has(Fault.DISK_FULL)) {
            one.hazards.fullAfter(1 + random.nextInt(12));
        }
        if (plan.has(Fault.DISK_READ)) {
            one.hazards.readErrorAfter(1 + random.nextInt(60));
        }
        if (plan.has(Fault.DISK_SLOW)) {
            one.hazards.syncTakes(random.nextBoolean() ? 0 : random.nextLong(5, 1_500) * MILLI_NS);
        }
        if (plan.has(Fault.PAUSE) && random.nextBoolean()) {
            one.busyUntilNs = nowNs + random.nextLong(50, 1_500) * MILLI_NS;
        }
        if (plan.has(Fault.BUGGIFY) && one.alive) {
            one.poke(nowNs);
        }
        clocks(nowNs);
        forget();
    }

    private void clocks(long nowNs) {
        if (!plan.has(Fault.CLOCK)) {
            return;
        }
        for (SimNode node : run.nodes) {
            boolean wild = plan.wild().contains(node.index) && random.nextBoolean();
            node.skewMicros = random.nextLong(-SKEW_MICROS, SKEW_MICROS);
            if (wild) {
                node.skewMicros = random.nextBoolean()
                        ? random.nextLong(-WILD_MICROS, WILD_MICROS)
                        : random.nextLong(-5_000_000, 5_000_000);
            }
        }
        run.note("clocks", "change at " + nowNs);
    }

    /** A backup is made, or a vote log is lost with the machine that it lies on. */
    private void forget() {
        for (SimNode node : forgetful) {
            if (plan.has(Fault.LOG_RESTORED) && backup == null) {
                backup = node.store.inner().afterPowerCut(Integer.MAX_VALUE);
                backupHeight = node.committedHeight;
            } else if (node.alive && !logGone && (node.view() > 1 || random.nextInt(4) == 0)) {
                // Best in the middle of a height: then there is something that it may sign a second time.
                node.crash(true, "is taken out");
            }
        }
    }

    /** While a machine is down its files may be lost, or replaced by old ones. */
    void whileDown(SimNode node) {
        node.hazards.mend();
        if (!forgetful.contains(node) || logGone || ended) {
            return;
        }
        node.disk.lose("/votes.log");
        logGone = true;
        if (backup != null) {
            run.note(node.toString(), "is restored from a backup of height " + backupHeight);
            node.store = new FaultyStore(backup, node.hazards);
            node.committedHeight = backupHeight;
            run.oracle.chain.restarted(node);
            recover(node);
        } else {
            run.note(node.toString(), "has lost its vote log");
            node.mustNotSign = true;
        }
    }

    /** Spec 7.5: a new file that signs only at least two above the highest height seen anywhere. */
    private void recover(SimNode node) {
        long highest = 0;
        for (SimNode other : run.nodes) {
            highest = Math.max(highest, Math.max(other.height(), other.committedHeight + 1));
        }
        try {
            ValidatorEngine.recover(node.folder(), run.world.genesis, node.id, highest + 2);
            node.mustNotSign = false;
            run.note(node.toString(), "signs above height " + (highest + 2));
        } catch (IOException e) {
            throw new IllegalStateException("the disk was mended", e);
        }
    }

    /** The faults are over: disks and clocks are good, who is down starts. */
    void end(long nowNs) {
        ended = true;
        for (SimNode node : run.nodes) {
            node.hazards.mend();
            node.skewMicros = 0;
            node.busyUntilNs = Math.min(node.busyUntilNs, nowNs);
            if (node.mustNotSign && random.nextBoolean()) {
                if (node.alive) {
                    node.crash(false, "is stopped by its operator");
                }
                recover(node);
            }
            if (!node.alive) {
                node.restartAtNs = nowNs;
            }
        }
    }
}
