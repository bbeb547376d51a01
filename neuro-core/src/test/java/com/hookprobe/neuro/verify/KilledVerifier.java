package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.verify.core.ResonanceKeys;
import com.hookprobe.neuro.verify.core.TestDevice;
import com.hookprobe.neuro.verify.core.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A verifier in a process of its own that is killed: it prints every verdict AUTHENTICATED as soon as it is told. */
final class KilledVerifier {
    static final int DEVICES = 5;
    static final int RECORDS = 240;
    static final int STEP = 4;
    private static final int ROUND = 3;

    private KilledVerifier() {}

    static List<TestDevice> devices() {
        List<TestDevice> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            TestDevice device = new TestDevice(500 + i);
            while (device.ters.size() < RECORDS) {
                device.run(STEP);
            }
            devices.add(device);
        }
        return devices;
    }

    /** Little memory and a short journal, so that histories are saved and segments dropped all the time. */
    static Verifier open(Path folder, List<TestDevice> devices) throws Exception {
        AesGcmSeal seal = new AesGcmSeal(new byte[32]);
        FileVerifierStore store = FileVerifierStore.open(folder, seal, new FileVerifierOptions(4 << 10, 2));
        Verifier verifier = Verifier.open(
                store,
                id -> devices.stream()
                        .filter(one -> one.id.equals(id))
                        .findFirst()
                        .map(one -> one.seed.clone()),
                VerifierOptions.DEFAULT.withWorkers(2).withDevices(2, 20).withVisits(1_000, Duration.ofMillis(2)));
        devices.forEach(one -> verifier.baseline(one.id, IntegrityBaseline.of(TestDevice.INTEGRITY)));
        return verifier;
    }

    static int count(Verifier verifier, TestDevice device) throws Exception {
        Optional<ResonanceKeys> keys = verifier.keys(device.id).get();
        try (ResonanceKeys told = keys.orElseThrow()) {
            return (int) told.count();
        }
    }

    static String line(int device, Verdict.Authenticated told) {
        return "ACK " + device + " " + told.count() + " " + HexFormat.of().formatHex(told.fingerprint());
    }

    public static void main(String[] args) throws Exception {
        List<TestDevice> devices = devices();
        try (Verifier verifier = open(Path.of(args[0]), devices)) {
            while (true) {
                List<CompletableFuture<Void>> round = new ArrayList<>();
                for (int i = 0; i < DEVICES; i++) {
                    int number = i;
                    int have = count(verifier, devices.get(i));
                    int end = Math.min(RECORDS, have + ROUND * STEP);
                    for (int from = have; from < end; from += STEP) {
                        round.add(verifier.submit(
                                        devices.get(i).id, devices.get(i).upload(from, from + STEP))
                                .thenAccept(verdict -> print(number, verdict)));
                    }
                }
                if (round.isEmpty()) {
                    return;
                }
                CompletableFuture.allOf(round.toArray(new CompletableFuture<?>[0]))
                        .get();
            }
        }
    }

    private static void print(int device, Verdict verdict) {
        System.out.println(verdict instanceof Verdict.Authenticated told ? line(device, told) : "BAD " + verdict);
        System.out.flush();
    }
}
