package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.DurableCorrelator;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * Feeds a file of inputs into a {@link DurableCorrelator} and stores its outputs, from where the last such process came to.
 *
 * <p>Arguments: shards, file of inputs, working folder. Tells: {@code OPEN ms}, {@code ACKED inputs}, {@code DONE ms}.
 */
final class DurableChild {
    private static final int IN_FLIGHT = 4_096;
    private static final int READ_EVERY = 1_024;

    private DurableChild() {}

    public static void main(String[] args) throws IOException, ExecutionException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Child.endWithParent(ended::countDown);
        Sharding sharding = new Sharding(Integer.parseInt(args[0]));
        Path work = Path.of(args[2]);
        try (AckFile acknowledged = new AckFile(work.resolve("acknowledged"));
                OutputFile read = new OutputFile(work.resolve("outputs"), sharding);
                InputFile inputs = new InputFile(Path.of(args[1]))) {
            long startNs = System.nanoTime();
            try (DurableCorrelator host = DurableCorrelator.open(options(work, sharding, read.cursor()), tag -> {})) {
                tell("OPEN", millisSince(startNs));
                inputs.skip(acknowledged.count());
                startNs = System.nanoTime();
                feed(host, inputs, acknowledged, read);
                tell("DONE", millisSince(startNs));
                // The parent looks at this process before it lets it go.
                ended.await();
            }
        }
    }

    private static HostOptions options(Path work, Sharding sharding, Cursor cursor) {
        return new HostOptions(work.resolve("log"), sharding, cursor, () -> {}, () -> Long.MAX_VALUE, Map.of());
    }

    private static void feed(DurableCorrelator host, InputFile inputs, AckFile acknowledged, OutputFile read)
            throws IOException, ExecutionException, InterruptedException {
        Deque<CompletableFuture<Void>> flight = new ArrayDeque<>();
        Optional<Input> input = inputs.next();
        for (long i = 1; input.isPresent() || !flight.isEmpty(); i++) {
            if (input.isPresent() && flight.size() < IN_FLIGHT) {
                flight.add(host.submit(input.get()));
                input = inputs.next();
            } else {
                flight.remove().get();
                acknowledged.oneMore();
            }
            if (i % READ_EVERY == 0) {
                tell("ACKED", acknowledged.count());
                read(host, read);
            }
        }
        tell("ACKED", acknowledged.count());
        read(host, read);
    }

    private static void read(DurableCorrelator host, OutputFile read) throws IOException {
        Cursor cursor = read.cursor();
        for (Output output : host.poll(cursor, Integer.MAX_VALUE)) {
            read.add(output);
        }
        read.force();
        host.confirm(read.cursor());
    }

    private static void tell(String word, long number) {
        System.out.println(word + " " + number);
    }

    private static long millisSince(long startNs) {
        return (System.nanoTime() - startNs) / 1_000_000;
    }
}
