package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power cuts and kills at every single operation on the disk. */
class SegmentCrashTest {
    private static final int BATCHES = 50;
    private static final int KEYS = 60;
    private static final Limits LIMITS = new Limits(600, 2_500, 150, 2_000);

    private static SegmentKeyValues open(SimDisk disk) throws StoreException {
        return Maps.open(disk, LIMITS);
    }

    /** The batches of a seed, and how far a run came with them. */
    private static final class Run {
        private final List<List<Change>> batches = new ArrayList<>();
        private final SplittableRandom random;
        private long begun;
        private long durable;

        Run(long seed) {
            random = new SplittableRandom(seed);
            for (long number = 1; number <= BATCHES + 20; number++) {
                batches.add(Maps.batch(random, number, KEYS));
            }
        }

        /** Writes up to a batch, with syncs and reopenings in between. */
        void write(SimDisk disk, long until) throws StoreException {
            SegmentKeyValues maps = open(disk);
            begun = Maps.count(maps);
            while (begun < until) {
                boolean sync = random.nextInt(4) == 0;
                begun++;
                maps.write(batches.get((int) begun - 1), sync);
                durable = sync ? begun : durable;
                if (random.nextInt(9) == 0) {
                    maps.sync();
                    durable = begun;
                }
                if (random.nextInt(20) == 0) {
                    maps.close();
                    durable = begun;
                    maps = open(disk);
                }
            }
            maps.close();
            durable = begun;
        }

        /** True when the power was cut. */
        boolean writeUntilCut(SimDisk disk, long until) throws StoreException {
            try {
                write(disk, until);
                return false;
            } catch (StoreException e) {
                if (!disk.isCut()) {
                    throw e;
                }
                return true;
            }
        }

        void check(KeyValues maps, String when) throws StoreException {
            long count = Maps.count(maps);
            assertThat(count).as(when).isBetween(durable, begun);
            assertThat(Maps.contents(maps)).as(when).isEqualTo(Maps.contents(model(count)));
        }

        private MemoryKeyValues model(long count) {
            MemoryKeyValues model = new MemoryKeyValues();
            batches.subList(0, (int) count).forEach(batch -> model.write(batch, false));
            return model;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aPowerCutAtAnyOperationLosesNothingDurable(long seed) throws Exception {
        SimDisk whole = new SimDisk();
        new Run(seed).write(whole, BATCHES);
        assertThat(whole.operations()).isGreaterThan(200);
        for (long cut = 1; cut <= whole.operations(); cut++) {
            String when = "seed " + seed + ", cut at operation " + cut;
            Run run = new Run(seed);
            SimDisk disk = new SimDisk();
            disk.cutAfter(cut);
            boolean wasCut = run.writeUntilCut(disk, BATCHES);
            SplittableRandom fate = new SplittableRandom(seed * 1_000_003 + cut);
            for (int other = 0; other < 4; other++) {
                run.check(open(disk.afterPowerCut(fate)), when);
            }
            disk = next(disk, fate);
            // Some starts are cut too, or killed after they removed what they did not need.
            for (int again = fate.nextInt(3); again > 0; again--) {
                disk.cutAfter(1 + fate.nextInt(25));
                startAndLeave(disk, run, when);
                disk = next(disk, fate);
            }
            disk = disk.afterPowerCut(fate);
            SegmentKeyValues maps = open(disk);
            run.check(maps, when);
            run.begun = Maps.count(maps);
            disk = disk.afterKill();
            run.write(disk, run.begun + 15);
            run.check(open(disk.afterPowerCut(fate)), when);
            assertThat(wasCut).as(when).isTrue();
        }
    }

    private static SimDisk next(SimDisk disk, SplittableRandom fate) {
        return fate.nextBoolean() ? disk.afterPowerCut(fate) : disk.afterKill();
    }

    /** A start, whose end may be the cut, checked when it gets through. */
    private static void startAndLeave(SimDisk disk, Run run, String when) throws StoreException {
        try {
            run.check(open(disk), when);
        } catch (StoreException e) {
            if (!disk.isCut()) {
                throw e;
            }
        }
    }

    @Test
    void aKillAtAnyOperationLosesNothingAtAll() throws Exception {
        SimDisk whole = new SimDisk();
        new Run(9).write(whole, BATCHES);
        for (long cut = 1; cut <= whole.operations(); cut++) {
            Run run = new Run(9);
            SimDisk disk = new SimDisk();
            disk.cutAfter(cut);
            run.writeUntilCut(disk, BATCHES);
            run.durable = Math.max(run.durable, run.begun - 1);
            run.check(open(disk.afterKill()), "killed at operation " + cut);
        }
    }

    /** What a start gave out must not be taken back by a power cut once it was synced. */
    @Test
    void aSyncAfterAKillMakesDurableWhatTheStartFound() throws Exception {
        SimDisk disk = new SimDisk();
        Run run = new Run(10);
        SegmentKeyValues maps = Maps.open(disk, Limits.DEFAULT);
        for (List<Change> batch : run.batches) {
            maps.write(batch, false);
        }
        disk = disk.afterKill();
        maps = Maps.open(disk, Limits.DEFAULT);
        maps.sync();
        run.begun = run.batches.size();
        run.durable = run.begun;
        for (int fate = 0; fate < 20; fate++) {
            run.check(open(disk.afterPowerCut(new SplittableRandom(fate))), "fate " + fate);
        }
    }
}
