package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorReaderTest {
    @TempDir
    Path dir;

    private Path file;
    private final List<Long> seen = new ArrayList<>();

    @BeforeEach
    void name() {
        file = dir.resolve("eve.json");
    }

    @Test
    void aPartialLineWaitsForItsLineFeed() throws IOException {
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            assertThat(poll(reader)).isZero();
            String line = line(2);
            append(line(1) + line.substring(0, 40));
            assertThat(poll(reader)).isEqualTo(1);
            assertThat(poll(reader)).isZero();
            append(line.substring(40, line.length() - 1));
            assertThat(poll(reader)).isZero();
            append("\n");
            assertThat(poll(reader)).isEqualTo(1);
            assertThat(seen).containsExactly(1L, 2L);
            assertThat(reader.counters().broken()).isZero();
        }
    }

    @Test
    void brokenAndOverlongLinesAreCountedAndSkipped() throws IOException {
        append(line(1) + "garbage\n" + "x".repeat(RecordSplitter.RECORD_BYTES_MAX + 1) + "\n{\"event_type\":1}\n\0\0\n"
                + line(2));
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L);
            assertThat(reader.counters()).isEqualTo(new ReadCounters(2, 3, 1, 0, 0));
        }
    }

    @Test
    void aRotatedFileIsReadToItsEndBeforeTheNewOne() throws IOException {
        append(line(1));
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            append(line(2));
            Files.move(file, dir.resolve("eve.json.1"));
            poll(reader);
            // The writer still has the old file open; its last line comes after the renaming, without a line feed.
            Files.writeString(dir.resolve("eve.json.1"), line(3).trim(), StandardOpenOption.APPEND);
            Files.createFile(file);
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L);
            append(line(4));
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
            assertThat(reader.counters().rotations()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsCutIsReadFromItsStart() throws IOException {
        append(line(1) + line(2) + line(3));
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            Files.copy(file, dir.resolve("eve.json.1"), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(file, line(4), StandardOpenOption.TRUNCATE_EXISTING);
            poll(reader);
            // Cut and grown beyond the old length between two polls: only its beginning tells.
            Files.writeString(file, line(5) + line(6) + line(7) + line(8), StandardOpenOption.TRUNCATE_EXISTING);
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(reader.counters().truncations()).isEqualTo(2);
        }
    }

    @Test
    void aRestartNeitherLosesNorRepeats() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder all = new StringBuilder();
        IntStream.rangeClosed(1, 200).forEach(i -> all.append(line(i)));
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        Path saved = dir.resolve("checkpoint");
        int written = 0;
        while (written < bytes.length) {
            int more = Math.min(bytes.length - written, random.nextInt(1, 900));
            Files.write(
                    file,
                    Arrays.copyOfRange(bytes, written, written + more),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            written += more;
            try (SensorReader reader = SensorReader.open(file, ReadCheckpoint.load(saved), new EveParser("s"))) {
                poll(reader);
                reader.checkpoint().orElseThrow().save(saved);
            }
        }
        assertThat(seen)
                .isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(Long::valueOf).toList());
    }

    @Test
    void filesRotatedWhileNoOneReadAreReadFirst() throws IOException {
        append(line(1) + line(2));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            checkpoint = reader.checkpoint();
        }
        append(line(3));
        rotate("eve.json.2", 1000);
        append(line(4));
        rotate("eve.json.1", 2000);
        append(line(5));
        try (SensorReader reader = SensorReader.open(file, checkpoint, new EveParser("s"))) {
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void aCheckpointOfAFileThatIsGoneBeginsAnew() throws IOException {
        append(line(1));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            checkpoint = reader.checkpoint();
        }
        Path other = dir.resolve("other");
        Files.writeString(other, line(2) + line(3));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        try (SensorReader reader = SensorReader.open(file, checkpoint, new EveParser("s"))) {
            poll(reader);
            assertThat(seen).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void onceReadsTheLastLineToo() throws IOException {
        append(line(1) + line(2).trim());
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            assertThat(reader.readToEnd(event -> seen.add(event.flowId()))).isEqualTo(2);
            assertThat(reader.readToEnd(event -> seen.add(event.flowId()))).isZero();
        }
        try (SensorReader reader = SensorReader.open(dir.resolve("none"), Optional.empty(), new EveParser("s"))) {
            assertThatThrownBy(() -> reader.readToEnd(event -> {})).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void anArrayIsReadAndResumed() throws IOException {
        append("[\n" + line(1).replace(",", ",\n  ") + ",\n" + line(2));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            poll(reader);
            checkpoint = reader.checkpoint();
        }
        append(",\n" + line(3) + "]\n");
        try (SensorReader reader = SensorReader.open(file, checkpoint, new EveParser("s"))) {
            reader.readToEnd(event -> seen.add(event.flowId()));
        }
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aPollIsBounded() throws IOException {
        StringBuilder many = new StringBuilder();
        IntStream.rangeClosed(1, 5000).forEach(i -> many.append(line(i)));
        append(many.toString());
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            assertThat(poll(reader, 10)).isBetween(10, 2000);
            while (poll(reader, 10) > 0) {
                // Reads on.
            }
            assertThat(seen).hasSize(5000).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eve-checkpoint-1\n-1\nfalse\n0\n0\nk\n",
                "eve-checkpoint-2\n1\nfalse\n0\n0\nk\n",
                "a\nb\nc\nd\ne\nf\n"
            })
    void aDamagedCheckpointIsRefused(String text) throws IOException {
        Path saved = Files.writeString(dir.resolve("checkpoint"), text);
        assertThatThrownBy(() -> ReadCheckpoint.load(saved)).isInstanceOf(IOException.class);
    }

    private void rotate(String name, long modifiedMillis) throws IOException {
        Path target = dir.resolve(name);
        Files.move(file, target);
        Files.setLastModifiedTime(target, FileTime.fromMillis(modifiedMillis));
    }

    private int poll(SensorReader reader) throws IOException {
        return poll(reader, Integer.MAX_VALUE);
    }

    private int poll(SensorReader reader, int max) throws IOException {
        return reader.poll(event -> seen.add(event.flowId()), max);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(long id) {
        return "{\"timestamp\":\"2024-03-01T10:00:00.000000+0000\",\"flow_id\":" + id
                + ",\"event_type\":\"alert\",\"src_ip\":\"203.0.113.7\",\"dest_ip\":\"10.20.0.5\"}\n";
    }
}
