package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareDigestsTest {
    @TempDir
    Path root;

    @Test
    void digestIsTheOneOfTheSpec() {
        byte[] encoded = HardwareReading.of(HardwareKind.VIRTUAL, Map.of(HardwareField.MAC, List.of("m1")))
                .digests()
                .encode();
        byte[] hash = Bytes.sha256("HOOKPROBE HARDWARE DIGEST V1\0\3m1".getBytes(StandardCharsets.US_ASCII));
        byte[] expected = new RecordWriter()
                .bytes(Bytes.ascii("HPHD"))
                .u8(1)
                .u8(2)
                .u8(0)
                .u8(0)
                .u8(1)
                .bytes(Arrays.copyOf(hash, 16))
                .u8(0)
                .u8(0)
                .u8(0)
                .toBytes();
        assertThat(encoded).isEqualTo(expected);
    }

    @Test
    void noValueAndNoHostNameIsInIt() {
        HardwareReading reading = FakeSystem.pc(root).read();
        String text = new String(reading.digests().encode(), StandardCharsets.ISO_8859_1);
        reading.fields()
                .values()
                .forEach(values -> values.forEach(value -> assertThat(text).doesNotContain(value)));
        HardwareReading renamed =
                FakeSystem.pc(root).file("proc/sys/kernel/hostname", "other\n").read();
        assertThat(renamed.digests()).isEqualTo(reading.digests()).hasSameHashCodeAs(reading.digests());
    }

    @Test
    void comesBack() throws Exception {
        HardwareDigests made = FakeSystem.pc(root).read().digests();
        assertThat(HardwareDigests.decode(made.encode())).isEqualTo(made);
        assertThat(made.kind()).isEqualTo(HardwareKind.PHYSICAL);
        assertThat(made.toString()).contains("DISK_SERIAL").doesNotContain("naa");
    }

    @Test
    void secondSpellingsAreRefused() {
        byte[] good = FakeSystem.pc(root).read().digests().encode();
        String hex = HexFormat.of().formatHex(good);
        // The two digests of disks, changed over and doubled: kind and counts of three fields with one digest each
        // before.
        int disks = 2 * (6 + 1 + 17 + 17 + 1);
        String first = hex.substring(disks, disks + 32);
        String second = hex.substring(disks + 32, disks + 64);
        for (String bad : List.of(
                hex.replace(first + second, second + first),
                hex.replace(first + second, first + first),
                hex.replaceFirst("4850484401", "4850484402"),
                hex + "00",
                hex.substring(0, hex.length() - 2))) {
            assertThat(bad).isNotEqualTo(hex);
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> HardwareDigests.decode(HexFormat.of().parseHex(bad)));
        }
    }

    @Test
    void tooManyAreRefused() {
        byte[] record = new byte[6 + 6 + 33 * 16];
        System.arraycopy(new byte[] {'H', 'P', 'H', 'D', 1, 1, 33}, 0, record, 0, 7);
        for (int i = 0; i < 33; i++) {
            record[7 + 16 * i] = (byte) i;
            record[8 + 16 * i] = 1;
        }
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> HardwareDigests.decode(record))
                .withMessageContaining("at most 32");
    }

    @Property(tries = 300)
    void anyBytesGiveAValueOrTheDeclaredRefusal(@ForAll @Size(max = 60) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'H', 'D', 1, 1}, noise) : noise;
        try {
            assertThat(HardwareDigests.decode(record).encode()).isEqualTo(record);
        } catch (RecordException e) {
            assertThat(e.kind()).isIn(RecordException.Kind.FORMAT, RecordException.Kind.VERSION);
        }
    }
}
