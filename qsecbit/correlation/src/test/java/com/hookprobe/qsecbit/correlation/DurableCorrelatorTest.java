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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableCorrelatorTest {
    private static final Sharding SHARDING = new Sharding(4);

    @TempDir
    Path folder;

    private DurableCorrelator open(Cursor cursor) throws IOException {
        return DurableCorrelator.open(folder, SHARDING, cursor, () -> {});
    }

    @Test
    void outputsComeWhenTheirInputsAreDurableAndStayUntilConfirmed() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        List<Input> inputs = MadeInputs.of(1, 500);
        List<List<Output>> expected = Oracle.outputs(SHARDING, inputs);
        Cursor start = Cursor.start(SHARDING);
        Cursor cursor = start;
        try (DurableCorrelator host = DurableCorrelator.open(folder, SHARDING, start, woken::incrementAndGet)) {
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

    @Test
    void twoHostsDoNotShareAFolder() throws Exception {
        try (DurableCorrelator host = open(Cursor.start(SHARDING))) {
            assertThat(host.failure()).isEmpty();
            assertThatThrownBy(() -> open(Cursor.start(SHARDING)))
                    .isInstanceOf(CorrelationException.class)
                    .hasMessageContaining("in use");
        }
        open(Cursor.start(SHARDING)).close();
    }

    @Test
    void aFullDiskStopsTheHostAndAcknowledgesNothing() throws Exception {
        SimDisk disk = new SimDisk();
        DurableCorrelator host =
                DurableCorrelator.open(disk, SHARDING, DurableShards.Limits.STANDARD, Cursor.start(SHARDING), () -> {});
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

    @Test
    void aReaderThatNeverConfirmsStopsTheIntakeAndNotTheHost() throws Exception {
        OutputBuffer full = new OutputBuffer(SHARDING, Cursor.start(SHARDING));
        assertThat(full.bytes()).isZero();
        List<List<Output>> outputs = Oracle.outputs(SHARDING, MadeInputs.of(1, 100));
        for (Output output : outputs.get(0)) {
            full.add(output);
        }
        long all = full.bytes();
        assertThat(all)
                .isEqualTo(outputs.get(0).stream().mapToLong(Output::length).sum());
        full.confirm(Cursor.start(SHARDING).after(outputs.get(0).get(0)));
        assertThat(full.bytes()).isEqualTo(all - outputs.get(0).get(0).length());
    }
}
