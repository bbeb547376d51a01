package com.hookprobe.neuro.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.TestDevice;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 9.26: a process that is killed takes back nothing that it had acknowledged. */
@Timeout(300)
class VerifierKillTest {
    private static final int KILLS = 8;
    private static final long SEED = 20_251_201;

    @TempDir
    Path folder;

    private final List<TestDevice> devices = KilledVerifier.devices();
    private final int[] acknowledged = new int[KilledVerifier.DEVICES];

    @Test
    void everyAcknowledgedCountIsThereAfterAKill() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            int after = 1 + random.nextInt(25);
            int told = runAndKill(after);
            String run = "seed " + SEED + ", kill " + kill + " after " + after + " acknowledgements";
            assertThat(told).as(run).isGreaterThanOrEqualTo(after);
            try (Verifier verifier = KilledVerifier.open(folder, devices)) {
                for (int i = 0; i < KilledVerifier.DEVICES; i++) {
                    requireKept(verifier, i, run);
                }
            }
        }
        finish();
    }

    /** Kills the child when it has told so many verdicts; returns how many it told in all. */
    private int runAndKill(int after) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledVerifier.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        int told = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 4 && words[3].length() == 128) {
                    int device = Integer.parseInt(words[1]);
                    int count = Integer.parseInt(words[2]);
                    Verdict expected = new Verdict.Authenticated(
                            count, devices.get(device).claim(count).fingerprint(), false);
                    assertThat(line).isEqualTo(KilledVerifier.line(device, (Verdict.Authenticated) expected));
                    acknowledged[device] = Math.max(acknowledged[device], count);
                    told++;
                } else {
                    // The kill may cut a line short; anything else is a failure of the child.
                    assertThat(lines.readLine()).as(line).isNull();
                }
                if (told == after) {
                    // Through the handle: what the child wrote before its end can be read still.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        return told;
    }

    private void requireKept(Verifier verifier, int i, String run) throws Exception {
        TestDevice device = devices.get(i);
        int have = KilledVerifier.count(verifier, device);
        assertThat(have).as(run).isGreaterThanOrEqualTo(acknowledged[i]);
        int count = acknowledged[i];
        Upload again = new Upload(count, List.of(), List.of(device.claim(count)));
        assertThat(verifier.submit(device.id, again).get(60, TimeUnit.SECONDS))
                .as(run)
                .isInstanceOf(Verdict.Authenticated.class);
        if (have < KilledVerifier.RECORDS) {
            int next = have + KilledVerifier.STEP;
            assertThat(verifier.submit(device.id, device.upload(count, next)).get(60, TimeUnit.SECONDS))
                    .as(run)
                    .isEqualTo(
                            new Verdict.Authenticated(next, device.claim(next).fingerprint(), false));
            acknowledged[i] = next;
        }
    }

    private void finish() throws Exception {
        try (Verifier verifier = KilledVerifier.open(folder, devices)) {
            for (TestDevice device : devices) {
                verifier.submit(device.id, device.upload(0, KilledVerifier.RECORDS))
                        .get(60, TimeUnit.SECONDS);
            }
        }
        try (FileVerifierStore store =
                FileVerifierStore.open(folder, new AesGcmSeal(new byte[32]), FileVerifierOptions.DEFAULT)) {
            for (TestDevice device : devices) {
                // What left memory meanwhile may be in the journal only.
                try (DeviceHistory history = new HistoryLoader(store, id -> Optional.empty())
                        .load(device.id)
                        .orElseThrow()
                        .history()) {
                    assertThat(history.state().serialise()).isEqualTo(device.state.serialise());
                }
            }
        }
    }
}
