package com.hookprobe.qsecbit.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.core.Output;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CORRELATION 4: a real process with real files, killed with SIGKILL again and again. */
class KillTest {
    private static final int INPUTS = 1_500;
    private static final int KILLS = 5;
    private static final long SEED = 11;

    @TempDir
    Path folder;

    private int acknowledged;

    @Test
    void nothingIsLostOrRepeated() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            assertThat(run(kill * INPUTS / (KILLS + 1) + random.nextInt(100))).isFalse();
        }
        assertThat(run(Integer.MAX_VALUE)).isTrue();
        assertThat(stored()).isEqualTo(Oracle.outputs(KillChild.SHARDING, MadeInputs.of(SEED, INPUTS)));
    }

    /** Runs the process until it has said a number; true when it came to its end. */
    private boolean run(int killAt) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillChild.class.getName(),
                        folder.resolve("log").toString(),
                        Long.toString(SEED),
                        Integer.toString(INPUTS),
                        Integer.toString(acknowledged))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean done = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The very last line may be cut short: then its number is not the one that was meant.
                acknowledged = last.isEmpty() ? acknowledged : Integer.parseInt(last);
                done = line.equals("done");
                last = line;
                if (acknowledged >= killAt) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();
        return done;
    }

    private List<List<Output>> stored() throws Exception {
        List<List<Output>> stored = new ArrayList<>();
        for (int number = 0; number < KillChild.SHARDING.shards(); number++) {
            stored.add(new ArrayList<>());
        }
        ByteBuffer from = ByteBuffer.wrap(Files.readAllBytes(KillChild.outputs(folder.resolve("log"))));
        while (from.hasRemaining()) {
            byte[] bytes = new byte[from.getInt()];
            from.get(bytes);
            Output output = Output.decode(bytes);
            stored.get(output.shard()).add(output);
        }
        return stored;
    }
}
