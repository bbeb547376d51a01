package com.hookprobe.qsecbit.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableCorrelatorTest {
    private static final Sharding SHARDING = new Sharding(4);
    private static final DurableShards.Limits LIMITS = new DurableShards.Limits(20_000, 3_600_000_000L);

    @TempDir
    Path folder;

    private HostOptions options(Cursor cursor, Runnable wake) {
        return new HostOptions(
                folder, SHARDING, cursor, wake, () -> MadeInputs.NOW + 10_000 * MadeInputs.MINUTE, Map.of());
    }

    private DurableCorrelator open(Cursor cursor) throws IOException {
        return DurableCorrelator.open(options(cursor, () -> {}), tag -> {});
    }

    private DurableCorrelator open(Disk disk, long outputBytesMax, Runnable wake) throws IOException {
        return DurableCorrelator.open(disk, LIMITS, outputBytesMax, options(Cursor.start(SHARDING), wake), tag -> {});
    }

    @Test
    void outputsComeWhenTheirInputsAreDurableAndStayUntilConfirmed() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        List<Input> inputs = MadeInputs.of(1, 500);
        List<List<Output>> expected = Oracle.outputs(SHARDING, inputs);
        Cursor start = Cursor.start(SHARDING);
        Cursor cursor = start;
        try (DurableCorrelator host = DurableCorrelator.open(options(start, woken::incrementAndGet), tag -> {})) {
            List<CompletableFuture<Void>> done =
                    inputs.stream().map(host::submit).toList();
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
            List<Output> all = host.poll(cursor, Integer.MAX_VALUE);
            assertThat(all).isEqualTo(expected.stream().flatMap(List::stream).toList());
            assertThat(host.poll(cursor, 3)).isEqualTo(all.subList(0, 3));
            for (Output output : all.subList(0, 10)) {
                cursor = cursor.after(output);
            }
            host.confirm(cursor);
            assertThat(host.poll(cursor, Integer.MAX_VALUE)).isEqualTo(all.subList(10, all.size()));
            assertThatThrownBy(() -> host.poll(start, 1)).hasMessageContaining("outputs are gone");
            assertThat(host.failure()).isEmpty();
        }
        assertThat(woken.get()).isPositive();
        try (DurableCorrelator again = open(cursor)) {
            List<Output> all = expected.stream().flatMap(List::stream).toList();
            assertThat(again.poll(cursor, Integer.MAX_VALUE)).isEqualTo(all.subList(10, all.size()));
        }
    }

    /** Who opens it must not go on before it, by a clock that was set back. */
    @Test
    void itTellsHowFarItsTimeHasCome() throws Exception {
        long latest;
        try (DurableCorrelator host = open(Cursor.start(SHARDING))) {
            assertThat(host.openedAtMicros()).isZero();
            List<Input> inputs = MadeInputs.of(3, 200);
            inputs.forEach(host::submit);
            latest = inputs.stream().mapToLong(Input::arrivalMicros).max().orElseThrow();
        }
        try (DurableCorrelator again = open(Cursor.start(SHARDING))) {
            assertThat(again.openedAtMicros()).isEqualTo(latest);
        }
    }

    @Test
    void twoHostsDoNotShareAFolder() throws Exception {
        try (DurableCorrelator host = open(Cursor.start(SHARDING))) {
            assertThat(host.failure()).isEmpty();
            assertThatThrownBy(() -> open(Cursor.start(SHARDING)))
                    .isInstanceOf(CorrelationException.class)
                    .hasMessageContaining("in use: expected one user, and this process has it open");
            // Whoever was refused must not have lost the lock for who has it.
            assertThat(FolderTaker.run(folder)).isEqualTo(FolderTaker.IN_USE);
        }
        assertThat(FolderTaker.run(folder)).isEqualTo(FolderTaker.TAKEN);
        open(Cursor.start(SHARDING)).close();
    }

    @Test
    void aFullDiskStopsTheHostAndAcknowledgesNothing() throws Exception {
        SimDisk disk = new SimDisk();
        DurableCorrelator host = open(disk, Long.MAX_VALUE, () -> {});
        disk.room(100);
        CompletableFuture<Void> done = host.submit(MadeInputs.of(1, 1).get(1));
        assertThatThrownBy(done::get).hasRootCauseMessage("No space left on device");
        host.close();
        assertThat(host.failure()).isPresent();
        assertThat(host.failure().orElseThrow().getMessage()).contains("check the disk's space");
        CompletableFuture<Void> later = host.submit(new Input.Tick(1));
        assertThat(later).isCompletedExceptionally();
        assertThatThrownBy(() -> host.poll(Cursor.start(SHARDING), 1)).hasMessageContaining("has stopped");
    }

    @Test
    void afterItsEndItTakesNothing() throws Exception {
        DurableCorrelator host = open(Cursor.start(SHARDING));
        host.close();
        assertThatThrownBy(() -> host.submit(new Input.Tick(1)).get()).hasMessageContaining("is closed");
    }

    @Test
    void whatWasSubmittedBeforeTheEndIsWritten() throws Exception {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        List<Input> inputs = MadeInputs.of(2, 300);
        try (DurableCorrelator host = open(Cursor.start(SHARDING))) {
            inputs.forEach(input -> done.add(host.submit(input)));
        }
        assertThat(done).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** Whatever the thread dies of: who waits is told, and so is who comes later; the reader is woken. */
    @Test
    void nobodyWaitsForAHostThatHasDied() throws Exception {
        for (Throwable cause : List.of(
                new IOException("Input/output error"),
                new IllegalStateException("a bug"),
                new LinkageError("no class"))) {
            SimDisk disk = new SimDisk();
            AtomicInteger woken = new AtomicInteger();
            DurableCorrelator host = open(disk, Long.MAX_VALUE, woken::incrementAndGet);
            disk.failForce(0, cause);
            List<CompletableFuture<Void>> done =
                    MadeInputs.of(1, 200).stream().map(host::submit).toList();
            for (CompletableFuture<Void> each : done) {
                assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS)).hasRootCause(cause);
            }
            host.close();
            assertThat(woken).as("the reader, of the end").hasValue(1);
            assertThat(host.failure()).isPresent();
            assertThat(host.submit(new Input.Tick(1))).isCompletedExceptionally();
            assertThatThrownBy(() -> host.poll(Cursor.start(SHARDING), 1)).hasMessageContaining("has stopped");
            assertThat(disk.isAllClosed()).isTrue();
            host.close();
        }
    }

    @Test
    void aThreadOfTheHostMayCloseIt() throws Exception {
        DurableCorrelator host = open(Cursor.start(SHARDING));
        CompletableFuture<Void> closed = host.submit(new Input.Tick(1)).thenRun(host::close);
        closed.get(60, TimeUnit.SECONDS);
        host.close();
        assertThat(host.failure()).isEmpty();
    }

    /** CORRELATION 1.6. */
    @Test
    void whatComesFromAClockThatIsFarAheadIsRefusedAndCounted() throws Exception {
        long now = MadeInputs.NOW;
        HostOptions options = new HostOptions(folder, SHARDING, Cursor.start(SHARDING), () -> {}, () -> now, Map.of());
        try (DurableCorrelator host = DurableCorrelator.open(options, tag -> {})) {
            host.submit(new Input.Tick(now + Input.AHEAD_MAX_MICROS)).get();
            assertThat(host.status().early()).isZero();
            assertThatThrownBy(() -> host.submit(new Input.Tick(now + Input.AHEAD_MAX_MICROS + 1))
                            .get())
                    .hasCauseInstanceOf(CorrelationException.class)
                    .hasMessageContaining("early")
                    .hasMessageContaining("NTP");
            assertThat(host.status().early()).isEqualTo(1);
        }
    }

    /** Memory and log are bounded, it is told, and all goes on when the reader does. */
    @Test
    void aReaderThatNeverConfirmsStopsTheIntakeAndNotTheHost() throws Exception {
        SimDisk disk = new SimDisk();
        long most = 30_000;
        List<Input> inputs = MadeInputs.of(1, 3_000);
        List<List<Output>> expected = Oracle.outputs(SHARDING, inputs);
        Cursor cursor = Cursor.start(SHARDING);
        List<Output> read = new ArrayList<>();
        try (DurableCorrelator host = open(disk, most, () -> {})) {
            int taken = takeUntilRefused(host, inputs, 0);
            assertThat(taken).isPositive().isLessThan(inputs.size());
            long bytes = disk.bytes();
            for (int again = 0; again < 1_000; again++) {
                assertThatThrownBy(() -> host.submit(inputs.get(0)).get())
                        .hasMessageContaining("submit again when it has");
            }
            assertThat(disk.bytes()).isEqualTo(bytes);
            assertThat(host.status().heldUp()).isEqualTo(1_001);
            long longest = expected.stream()
                    .flatMap(List::stream)
                    .mapToLong(Output::length)
                    .max()
                    .orElseThrow();
            assertThat(host.status().unconfirmedBytes()).isBetween(most, most + 40 * longest);
            assertThat(host.failure()).isEmpty();
            while (taken < inputs.size()) {
                cursor = read(host, cursor, read);
                taken = takeUntilRefused(host, inputs, taken);
            }
            read(host, cursor, read);
            assertThat(host.status().unconfirmedBytes()).isZero();
        }
        for (int number = 0; number < SHARDING.shards(); number++) {
            int wanted = number;
            assertThat(read).filteredOn(output -> output.shard() == wanted).isEqualTo(expected.get(number));
        }
    }

    private static int takeUntilRefused(DurableCorrelator host, List<Input> inputs, int from) throws Exception {
        for (int i = from; i < inputs.size(); i++) {
            CompletableFuture<Void> done = host.submit(inputs.get(i));
            if (done.isCompletedExceptionally()) {
                return i;
            }
            done.get(60, TimeUnit.SECONDS);
        }
        return inputs.size();
    }

    private static Cursor read(DurableCorrelator host, Cursor from, List<Output> into) throws CorrelationException {
        Cursor cursor = from;
        for (Output output : host.poll(from, Integer.MAX_VALUE)) {
            into.add(output);
            cursor = cursor.after(output);
        }
        host.confirm(cursor);
        return cursor;
    }
}
