package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.notify.core.Effect;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed again and again while it queues and sends: all that was queued arrives, and each kill repeats one at most. */
@Timeout(240)
class KilledTest {
    private static final int KILLS = 6;
    private static final int AHEAD = 20;

    @TempDir
    Path folder;

    /** The process: tells numbers, says so, and appends to a file what arrives. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        // What is told after a start is new: what comes twice was sent twice.
        String run = args[1];
        Path arrived = folder.resolve("arrived");
        Sender sender = message -> {
            try {
                Files.writeString(arrived, message.id() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return new Outcome.Delivered("");
        };
        Notifier notifier = Notifier.open(NotifierTest.config(folder, "a"), new Silence(), Map.of("a", sender));
        notifier.start();
        long before = taken(notifier);
        for (int i = 0; ; i++) {
            notifier.tell(Samples.detection(run + "-" + i, Severity.HIGH));
            System.out.println(i);
            while (taken(notifier) < before + i - AHEAD) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static long taken(Notifier notifier) {
        NotifierStatus status = notifier.status();
        return status.waiting() + status.channels().get(0).ends().get(Entry.End.DELIVERED);
    }

    private static final class Silence implements NotifierListener {
        @Override
        public void news(Effect.News news, String channel, long count, String reason) {}

        @Override
        public void stored(Optional<String> failure) {}

        @Override
        public void damaged(int lines) {}

        @Override
        public void failed(RuntimeException defect) {}
    }

    @Test
    void whatWasQueuedArrivesWheneverTheProcessIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom();
        Set<String> queued = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledTest.class.getName(),
                            folder.toString(),
                            "run" + kill)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int lines = 2 * AHEAD + random.nextInt(200);
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < lines; i++) {
                    assertThat(out.readLine()).as("the process lives").isNotNull();
                }
                process.destroyForcibly().waitFor();
            }
            queued.addAll(onDisk());
        }
        // The rest arrives with the next start.
        Map<String, Integer> times = new HashMap<>();
        Files.readAllLines(folder.resolve("arrived")).forEach(id -> times.merge(id, 1, Integer::sum));
        try (Notifier last = Notifier.open(NotifierTest.config(folder, "a"), new Silence(), Map.of("a", message -> {
            times.merge(message.id(), 1, Integer::sum);
            return new Outcome.Delivered("");
        }))) {
            last.start();
            while (last.status().waiting() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        assertThat(queued).hasSizeGreaterThan(KILLS);
        assertThat(times.keySet()).containsAll(queued);
        int repeats = times.values().stream().mapToInt(count -> count - 1).sum();
        assertThat(repeats).isLessThanOrEqualTo(KILLS);
    }

    /** What the queue's file has as queued, settled or not. */
    private Set<String> onDisk() throws Exception {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        Files.copy(folder.resolve(Journal.FILE), copy.resolve(Journal.FILE), StandardCopyOption.REPLACE_EXISTING);
        Set<String> queued = new HashSet<>();
        try (Journal journal = Journal.open(copy)) {
            for (Entry entry : journal.found()) {
                if (entry instanceof Entry.Queued one) {
                    queued.add(one.notification().id());
                }
            }
        }
        return queued;
    }
}
