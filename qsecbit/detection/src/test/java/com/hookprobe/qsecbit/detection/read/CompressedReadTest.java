package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedReadTest {
    @TempDir
    Path dir;

    private Path file;
    private final List<Long> seen = new ArrayList<>();

    @BeforeEach
    void name() {
        file = dir.resolve("eve.json");
    }

    @Test
    void aCompressedFileIsReadToItsEndAndResumed() throws IOException {
        Path gz = Files.write(
                dir.resolve("old.json.gz"), gzip(lines(1, 5000) + line(5001).trim()));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(gz, Optional.empty(), new EveParser("s"))) {
            reader.poll(event -> seen.add(event.flowId()), 10);
            checkpoint = reader.checkpoint();
        }
        assertThat(seen).hasSizeBetween(10, 2000);
        try (SensorReader reader = SensorReader.open(gz, checkpoint, new EveParser("s"))) {
            reader.readToEnd(event -> seen.add(event.flowId()));
            assertThat(reader.counters().broken()).isZero();
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 5001).boxed().toList());
    }

    @Test
    void severalMembersAreOneFile() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(line(1) + line(2).substring(0, 20)));
        both.write(gzip(line(2).substring(20) + line(3)));
        Files.write(file, both.toByteArray());
        readAll(file, Optional.empty());
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatWasRotatedAndCompressedWhileNoOneReadIsReadFirst() throws IOException {
        Files.writeString(file, lines(1, 300));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            reader.poll(event -> seen.add(event.flowId()), 1);
            // In the middle: bytes that were read together are delivered together, but not all of them.
            checkpoint = reader.checkpoint();
        }
        Files.writeString(file, lines(301, 400), StandardOpenOption.APPEND);
        compress("eve.json.3.gz", 1000);
        Files.writeString(file, lines(401, 500));
        compress("eve.json.2.gz", 2000);
        Files.writeString(file, lines(501, 600));
        Files.move(file, dir.resolve("eve.json.1"));
        Files.setLastModifiedTime(dir.resolve("eve.json.1"), FileTime.fromMillis(3000));
        // One that was rotated before.
        Files.write(dir.resolve("eve.json.4.gz"), gzip(lines(9000, 9010)));
        Files.setLastModifiedTime(dir.resolve("eve.json.4.gz"), FileTime.fromMillis(500));
        Files.writeString(file, lines(601, 700));
        readAll(file, checkpoint);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 700).boxed().toList());
    }

    @Test
    void aCopyThatIsBeingMadeIsNotRead() throws IOException {
        Files.writeString(file, lines(1, 10));
        Optional<ReadCheckpoint> checkpoint;
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            reader.poll(event -> seen.add(event.flowId()), Integer.MAX_VALUE);
            checkpoint = reader.checkpoint();
        }
        Files.writeString(file, lines(11, 20), StandardOpenOption.APPEND);
        Path rotated = Files.move(file, dir.resolve("eve.json.1"));
        Files.write(dir.resolve("eve.json.1.gz"), Arrays.copyOf(gzip(lines(1, 20)), 60));
        Files.writeString(file, lines(21, 25));
        Files.setLastModifiedTime(rotated, FileTime.fromMillis(1000));
        readAll(file, checkpoint);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 25).boxed().toList());
    }

    @Test
    void aDamagedFileIsReadUpToTheDamageAndCounted() throws IOException {
        byte[] whole = gzip(lines(1, 3000));
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        try (SensorReader reader = SensorReader.open(file, Optional.empty(), new EveParser("s"))) {
            reader.readToEnd(event -> seen.add(event.flowId()));
            reader.readToEnd(event -> seen.add(event.flowId()));
            assertThat(reader.counters().broken()).isEqualTo(1);
        }
        assertThat(seen)
                .isNotEmpty()
                .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList());
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 0, 0});
        assertThat(readAll(file, Optional.empty()).broken()).isEqualTo(1);
    }

    private ReadCounters readAll(Path path, Optional<ReadCheckpoint> from) throws IOException {
        try (SensorReader reader = SensorReader.open(path, from, new EveParser("s"))) {
            reader.readToEnd(event -> seen.add(event.flowId()));
            return reader.counters();
        }
    }

    private void compress(String name, long modifiedMillis) throws IOException {
        Path gz = Files.write(dir.resolve(name), gzip(Files.readString(file)));
        Files.setLastModifiedTime(gz, FileTime.fromMillis(modifiedMillis));
        Files.delete(file);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String lines(int first, int last) {
        StringBuilder text = new StringBuilder();
        IntStream.rangeClosed(first, last).forEach(i -> text.append(line(i)));
        return text.toString();
    }

    private static String line(long id) {
        return "{\"timestamp\":\"2024-03-01T10:00:00.000000+0000\",\"flow_id\":" + id
                + ",\"event_type\":\"alert\",\"src_ip\":\"203.0.113.7\",\"dest_ip\":\"10.20.0.5\"}\n";
    }
}
