package com.hookprobe.qsecbit.detection.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureReaderTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    private record Got(long micros, int linkType, int wireLength, List<Byte> bytes) {}

    private final List<Got> got = new ArrayList<>();

    private CaptureCounters read(byte[] capture) throws IOException {
        return read(new ByteArrayInputStream(capture));
    }

    private CaptureCounters read(InputStream in) throws IOException {
        got.clear();
        try (CaptureReader reader = CaptureReader.of(in, "test")) {
            while (reader.next()) {
                List<Byte> bytes = new ArrayList<>();
                for (int i = 0; i < Math.min(8, reader.length()); i++) {
                    bytes.add(reader.data()[reader.offset() + i]);
                }
                got.add(new Got(reader.timeMicros(), reader.linkType(), reader.wireLength(), bytes));
            }
            assertThat(reader.next()).isFalse();
            return reader.counters();
        }
    }

    private static byte[] pcap(ByteOrder order, int magic, int linkType, int packets) {
        ByteBuffer out = ByteBuffer.allocate(24 + packets * (16 + FRAME.length)).order(order);
        out.putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(linkType);
        for (int i = 0; i < packets; i++) {
            out.putInt(100 + i).putInt(7000).putInt(FRAME.length).putInt(60).put(FRAME);
        }
        return out.array();
    }

    private static final Got FIRST =
            new Got(100_007_000L, 1, 60, List.of((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5));

    @Test
    void pcapOfBothByteOrdersAndUnits() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            assertThat(read(pcap(order, 0xa1b2c3d4, 1, 3)).packets()).isEqualTo(3);
            assertThat(got.get(0)).isEqualTo(FIRST);
            read(pcap(order, 0xa1b23c4d, 113, 1));
            assertThat(got.get(0).micros()).isEqualTo(100_000_007L);
            assertThat(got.get(0).linkType()).isEqualTo(113);
        }
    }

    private static byte[] block(ByteOrder order, int type, byte[] body) {
        int padded = body.length + 3 & ~3;
        return ByteBuffer.allocate(12 + padded)
                .order(order)
                .putInt(type)
                .putInt(12 + padded)
                .put(Arrays.copyOf(body, padded))
                .putInt(12 + padded)
                .array();
    }

    private static byte[] section(ByteOrder order) {
        ByteBuffer body = ByteBuffer.allocate(16).order(order);
        return block(
                order,
                0x0a0d0d0a,
                body.putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array());
    }

    private static byte[] description(ByteOrder order, int linkType, int resolution, long offset) {
        ByteBuffer body = ByteBuffer.allocate(32).order(order);
        body.putShort((short) linkType).putShort((short) 0).putInt(0);
        body.putShort((short) 9).putShort((short) 1).put((byte) resolution).put(new byte[3]);
        body.putShort((short) 14).putShort((short) 8).putLong(offset).putInt(0);
        return block(order, 1, body.array());
    }

    private static byte[] enhanced(ByteOrder order, int number, long ticks) {
        ByteBuffer body = ByteBuffer.allocate(20 + FRAME.length).order(order);
        body.putInt(number)
                .putInt((int) (ticks >>> 32))
                .putInt((int) ticks)
                .putInt(FRAME.length)
                .putInt(60)
                .put(FRAME);
        return block(order, 6, body.array());
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void pcapngWithUnitsOffsetsOtherBlocksAndASecondSection() throws IOException {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        ByteOrder big = ByteOrder.BIG_ENDIAN;
        byte[] old = ByteBuffer.allocate(28)
                .order(big)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(5_000_000)
                .putInt(5)
                .putInt(60)
                .put(FRAME)
                .array();
        byte[] simple = ByteBuffer.allocate(12).order(big).putInt(5).put(FRAME).array();
        CaptureCounters counters = read(join(
                section(little),
                description(little, 1, 6, 0),
                description(little, 101, 9, 1000),
                description(little, 127, 0x80 | 10, 0),
                enhanced(little, 0, 100_007_000L),
                block(little, 5, new byte[12]),
                enhanced(little, 1, 3_000_002_000L),
                enhanced(little, 2, 3 * 1024 + 512),
                enhanced(little, 3, 0),
                section(big),
                description(big, 1, 6, 0),
                block(big, 2, old),
                block(big, 3, simple)));
        assertThat(got.get(0)).isEqualTo(FIRST);
        assertThat(got)
                .extracting(Got::micros)
                .containsExactly(100_007_000L, 1_003_000_002L, 3_500_000L, 5_000_000L, 5_000_000L);
        assertThat(got).extracting(Got::linkType).containsExactly(1, 101, 127, 1, 1);
        assertThat(counters).isEqualTo(new CaptureCounters(5, 0, 0, 2, 0));
    }

    @Test
    void compressedAndFromAFile(@TempDir Path dir) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, 1000));
        }
        assertThat(read(out.toByteArray()).packets()).isEqualTo(1000);
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() - 20);
        assertThat(read(cut).truncated()).isEqualTo(1);
        Path file = Files.write(dir.resolve("a.pcap.gz"), out.toByteArray());
        try (CaptureReader reader = CaptureReader.open(file)) {
            assertThat(reader.next()).isTrue();
        }
    }

    @Test
    void whatIsNoCaptureIsSaidClearly(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("notes.txt"), new byte[] {'h', 'e', 'l', 'l', 'o'});
        assertThatThrownBy(() -> CaptureReader.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt is no capture")
                .hasMessageContaining("68656c6c");
        assertThatThrownBy(() -> read(new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("fewer than four");
    }

    @Test
    void aCaptureThatIsCutAnywhereGivesWhatIsWhole() throws IOException {
        byte[] whole = pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, 3);
        for (int length = 24; length < whole.length; length++) {
            CaptureCounters counters = read(Arrays.copyOf(whole, length));
            int record = 16 + FRAME.length;
            assertThat(counters.packets()).isEqualTo((length - 24) / record);
            assertThat(counters.truncated()).isEqualTo((length - 24) % record == 0 ? 0 : 1);
        }
    }

    @Test
    void lengthsThatLieEndTheReadingAndLongPacketsAreSkipped() throws IOException {
        byte[] huge = pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, 1);
        ByteBuffer.wrap(huge).putInt(32, Integer.MIN_VALUE);
        assertThat(read(huge)).isEqualTo(new CaptureCounters(0, 0, 1, 0, 0));
        ByteBuffer longer = ByteBuffer.allocate(24 + 16 + 300_000 + 21);
        longer.put(pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, 0))
                .putInt(1)
                .putInt(0)
                .putInt(300_000)
                .putInt(300_000);
        longer.position(24 + 16 + 300_000).put(pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, 1), 24, 21);
        assertThat(read(longer.array())).isEqualTo(new CaptureCounters(1, 1, 0, 0, 0));
    }

    @Test
    void largePacketsCrossTheBuffer() throws IOException {
        int size = CaptureReader.PACKET_BYTES_MAX;
        ByteBuffer out = ByteBuffer.allocate(24 + 20 * (16 + size));
        out.put(pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, 0));
        for (int i = 0; i < 20; i++) {
            out.putInt(i).putInt(0).putInt(size).putInt(size).put((byte) i).position(24 + (i + 1) * (16 + size));
        }
        // A pipe gives what it has, not what is asked for.
        InputStream pipe = new ByteArrayInputStream(out.array()) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(length, 4097));
            }
        };
        assertThat(read(pipe).packets()).isEqualTo(20);
        assertThat(got)
                .extracting(g -> (int) g.bytes().get(0))
                .startsWith(0, 1, 2)
                .endsWith(18, 19);
    }

    @Test
    void damageNeverThrows() throws IOException {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        byte[][] good = {
            pcap(little, 0xa1b2c3d4, 1, 20),
            join(section(little), description(little, 1, 9, 5), enhanced(little, 0, 7), enhanced(little, 0, 8))
        };
        for (int seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            byte[] bad = good[seed % 2].clone();
            for (int i = 0; i < 1 + seed % 5; i++) {
                bad[4 + random.nextInt(bad.length - 4)] = (byte) random.nextInt(256);
            }
            CaptureCounters counters = read(bad);
            assertThat(counters.packets()).as("seed " + seed).isLessThanOrEqualTo(20);
            assertThat(got).as("seed " + seed).allMatch(g -> g.micros() >= 0 && g.wireLength() >= 0);
        }
    }
}
