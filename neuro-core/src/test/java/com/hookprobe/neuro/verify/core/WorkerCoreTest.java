package com.hookprobe.neuro.verify.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.IntegrityBaseline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** NEURO 9.25: when a device is visited, what is in memory, and what is saved. */
class WorkerCoreTest {
    private static final long DELAY = 1_000;

    private final Map<DeviceId, TestDevice> devices = new HashMap<>();
    private final Map<DeviceId, byte[]> saved = new HashMap<>();
    private long promises;

    private static WorkerLimits limits(int devicesQueued, int requestsPerDevice, int resident) {
        return new WorkerLimits(devicesQueued, requestsPerDevice, resident, 8, DELAY, 0);
    }

    private static WorkerCore core(WorkerLimits limits) {
        return new WorkerCore(limits, id -> Optional.of(IntegrityBaseline.of(TestDevice.INTEGRITY)));
    }

    private TestDevice device(int number) {
        TestDevice device = new TestDevice(number).run(4).run(4).run(4);
        devices.put(device.id, device);
        return device;
    }

    private boolean submit(WorkerCore core, TestDevice device, int from, int to, long now) {
        return core.submit(promises++, device.id, new Request.Judge(device.upload(from, to)), now);
    }

    private void load(WorkerCore core, Step step) throws Exception {
        DeviceId id = ((Step.Load) step).device();
        byte[] bytes = saved.get(id);
        DeviceHistory history =
                bytes == null ? DeviceHistory.fromSeed(id, devices.get(id).seed) : DeviceHistory.deserialise(bytes);
        core.loaded(history, history.revision());
    }

    private Step.Visited visit(WorkerCore core, long now, long durable) throws Exception {
        Step step = core.next(now, durable);
        while (!(step instanceof Step.Visited)) {
            if (step instanceof Step.Save save) {
                saved.put(save.history().device(), save.history().serialise());
                core.saved(save.history());
            } else {
                load(core, step);
            }
            step = core.next(now, durable);
        }
        return (Step.Visited) step;
    }

    @Test
    void aDeviceIsDueByTimeOrByRecords() throws Exception {
        TestDevice one = device(1);
        TestDevice two = device(2);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            assertThat(core.next(0, 0)).isEqualTo(new Step.Idle(Long.MAX_VALUE));
            submit(core, one, 0, 4, 10);
            submit(core, two, 0, 4, 20);
            assertThat(core.next(DELAY + 9, 0)).isEqualTo(new Step.Idle(DELAY + 10));
            submit(core, two, 4, 8, 30);
            assertThat(visit(core, 31, 0).device()).isEqualTo(two.id);
            assertThat(core.next(32, 0)).isEqualTo(new Step.Idle(DELAY + 10));
            Step.Visited visited = visit(core, DELAY + 10, 0);
            assertThat(visited.device()).isEqualTo(one.id);
            assertThat(visited.ticket()).isEqualTo(2);
            assertThat(visited.recordsReplayed()).isEqualTo(4);
            assertThat(core.next(DELAY + 10, 0)).isEqualTo(new Step.Idle(Long.MAX_VALUE));
        }
    }

    @Test
    void whoIsDueFirstIsServedFirst() throws Exception {
        TestDevice slow = device(3);
        TestDevice fast = device(4);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            submit(core, slow, 0, 4, 0);
            submit(core, fast, 0, 8, 5);
            assertThat(visit(core, 6, 0).device()).isEqualTo(fast.id);
            submit(core, fast, 8, 12, 7);
            core.hurry();
            assertThat(visit(core, 8, 0).device()).isEqualTo(slow.id);
            assertThat(visit(core, 9, 0).device()).isEqualTo(fast.id);
        }
    }

    @Test
    void boundsAreKept() {
        TestDevice one = device(5);
        TestDevice two = device(6);
        try (WorkerCore core = core(limits(1, 2, 9))) {
            assertThat(submit(core, one, 0, 4, 0)).isTrue();
            assertThat(submit(core, two, 0, 4, 0)).isFalse();
            assertThat(submit(core, one, 4, 8, 0)).isTrue();
            assertThat(submit(core, one, 8, 12, 0)).isFalse();
            assertThat(core.waitingRequests()).isEqualTo(2);
        }
    }

    @Test
    void oneDeviceHasTheRoomOfOneUpload() {
        TestDevice one = device(9);
        TestDevice two = device(10);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            assertThat(submitMany(core, one, Upload.TERS_MAX - 4)).isTrue();
            assertThat(submit(core, one, 0, 4, 0)).as("up to the bound").isTrue();
            assertThat(submitMany(core, two, Upload.TERS_MAX - 3))
                    .as("another device")
                    .isTrue();
            assertThat(submit(core, two, 0, 4, 0)).as("one record beyond it").isFalse();
            assertThat(core.submit(201, two.id, new Request.ReadKeys(), 0)).isTrue();
        }
    }

    private boolean submitMany(WorkerCore core, TestDevice device, int records) {
        Upload upload = new Upload(
                0,
                java.util.Collections.nCopies(records, device.ters.get(0)),
                List.of(new com.hookprobe.neuro.FingerprintClaim(records, new byte[64])));
        return core.submit(promises++, device.id, new Request.Judge(upload), 0);
    }

    @Test
    void aVisitLeavesTheRestForLater() throws Exception {
        TestDevice one = device(7);
        TestDevice two = device(8);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            Upload most = new Upload(
                    0,
                    java.util.Collections.nCopies(Upload.TERS_MAX, one.ters.get(0)),
                    List.of(new com.hookprobe.neuro.FingerprintClaim(Upload.TERS_MAX, new byte[64])));
            core.submit(100, one.id, new Request.Judge(most), 0);
            core.submit(101, one.id, new Request.ReadKeys(), 0);
            submit(core, two, 0, 8, 0);
            Step.Visited first = visit(core, 0, 0);
            assertThat(first.outcomes()).extracting(Answer.Outcome::promise).containsExactly(100L);
            assertThat(visit(core, 0, 0).device()).isEqualTo(two.id);
            Step.Visited rest = visit(core, 0, 0);
            assertThat(rest.outcomes()).containsExactly(new Answer.Outcome(101, new Answer.Keys(Optional.empty())));
        }
    }

    @Test
    void theColdestHistoryLeavesWhenItIsDurableAndSaved() throws Exception {
        TestDevice one = device(9);
        TestDevice two = device(10);
        TestDevice three = device(11);
        try (WorkerCore core = core(limits(9, 9, 2))) {
            submit(core, one, 0, 8, 0);
            visit(core, 0, 0);
            submit(core, two, 0, 8, 0);
            visit(core, 0, 0);
            submit(core, one, 8, 12, 0);
            core.hurry();
            visit(core, 0, 0);
            submit(core, three, 0, 8, 0);
            // Tickets 1 and 3 belong to one, 2 to two, which is the coldest.
            assertThat(core.next(0, 1)).isEqualTo(new Step.AwaitDurable());
            assertThat(((Step.Save) core.next(0, 2)).history().device()).isEqualTo(two.id);
            assertThat(visit(core, 0, 2).device()).isEqualTo(three.id);
            assertThat(core.evictions()).isEqualTo(1);
            assertThat(saved).containsOnlyKeys(two.id);
            // Clean again, the loaded one is the first to go without a save.
            submit(core, two, 0, 8, 0);
            assertThat(core.next(0, 2)).isEqualTo(new Step.AwaitDurable());
            Step.Visited again = visit(core, 0, 3);
            assertThat(again.recordsReplayed()).isZero();
            assertThat(again.entries()).isEmpty();
        }
    }

    @Test
    void checkpointsSaveWhatHasChanged() throws Exception {
        TestDevice one = device(12);
        TestDevice two = device(13);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            submit(core, one, 0, 8, 0);
            visit(core, 0, 0);
            core.checkpointAll();
            assertThat(core.next(0, 0)).isEqualTo(new Step.AwaitDurable());
            Step.Save save = (Step.Save) core.next(0, 1);
            core.saved(save.history());
            assertThat(core.checkpointed()).isTrue();
            core.checkpoint(one.id);
            core.checkpoint(two.id);
            // One is clean; two has to be loaded to find out, as after a restart.
            Step.Load load = (Step.Load) core.next(0, 1);
            assertThat(load.device()).isEqualTo(two.id);
            core.loaded(DeviceHistory.fromSeed(two.id, two.seed), 0);
            assertThat(core.next(0, 1)).isEqualTo(new Step.Idle(Long.MAX_VALUE));
            assertThat(core.checkpointed()).isTrue();
        }
    }

    @Test
    void whoCannotBeLoadedIsForgotten() {
        TestDevice one = device(14);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            core.submit(7, one.id, new Request.Reinstate(), 0);
            core.submit(8, one.id, new Request.ReadKeys(), 0);
            core.checkpoint(one.id);
            assertThat(core.next(0, 0)).isEqualTo(new Step.Load(one.id));
            assertThatThrownBy(() -> core.next(0, 0)).isInstanceOf(IllegalStateException.class);
            assertThat(core.refused(one.id)).containsExactly(7L, 8L);
            assertThat(core.next(0, 0)).isEqualTo(new Step.Idle(Long.MAX_VALUE));
            assertThatThrownBy(() -> core.refused(one.id)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void withoutABaselineNothingIsJudged() throws Exception {
        TestDevice one = device(15);
        try (WorkerCore core = new WorkerCore(limits(9, 9, 9), id -> Optional.empty())) {
            submit(core, one, 0, 8, 0);
            Step.Visited visited = visit(core, 0, 0);
            assertThat(visited.outcomes()).extracting(Answer.Outcome::answer).containsExactly(new Answer.NoBaseline());
            assertThat(visited.entries()).isEmpty();
        }
    }

    /** A device of the simulated fleet comes round in turns; without a change of its own it needs no saving. */
    private static int loadsOfARound(WorkerCore core, List<DeviceId> fleet, int round) {
        int loads = 0;
        for (DeviceId device : fleet) {
            core.submit(round, device, new Request.ReadKeys(), round);
            Step step = core.next(round, 0);
            if (step instanceof Step.Load) {
                loads++;
                core.loaded(DeviceHistory.fromSeed(device, new byte[32]), 0);
                step = core.next(round, 0);
            }
            assertThat(step).isInstanceOf(Step.Visited.class);
        }
        return loads;
    }

    @Test
    void mostOfTheRoomStaysWithWhoHasItWhenMoreComeRoundThanThereIsRoom() {
        List<DeviceId> fleet = new java.util.ArrayList<>();
        for (int i = 0; i < 24; i++) {
            fleet.add(new TestDevice(100 + i).id);
        }
        try (WorkerCore core = core(limits(99, 9, 16))) {
            assertThat(loadsOfARound(core, fleet, 0)).isEqualTo(24);
            for (int round = 1; round < 6; round++) {
                assertThat(loadsOfARound(core, fleet, round))
                        .as("14 of 24 stay")
                        .isEqualTo(10);
            }
            // Others take the fleet's place, once it has not come round for long.
            List<DeviceId> others = new java.util.ArrayList<>();
            for (int i = 0; i < 14; i++) {
                others.add(new TestDevice(200 + i).id);
            }
            int loads = 14;
            for (int round = 6; round < 60; round++) {
                loads = loadsOfARound(core, others, round);
            }
            assertThat(loads).isZero();
        }
    }

    @Test
    void aHistoryLeavesMemoryUnsavedWhileTheJournalHoldsLittleOfIt() throws Exception {
        TestDevice first = device(31);
        TestDevice second = device(32);
        try (WorkerCore core = core(limits(9, 9, 1))) {
            submit(core, first, 0, 4, 0);
            core.hurry();
            visit(core, 1, 0);
            submit(core, second, 0, 4, 2);
            core.hurry();
            assertThat(core.next(3, 1)).as("it was never saved").isInstanceOf(Step.Save.class);
            visit(core, 3, 1);
            assertThat(saved).containsOnlyKeys(first.id);
            submit(core, first, 4, 8, 4);
            core.hurry();
            visit(core, 5, 2);
            assertThat(saved).containsOnlyKeys(first.id, second.id);
            byte[] before = saved.get(first.id);
            submit(core, second, 4, 8, 6);
            core.hurry();
            assertThat(core.next(7, 2)).as("what it changed is not durable yet").isEqualTo(new Step.AwaitDurable());
            Step step = core.next(7, 3);
            assertThat(step).as("one change is in the journal").isEqualTo(new Step.Load(second.id));
            DeviceHistory room = core.room().orElseThrow();
            assertThatThrownBy(room::count).as("wiped").isInstanceOf(IllegalStateException.class);
            try (DeviceHistory again = DeviceHistory.deserialise(before, room)) {
                assertThat(again.serialise())
                        .as("read in the arrays of another")
                        .isEqualTo(before);
            }
            assertThat(core.room()).as("given once").isEmpty();
            assertThat(saved.get(first.id)).isSameAs(before);
            core.refused(second.id);
        }
    }

    @Test
    void whoAsksAboutAnUploadIsAnsweredBeforeUploadsOfOthers() throws Exception {
        TestDevice one = device(41);
        TestDevice two = device(42);
        try (WorkerCore core = core(limits(9, 9, 9))) {
            submit(core, one, 0, 8, 0);
            submit(core, two, 0, 8, 0);
            submit(core, one, 8, 12, 1);
            assertThat(visit(core, 2, 0).device()).isEqualTo(one.id);
            core.submit(900, one.id, new Request.ReadKeys(), 3);
            Step.Visited asked = visit(core, 4, 0);
            assertThat(asked.device()).isEqualTo(one.id);
            assertThat(asked.outcomes()).extracting(Answer.Outcome::promise).containsExactly(900L);
            assertThat(visit(core, 5, 0).device()).isEqualTo(two.id);
            assertThat(core.next(6, 0)).isEqualTo(new Step.Idle(Long.MAX_VALUE));
            assertThat(core.waitingRequests()).isZero();
        }
    }
}
