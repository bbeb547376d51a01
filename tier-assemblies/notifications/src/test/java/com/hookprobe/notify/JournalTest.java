package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.notify.core.Backoff;
import com.hookprobe.notify.core.Dispatch;
import com.hookprobe.notify.core.Effect;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.Entry.End;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue's file, cut off at every byte, damaged, and written anew. */
class JournalTest {
    @TempDir
    Path folder;

    private static List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        for (NotificationType type : List.of(NotificationType.DETECTION, NotificationType.NODE_LOST)) {
            all.add(new Entry.Queued(
                    all.size() + 1, Samples.of(type, "id-" + type.text().replace('_', '-')), List.of("a", "b")));
        }
        all.add(new Entry.Settled("a", List.of(1L, 2L), End.DELIVERED, 3));
        all.add(new Entry.Counted("a", Map.of(End.DELIVERED, 7L, End.OLD, 1L), 4, 99));
        return all;
    }

    private List<Entry> read() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            return List.copyOf(journal.found());
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(entries());
        }
        assertThat(read()).isEqualTo(entries());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(Journal.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void cutOffAtAnyByteEveryWholeLineCountsAndMoreCanBeWritten() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(entries());
        }
        byte[] whole = Files.readAllBytes(folder.resolve(Journal.FILE));
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            long lines = new String(cut, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            Files.write(folder.resolve(Journal.FILE), cut);
            Entry more = new Entry.Settled("b", List.of(1L), End.REFUSED, 0);
            try (Journal journal = Journal.open(folder)) {
                assertThat(journal.found()).isEqualTo(entries().subList(0, (int) lines));
                assertThat(journal.damaged()).isZero();
                journal.append(List.of(more));
            }
            assertThat(read()).hasSize((int) lines + 1).endsWith(more);
        }
    }

    @Test
    void aDamagedLineIsPassedOverAndCounted() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(entries());
        }
        byte[] whole = Files.readAllBytes(folder.resolve(Journal.FILE));
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length - 1);
            damaged[at] ^= (byte) (1 << random.nextInt(7));
            Files.write(folder.resolve(Journal.FILE), damaged);
            try (Journal journal = Journal.open(folder)) {
                assertThat(entries()).containsAll(journal.found());
                assertThat(journal.damaged()).isPositive();
                assertThat(journal.found())
                        .hasSizeGreaterThanOrEqualTo(entries().size() - 2);
            }
        }
    }

    @Test
    void writtenAnewItIsTheOldOrTheNewOneAndNothingBetween() throws IOException {
        List<Entry> fresh = List.of(new Entry.Counted("a", Map.of(), 0, 5));
        try (Journal journal = Journal.open(folder)) {
            journal.append(entries());
            // The process ends while the new one is written: it is not there under its name.
            Files.write(folder.resolve("queue.new"), new byte[] {1, 2, 3});
        }
        assertThat(read()).isEqualTo(entries());
        assertThat(folder.resolve("queue.new")).doesNotExist();
        try (Journal journal = Journal.open(folder)) {
            journal.rewrite(fresh);
            journal.append(entries().subList(0, 1));
        }
        assertThat(read()).hasSize(2).startsWith(fresh.get(0));
    }

    /** The script of a queue's life, ended at every byte that it writes: nothing that counted as queued is gone. */
    @Test
    void endedAtAnyByteNothingQueuedIsGoneAndOneAtMostComesAgain() throws IOException {
        List<byte[]> states = new ArrayList<>();
        List<Integer> queuedBy = new ArrayList<>();
        List<Integer> arrivedBy = new ArrayList<>();
        int queued = 0;
        int arrived = 0;
        try (Journal journal = Journal.open(folder)) {
            Dispatch queue = new Dispatch(List.of(Samples.lane("a")), Dispatch.Bounds.STANDARD, Backoff.STANDARD, 0);
            boolean wire = false;
            for (int step = 0; step < 30; step++) {
                List<Effect> effects;
                if (step % 3 != 2) {
                    effects = queue.happened(
                            Samples.detection("n" + queued, Severity.HIGH), List.of("a"), step, Samples.MICROS);
                    queued++;
                } else if (wire) {
                    // It has arrived before anything about it is written.
                    arrived++;
                    wire = false;
                    effects = queue.came("a", new Outcome.Delivered(""), step, Samples.MICROS, new SplittableRandom(1));
                } else {
                    continue;
                }
                journal.append(effects.stream()
                        .filter(Effect.Write.class::isInstance)
                        .map(effect -> ((Effect.Write) effect).entry())
                        .toList());
                wire |= effects.stream().anyMatch(Effect.Send.class::isInstance);
                states.add(Files.readAllBytes(folder.resolve(Journal.FILE)));
                queuedBy.add(queued);
                arrivedBy.add(arrived);
            }
        }
        for (int state = 1; state < states.size(); state++) {
            for (int length = states.get(state - 1).length; length < states.get(state).length; length++) {
                Files.write(folder.resolve(Journal.FILE), Arrays.copyOf(states.get(state), length));
                Dispatch again =
                        new Dispatch(List.of(Samples.lane("a")), Dispatch.Bounds.STANDARD, Backoff.STANDARD, 0);
                again.restore(read(), 0, Samples.MICROS);
                int counted = queuedBy.get(state - 1);
                int waiting = again.waiting();
                assertThat(waiting + arrivedBy.get(state))
                        .as("nothing queued is gone")
                        .isGreaterThanOrEqualTo(counted);
                assertThat(waiting + arrivedBy.get(state) - counted)
                        .as("one comes again at most")
                        .isLessThanOrEqualTo(1);
            }
        }
    }
}
