package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.history;
import static com.hookprobe.neuro.dream.DreamFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed at any moment: what it has acknowledged is there. */
class DreamLogKillTest {
    private static final int ROUNDS = 10;
    private static final int RECORDS = 3000;
    private static final int ACKNOWLEDGED_MAX = 60;
    private static final DreamLogOptions OPTIONS = DreamFixture.options(1, 23, 1000);

    @TempDir
    Path dir;

    /** The process that is killed: appends what the log lacks of the history, and prints each count that is durable. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws Exception {
            List<Ter> ters = history(RECORDS);
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            try (DreamLog log = DreamLog.open(Path.of(arguments[0]), TerChain.START, OPTIONS)) {
                for (int i = (int) log.nextCount(); i < RECORDS; i++) {
                    log.append(i, ters.get(i));
                    out.println(i + 1);
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesAKill() throws Exception {
        List<Ter> ters = history(RECORDS);
        SplittableRandom random = new SplittableRandom(31);
        long known = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int wait = random.nextInt(1, ACKNOWLEDGED_MAX);
            String what = "seed 31, round " + round + ", killed after " + wait;
            long acknowledged = killAfter(wait);
            assertThat(acknowledged).as(what).isGreaterThanOrEqualTo(known + wait);
            List<Ter> found = read(dir);
            assertThat(found).as(what).hasSizeGreaterThanOrEqualTo((int) acknowledged);
            assertThat(found).as(what).isEqualTo(ters.subList(0, found.size()));
            if (round % 2 == 0) {
                // Every other time the next process opens what the killed one has left.
                try (DreamLog log = DreamLog.open(dir, TerChain.START, OPTIONS)) {
                    assertThat(log.nextCount()).as(what).isEqualTo(found.size());
                    log.scan();
                }
            }
            known = found.size();
        }
        assertThat(Directory.segments(dir)).as("it has rolled").hasSizeGreaterThan(3);
    }

    /** The last count that the process has printed before it died. */
    private long killAfter(int acknowledgements) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long last = 0;
            for (int i = 0; i < acknowledgements; i++) {
                last = Long.parseLong(String.valueOf(out.readLine()));
            }
            // Of the handle: that of the process would close the stream as well.
            process.toHandle().destroyForcibly();
            // What it printed between the last line and its death counts too; a line may be cut short.
            StringBuilder rest = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                rest.append((char) c);
            }
            int end = rest.lastIndexOf("\n");
            if (end > 0) {
                String whole = rest.substring(0, end);
                last = Long.parseLong(whole.substring(whole.lastIndexOf('\n') + 1));
            }
            return last;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
