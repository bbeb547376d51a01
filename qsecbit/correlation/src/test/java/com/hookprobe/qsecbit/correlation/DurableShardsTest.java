package com.hookprobe.qsecbit.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CORRELATION 4: nothing acknowledged is lost and nothing is repeated, whenever the power goes off. */
class DurableShardsTest {
    private static final Sharding SHARDING = new Sharding(4);
    private static final DurableShards.Limits SMALL = new DurableShards.Limits(6_000, 3_600_000_000L);

    /** So small that a snapshot of one shard is more than a segment: every shard's is of another moment. */
    private static final DurableShards.Limits TINY = new DurableShards.Limits(1_500, 3_600_000_000L);

    private static final int EDGE_BYTES = 120;

    private static DurableShards open(Disk disk, OutputBuffer outputs) throws IOException {
        return DurableShards.open(disk, SHARDING, SMALL, outputs, () -> 0x5eed);
    }

    private static OutputBuffer buffer(Cursor cursor) {
        return new OutputBuffer(SHARDING, cursor);
    }

    /** A source that sends again what was not acknowledged, and a reader that stores its cursor with what it read. */
    private static final class World {
        private final List<Input> inputs;
        private final List<List<Output>> read = new ArrayList<>();
        private final SplittableRandom random;
        private DurableShards.Limits limits = SMALL;
        private Cursor cursor = Cursor.start(SHARDING);
        private int acknowledged;

        World(long seed, int count) {
            inputs = MadeInputs.of(seed, count);
            random = new SplittableRandom(seed);
            for (int number = 0; number < SHARDING.shards(); number++) {
                read.add(new ArrayList<>());
            }
        }

        /** Goes on until all is acknowledged and read, or the power goes off. */
        void run(SimDisk disk) throws IOException {
            run(disk, true);
        }

        /** A reader that does not confirm leaves outputs in the snapshots. */
        void run(SimDisk disk, boolean confirms) throws IOException {
            OutputBuffer outputs = buffer(cursor);
            try (DurableShards shards = DurableShards.open(disk, SHARDING, limits, outputs, () -> 0x5eed)) {
                assertThat(shards.inputs()).isGreaterThanOrEqualTo(acknowledged);
                read(outputs);
                while (acknowledged < inputs.size()) {
                    int end = Math.min(inputs.size(), acknowledged + 1 + random.nextInt(12));
                    shards.append(inputs.subList(acknowledged, end));
                    acknowledged = end;
                    if (random.nextInt(4) == 0) {
                        read(outputs);
                    }
                    if (random.nextInt(4) == 0 && confirms) {
                        outputs.confirm(cursor);
                    }
                }
                read(outputs);
            }
        }

        World with(DurableShards.Limits other) {
            limits = other;
            return this;
        }

        boolean runUntilCut(SimDisk disk) throws IOException {
            try {
                run(disk);
                return false;
            } catch (SimDisk.PowerCut e) {
                return true;
            }
        }

        private void read(OutputBuffer outputs) throws CorrelationException {
            for (Output output : outputs.poll(cursor, 7)) {
                read.get(output.shard()).add(output);
                cursor = cursor.after(output);
            }
            if (!outputs.poll(cursor, 1).isEmpty()) {
                read(outputs);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void aPowerCutAtAnyOperationLosesAndRepeatsNothing(long seed) throws IOException {
        DurableShards.Limits limits = seed % 2 == 1 ? SMALL : TINY;
        int count = seed % 2 == 1 ? 180 : 120;
        List<List<Output>> expected = Oracle.outputs(SHARDING, MadeInputs.of(seed, count));
        SimDisk whole = new SimDisk();
        new World(seed, count).with(limits).run(whole);
        assertThat(whole.operations()).isGreaterThan(120);
        for (long cut = 1; cut <= whole.operations(); cut++) {
            World world = new World(seed, count).with(limits);
            SplittableRandom fate = new SplittableRandom(seed * 1_000_003 + cut);
            SimDisk disk = new SimDisk();
            disk.cutAfter(cut);
            assertThat(world.runUntilCut(disk)).isTrue();
            // Some of the starts that follow are cut too.
            for (int again = fate.nextInt(3); again > 0; again--) {
                disk = fate.nextBoolean() ? disk.afterPowerCut(fate) : disk.afterKill();
                disk.cutAfter(1 + fate.nextInt(20));
                world.runUntilCut(disk);
            }
            world.run(fate.nextBoolean() ? disk.afterPowerCut(fate) : disk.afterKill());
            assertThat(world.read).as("seed %d, cut at operation %d", seed, cut).isEqualTo(expected);
        }
    }

    /** Snapshots of the shards are of different moments: each is brought on by the inputs behind its own. */
    @Test
    void aStartBringsEveryShardToWhereItWas() throws IOException {
        List<Input> inputs = MadeInputs.of(12, 400);
        Oracle oracle = new Oracle(SHARDING);
        SimDisk disk = new SimDisk();
        for (int from = 0; from < inputs.size(); from += 3) {
            List<Input> part = inputs.subList(from, Math.min(inputs.size(), from + 3));
            OutputBuffer outputs = buffer(Cursor.start(SHARDING));
            try (DurableShards shards = DurableShards.open(disk, SHARDING, TINY, outputs, () -> 0x5eed)) {
                shards.append(part);
                part.forEach(oracle::take);
                for (int number = 0; number < SHARDING.shards(); number++) {
                    assertThat(shards.shard(number).snapshot())
                            .as("shard %d behind input %d", number, from)
                            .isEqualTo(oracle.shard(number).snapshot());
                }
            }
        }
    }

    @Test
    void theDiskHoldsNoMoreThanItHasTo() throws IOException {
        World world = new World(3, 4_000);
        SimDisk disk = new SimDisk();
        world.run(disk);
        assertThat(disk.names.keySet().stream().filter(Segment::isName)).hasSizeBetween(1, SHARDING.shards() + 1);
        assertThat(disk.names.keySet().stream().filter(name -> name.endsWith(".state")))
                .hasSize(SHARDING.shards());
        long inputs = MadeInputs.of(3, 4_000).stream()
                .mapToLong(input -> com.hookprobe.qsecbit.correlation.core.InputCodec.encode(input).length)
                .sum();
        assertThat(disk.bytes()).isLessThan(inputs / 2);
        assertThat(world.read).isEqualTo(Oracle.outputs(SHARDING, MadeInputs.of(3, 4_000)));
    }

    @Test
    void aFullDiskIsToldAndNothingIsAcknowledged() throws IOException {
        for (long room = 500; room < 60_000; room = room * 5 / 4) {
            World world = new World(4, 200);
            SimDisk disk = new SimDisk();
            disk.room(room);
            assertThatThrownBy(() -> world.run(disk)).hasMessageContaining("No space left");
            int before = world.acknowledged;
            disk.room(Long.MAX_VALUE);
            try (DurableShards shards = open(disk, buffer(world.cursor))) {
                assertThat(shards.inputs()).isGreaterThanOrEqualTo(before);
            }
            world.run(disk);
            assertThat(world.read).as("room %d", room).isEqualTo(Oracle.outputs(SHARDING, world.inputs));
        }
    }

    @Test
    void damageAnywhereButInTheTailIsRefused() throws IOException {
        damageIsRefused(SMALL, 1_500);
        // All in one segment, which is the last.
        damageIsRefused(DurableShards.Limits.STANDARD, 300);
    }

    /** Every byte of every head and of the first and last things behind it, and a part of all others; each bit. */
    private static void damageIsRefused(DurableShards.Limits limits, int least) throws IOException {
        World world = new World(5, 300).with(limits);
        SimDisk disk = new SimDisk();
        world.run(disk, false);
        String last = disk.names.keySet().stream()
                .filter(Segment::isName)
                .reduce((a, b) -> b)
                .orElseThrow();
        int refused = 0;
        for (String name : List.copyOf(disk.names.keySet())) {
            byte[] bytes = disk.names.get(name).bytes;
            int end = name.equals(last) ? lastBatch(bytes) : bytes.length;
            for (int at = 0; at < end; at += at < EDGE_BYTES || at > end - EDGE_BYTES ? 1 : 1 + at / 40) {
                int flipped = 1 << at % Byte.SIZE;
                bytes[at] ^= (byte) flipped;
                assertThatThrownBy(() -> open(disk.afterKill(), buffer(world.cursor)))
                        .as("%s at %d", name, at)
                        .isInstanceOf(CorrelationException.class)
                        .hasMessageContaining(name)
                        .hasMessageContaining("backup");
                bytes[at] ^= (byte) flipped;
                refused++;
            }
            refused += fieldsAreRefused(disk, world, name, bytes, end);
        }
        assertThat(refused).isGreaterThan(least);
        open(disk, buffer(world.cursor)).close();
    }

    /** Numbers that are read before any checksum are the ones to lie with. */
    private static int fieldsAreRefused(SimDisk disk, World world, String name, byte[] bytes, int end) {
        byte[] whole = bytes.clone();
        int refused = 0;
        List<Integer> starts = Segment.isName(name) ? batches(bytes, end) : List.of(0);
        for (int start : starts) {
            for (int at = start; at < Math.min(end, start + Batch.HEAD_BYTES + Integer.BYTES); at += Integer.BYTES) {
                for (int lie : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                    int before = ByteBuffer.wrap(bytes).getInt(at);
                    if (before == lie) {
                        continue;
                    }
                    ByteBuffer.wrap(bytes).putInt(at, lie);
                    assertThatThrownBy(() -> open(disk.afterKill(), buffer(world.cursor)))
                            .as("%s with %d at %d", name, lie, at)
                            .isInstanceOf(CorrelationException.class)
                            .hasMessageContaining(name);
                    ByteBuffer.wrap(bytes).putInt(at, before);
                    refused++;
                }
            }
        }
        assertThat(bytes).isEqualTo(whole);
        return refused;
    }

    /** Where batches begin; the first place is the segment's own head. */
    private static List<Integer> batches(byte[] segment, int end) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        int at = Segment.HEAD_BYTES;
        while (at < end) {
            starts.add(at);
            at += Batch.read(0x5eed, segment, at).orElseThrow().bytes();
        }
        return starts.size() < 4
                ? starts
                : List.of(0, starts.get(1), starts.get(starts.size() / 2), starts.get(starts.size() - 1));
    }

    private static int lastBatch(byte[] segment) {
        int at = Segment.HEAD_BYTES;
        int before = at;
        for (var batch = Batch.read(0x5eed, segment, at); batch.isPresent(); batch = Batch.read(0x5eed, segment, at)) {
            before = at;
            at += batch.get().bytes();
        }
        assertThat(at).isEqualTo(segment.length);
        return before;
    }

    @Test
    void aTornTailIsCutAndGoneOnFrom() throws IOException {
        World world = new World(6, 100);
        SimDisk disk = new SimDisk();
        world.run(disk);
        String last = disk.names.keySet().stream()
                .filter(Segment::isName)
                .reduce((a, b) -> b)
                .orElseThrow();
        disk.names.get(last).append(new byte[] {0x48, 0x50, 0x43, 0x42, 0, 0, 1});
        int size = disk.names.get(last).bytes.length;
        DurableShards shards = open(disk, buffer(world.cursor));
        assertThat(disk.names.get(last).bytes).hasSize(size - 7);
        shards.append(List.of(new Input.Tick(MadeInputs.NOW)));
        open(disk.afterKill(), buffer(world.cursor)).close();
    }

    /** A sync that failed has written nothing, and one that works later does not write it either. */
    @Test
    void whatAFailedSyncWasToWriteIsNotBuiltUpon() throws IOException {
        List<List<Output>> expected = Oracle.outputs(SHARDING, MadeInputs.of(11, 200));
        int force = 0;
        for (World world = new World(11, 200); failsAt(force, world); world = new World(11, 200)) {
            assertThat(world.read).as("force %d fails", force).isEqualTo(expected);
            force++;
        }
        assertThat(force).isGreaterThan(30);
    }

    /** The next process still reads what never reached the disk, goes on, and then the power is cut. */
    private static boolean failsAt(int force, World world) throws IOException {
        SplittableRandom fate = new SplittableRandom(force);
        SimDisk disk = new SimDisk();
        disk.failForce(force, new IOException("Input/output error"));
        try {
            world.run(disk);
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessage("Input/output error");
        }
        SimDisk next = disk.afterKill();
        next.cutAfter(8 + fate.nextInt(60));
        world.runUntilCut(next);
        world.run(next.afterPowerCut(fate));
        return true;
    }

    @Test
    void aStartThatIsRefusedLeavesNoFileOpen() throws IOException {
        World world = new World(13, 300);
        SimDisk disk = new SimDisk();
        world.run(disk);
        for (Cursor cursor : List.of(Cursor.start(SHARDING), ahead(world.cursor))) {
            SimDisk next = disk.afterKill();
            assertThatThrownBy(() ->
                            DurableCorrelator.open(next, SMALL, Long.MAX_VALUE, options(SHARDING, cursor), tag -> {}))
                    .isInstanceOf(CorrelationException.class);
            assertThat(next.isAllClosed()).isTrue();
        }
        SimDisk failing = disk.afterKill();
        failing.failForce(0, new IOException("Input/output error"));
        HostOptions options = options(SHARDING, world.cursor);
        assertThatThrownBy(() -> DurableCorrelator.open(failing, SMALL, Long.MAX_VALUE, options, tag -> {}))
                .hasMessageContaining("Input/output error");
        assertThat(failing.isAllClosed()).isTrue();
        SimDisk fresh = new SimDisk();
        fresh.failForce(0, new IOException("Input/output error"));
        HostOptions first = options(SHARDING, Cursor.start(SHARDING));
        assertThatThrownBy(() -> DurableCorrelator.open(fresh, SMALL, Long.MAX_VALUE, first, tag -> {}))
                .hasMessageContaining("Input/output error");
        assertThat(fresh.isAllClosed()).isTrue();
        SimDisk other = disk.afterKill();
        HostOptions two = options(SHARDING, Cursor.start(new Sharding(2)));
        assertThatThrownBy(() -> DurableCorrelator.open(other, SMALL, Long.MAX_VALUE, two, tag -> {}))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("of 2 shards, expected 4");
        assertThat(other.isAllClosed()).isTrue();
    }

    private static Cursor ahead(Cursor cursor) {
        byte[] bytes = cursor.encode();
        ByteBuffer.wrap(bytes).putLong(2, cursor.next(0) + 1);
        try {
            return Cursor.decode(SHARDING, bytes);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HostOptions options(Sharding sharding, Cursor cursor) {
        return new HostOptions(Path.of("none"), sharding, cursor, () -> {}, () -> Long.MAX_VALUE, Map.of());
    }

    /** CORRELATION 2.7 and 4.6: who is killed shows the same reports as who was not. */
    @Test
    void liveReportsComeBackAsTheyWere() throws IOException {
        World world = new World(14, 400).with(TINY);
        SimDisk disk = new SimDisk();
        world.run(disk);
        Oracle oracle = new Oracle(SHARDING);
        world.inputs.forEach(oracle::take);
        List<LiveTag> expected = new ArrayList<>();
        for (int number = 0; number < SHARDING.shards(); number++) {
            oracle.shard(number).live(expected::add);
        }
        List<LiveTag> found = new ArrayList<>();
        HostOptions options = options(SHARDING, world.cursor);
        DurableCorrelator.open(disk.afterPowerCut(new SplittableRandom(1)), TINY, Long.MAX_VALUE, options, found::add)
                .close();
        assertThat(found).isEqualTo(expected);
        assertThat(found).filteredOn(tag -> tag.inForce().isPresent()).isNotEmpty();
    }

    @Test
    void whatIsMissingIsRefused() throws IOException {
        World world = new World(7, 300);
        SimDisk disk = new SimDisk();
        world.run(disk);
        for (String name : List.copyOf(disk.names.keySet())) {
            SimDisk less = disk.afterKill();
            less.names.remove(name);
            assertThatThrownBy(() -> open(less, buffer(world.cursor)))
                    .as(name)
                    .isInstanceOf(CorrelationException.class);
        }
    }

    @Test
    void anotherNumberOfShardsIsRefused() throws IOException {
        SimDisk disk = new SimDisk();
        new World(8, 10).run(disk);
        Sharding eight = new Sharding(8);
        assertThatThrownBy(() ->
                        DurableShards.open(disk, eight, SMALL, new OutputBuffer(eight, Cursor.start(eight)), () -> 1))
                .hasMessageContaining("has 4 shards, expected 8");
    }

    @Test
    void aReaderThatIsAheadOfTheLogIsTold() throws IOException {
        World world = new World(9, 100);
        world.run(new SimDisk());
        assertThatThrownBy(() -> open(new SimDisk(), buffer(world.cursor))).hasMessageContaining("ends before it");
    }

    @Test
    void aReaderThatIsBehindWhatItConfirmedIsTold() throws IOException {
        World world = new World(10, 3_000);
        SimDisk disk = new SimDisk();
        world.run(disk);
        assertThatThrownBy(() -> open(disk, buffer(Cursor.start(SHARDING))))
                .hasMessageContaining("outputs are missing");
    }

    /** CORRELATION 4.2: peers choose bytes of inputs, and must not be able to make the log look damaged. */
    @Test
    void aBatchWithinABatchIsNone() {
        byte[] forged = Batch.encode(1, 3, List.of(new byte[] {1, 2, 3}));
        assertThat(Batch.read(1, forged, 0)).isPresent();
        assertThat(Batch.read(2, forged, 0)).isEmpty();
    }
}
