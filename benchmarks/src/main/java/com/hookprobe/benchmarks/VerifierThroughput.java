package com.hookprobe.benchmarks;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.verify.AesGcmSeal;
import com.hookprobe.neuro.verify.FileVerifierOptions;
import com.hookprobe.neuro.verify.FileVerifierStore;
import com.hookprobe.neuro.verify.MemoryVerifierStore;
import com.hookprobe.neuro.verify.Verifier;
import com.hookprobe.neuro.verify.VerifierOptions;
import com.hookprobe.neuro.verify.VerifierStore;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Records a second through a whole {@link Verifier}: uploads of K records with one claim, from all devices in turn, each
 * judged, replayed and answered; with the store in memory without a journal, or on disk with journal, syncs and seals.
 */
final class VerifierThroughput {
    private static final int DISTINCT = 8;
    private static final int ROUNDS_WARM = 6;
    private static final int ROUNDS = 18;

    private final int devices;
    private final int visit;
    private final VerifierOptions options;
    private final List<List<Upload>> uploads = new ArrayList<>();

    VerifierThroughput(int devices, int visit, int workers) {
        this.devices = devices;
        this.visit = visit;
        // Devices are spread over the workers by a hash: room for an uneven share.
        this.options = VerifierOptions.DEFAULT
                .withWorkers(workers)
                .withDevices(2 * devices, 2 * devices)
                .withWaiting(16, 1 << 24);
        for (int d = 0; d < DISTINCT; d++) {
            uploads.add(uploads(d));
        }
    }

    double inMemory() throws Exception {
        return run(MemoryVerifierStore.withoutJournal());
    }

    double onDisk() throws Exception {
        Path folder = Files.createTempDirectory("hookprobe-verifier");
        try {
            return run(FileVerifierStore.open(folder, new AesGcmSeal(new byte[32]), FileVerifierOptions.DEFAULT));
        } finally {
            delete(folder);
        }
    }

    private double run(VerifierStore store) throws Exception {
        long start = 0;
        try (Verifier verifier = Verifier.open(store, id -> Optional.of(seed(number(id))), options)) {
            for (int device = 0; device < devices; device++) {
                verifier.baseline(id(device), IntegrityBaseline.of(new byte[Ter.INTEGRITY_BYTES]));
            }
            for (int round = 0; round < ROUNDS_WARM + ROUNDS; round++) {
                if (round == ROUNDS_WARM) {
                    start = System.nanoTime();
                }
                round(verifier, round);
            }
            return (double) ROUNDS * devices * visit * 1e9 / (System.nanoTime() - start);
        }
    }

    private void round(Verifier verifier, int round) {
        List<CompletableFuture<Verdict>> answers = new ArrayList<>(devices);
        for (int device = 0; device < devices; device++) {
            answers.add(
                    verifier.submit(id(device), uploads.get(device % DISTINCT).get(round)));
        }
        for (CompletableFuture<Verdict> answer : answers) {
            if (!(answer.join() instanceof Verdict.Authenticated)) {
                throw new IllegalStateException("a proper history gave " + answer.join());
            }
        }
    }

    private List<Upload> uploads(int which) {
        List<Upload> made = new ArrayList<>();
        List<Ter> ters = NeuroBenchmark.history(which, visit * (ROUNDS_WARM + ROUNDS));
        try (WeightState state = WeightState.fromSeed(seed(which))) {
            for (int from = 0; from < ters.size(); from += visit) {
                List<Ter> part = ters.subList(from, from + visit);
                part.forEach(ter -> WeightEvolution.step(state, ter));
                made.add(new Upload(from, part, List.of(new FingerprintClaim(state.count(), state.fingerprint()))));
            }
        }
        return made;
    }

    private static byte[] seed(int device) {
        byte[] seed = new byte[WeightState.SEED_BYTES];
        Arrays.fill(seed, (byte) (device % DISTINCT + 1));
        return seed;
    }

    private static DeviceId id(int device) {
        return DeviceId.of(
                ByteBuffer.allocate(DeviceId.BYTES).putInt(28, device).array());
    }

    private static int number(DeviceId id) {
        return ByteBuffer.wrap(id.bytes()).getInt(28);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
