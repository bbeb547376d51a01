package com.hookprobe.benchmarks;

import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.Replay;
import com.hookprobe.neuro.ReplayResult;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightBackup;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records a second that a verifier replays over many devices, K records a visit, on several threads. Every device has a
 * state of its own in memory, far more together than any cache holds. Two figures: the steps alone, and with the check of
 * the claimed fingerprint at the end of each visit (a hash over 149 kB), which is what a verifier really does. Then two of
 * the whole {@link VerifierThroughput}: in memory, and on disk.
 *
 * <p>Arguments: devices, records a visit, threads, seconds for each figure. Prints one line of JSON.
 */
public final class ReplayThroughput {
    private static final int DISTINCT = 8;

    private final int devices;
    private final int visit;
    private final int threads;
    private final long secondsNs;

    private ReplayThroughput(String[] args) {
        devices = Integer.parseInt(args[0]);
        visit = Integer.parseInt(args[1]);
        threads = Integer.parseInt(args[2]);
        secondsNs = Long.parseLong(args[3]) * 1_000_000_000L;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("expected: DEVICES RECORDS_A_VISIT THREADS SECONDS");
            System.exit(2);
        }
        new ReplayThroughput(args).run();
    }

    private void run() throws Exception {
        double steps = measure(false);
        double verified = measure(true);
        VerifierThroughput whole = new VerifierThroughput(devices, visit, threads);
        double inMemory = whole.inMemory();
        double onDisk = whole.onDisk();
        System.out.printf(
                "{\"kernels\": \"%s\", \"devices\": %d, \"visit\": %d, \"threads\": %d, \"evolved_per_second\": %.0f,"
                        + " \"verified_per_second\": %.0f, \"verifier_per_second\": %.0f,"
                        + " \"verifier_on_disk_per_second\": %.0f}%n",
                LayerKernels.best().name(), devices, visit, threads, steps, verified, inMemory, onDisk);
    }

    private double measure(boolean verify) throws InterruptedException {
        List<Share> shares = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            shares.add(new Share(devices / threads, t, verify));
        }
        long start = System.nanoTime();
        shares.forEach(Thread::start);
        for (Share share : shares) {
            share.join();
        }
        long records = shares.stream().mapToLong(share -> share.records).sum();
        long longest = shares.stream().mapToLong(share -> share.tookNs).max().orElseThrow();
        if (System.nanoTime() - start < secondsNs) {
            throw new IllegalStateException("the threads ended early");
        }
        return records * 1e9 / longest;
    }

    /** One thread and its devices: histories for each of a few seeds, states for each device. */
    private final class Share extends Thread {
        private final List<WeightState> states = new ArrayList<>();
        private final WeightState[] starts = new WeightState[DISTINCT];
        private final List<List<Ter>> visits = new ArrayList<>();
        private final List<FingerprintClaim> claims = new ArrayList<>();
        private final WeightBackup backup = new WeightBackup();
        private final IntegrityBaseline baseline = IntegrityBaseline.of(new byte[20]);
        private final boolean verify;
        private long records;
        private long tookNs;

        private Share(int count, int number, boolean verify) {
            this.verify = verify;
            for (int d = 0; d < DISTINCT; d++) {
                byte[] seed = new byte[WeightState.SEED_BYTES];
                Arrays.fill(seed, (byte) (number * DISTINCT + d + 1));
                starts[d] = WeightState.fromSeed(seed);
                List<Ter> ters = NeuroBenchmark.history(seed[0], visit);
                WeightState after = starts[d].copy();
                ters.forEach(ter -> WeightEvolution.step(after, ter));
                visits.add(ters);
                claims.add(new FingerprintClaim(visit, after.fingerprint()));
            }
            for (int d = 0; d < count; d++) {
                states.add(starts[d % DISTINCT].copy());
            }
        }

        @Override
        public void run() {
            // Two rounds over all devices warm the code up; the rest is measured.
            round();
            round();
            records = 0;
            long start = System.nanoTime();
            while (tookNs < secondsNs) {
                round();
                tookNs = System.nanoTime() - start;
            }
        }

        private void round() {
            for (int d = 0; d < states.size(); d++) {
                WeightState state = states.get(d);
                // Back to the start, so that the histories made before fit again: a copy of 149 kB, part of the figure.
                state.set(starts[d % DISTINCT]);
                visit(state, d % DISTINCT);
                records += visit;
            }
        }

        private void visit(WeightState state, int which) {
            List<Ter> ters = visits.get(which);
            if (!verify) {
                for (Ter ter : ters) {
                    WeightEvolution.step(state, ter);
                }
                return;
            }
            ReplayResult result = Replay.verify(state, backup, ters, List.of(claims.get(which)), baseline);
            if (!(result instanceof ReplayResult.Resonant)) {
                throw new IllegalStateException("a proper history gave " + result);
            }
        }
    }
}
