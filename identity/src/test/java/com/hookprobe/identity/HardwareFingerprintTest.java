package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareFingerprintTest {
    private static final Instant ENROLLED = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    Path root;

    private static HardwareFingerprint of(Map<HardwareField, List<String>> fields) {
        return HardwareReading.of(HardwareKind.PHYSICAL, fields).enrolledAt(ENROLLED);
    }

    @Test
    void hashIsTheOneOfTheSpec() {
        byte[] input = new RecordWriter()
                .bytes("HOOKPROBE HARDWARE V2\0".getBytes(StandardCharsets.US_ASCII))
                .u64(1_800_000_000)
                .u8(1)
                .u8(1)
                .u16(1)
                .u16(2)
                .bytes(Bytes.ascii("42"))
                .u8(2)
                .u16(0)
                .u8(3)
                .u16(2)
                .u16(2)
                .bytes(Bytes.ascii("m1"))
                .u16(2)
                .bytes(Bytes.ascii("m2"))
                .u8(4)
                .u16(0)
                .u8(5)
                .u16(0)
                .u8(6)
                .u16(0)
                .u8(7)
                .u16(1)
                .u16(1)
                .bytes(Bytes.ascii("h"))
                .toBytes();
        HardwareFingerprint fingerprint = of(Map.of(
                HardwareField.CPU_SERIAL,
                List.of("42"),
                HardwareField.MAC,
                List.of("m2", "m1", "m2"),
                HardwareField.HOSTNAME,
                List.of("H")));
        assertThat(fingerprint.hash()).isEqualTo(Bytes.sha256(input));
    }

    @Test
    void theSameMachineGivesTheSameHashAtAnyLaterTime() throws Exception {
        FakeSystem machine = FakeSystem.pc(root);
        HardwareFingerprint enrolled = machine.read().enrolledAt(ENROLLED);
        HardwareFingerprint kept = HardwareFingerprint.decode(enrolled.encode());
        assertThat(kept.on(machine.read()).hash()).isEqualTo(enrolled.hash());
        assertThat(kept.enrolled()).isEqualTo(ENROLLED);
        assertThat(machine.read().enrolledAt(ENROLLED.plusSeconds(1)).hash())
                .as("the time is in it")
                .isNotEqualTo(enrolled.hash());
        machine.file("proc/sys/kernel/hostname", "renamed\n");
        assertThat(kept.on(machine.read()).hash()).as("the name, too").isNotEqualTo(enrolled.hash());
    }

    @Test
    void timesAreOfThisWorld() {
        HardwareReading reading = FakeSystem.pc(root).read();
        assertThatIllegalArgumentException().isThrownBy(() -> reading.enrolledAt(Instant.ofEpochSecond(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> reading.enrolledAt(Instant.MAX));
    }

    @Property(tries = 200)
    void recordComesBack(
            @ForAll @Size(max = 5) List<@StringLength(max = 300) String> cards,
            @ForAll @Size(max = 5) List<@StringLength(max = 90) String> disks,
            @ForAll String host,
            @ForAll HardwareKind kind,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long enrolled)
            throws Exception {
        HardwareFingerprint made = HardwareReading.of(
                        kind,
                        Map.of(
                                HardwareField.MAC,
                                cards,
                                HardwareField.DISK_SERIAL,
                                disks,
                                HardwareField.HOSTNAME,
                                List.of(host)))
                .enrolledAt(Instant.ofEpochSecond(enrolled));
        HardwareFingerprint read = HardwareFingerprint.decode(made.encode());
        assertThat(read).isEqualTo(made).hasSameHashCodeAs(made);
        assertThat(read.hash()).isEqualTo(made.hash());
    }

    @Property(tries = 300)
    void anyBytesGiveAValueOrTheDeclaredRefusal(@ForAll @Size(max = 60) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader
                ? Bytes.concat(new byte[] {'H', 'P', 'H', 'W', 2, 0, 0, 0, 0, 9, 9, 9, 9, 1, 1, 0}, noise)
                : noise;
        try {
            assertThat(HardwareFingerprint.decode(record).encode()).isEqualTo(record);
        } catch (RecordException e) {
            assertThat(e.kind()).isIn(RecordException.Kind.FORMAT, RecordException.Kind.VERSION);
        }
    }

    @Test
    void everyChangedByteIsRefusedOrAnotherRecord() {
        byte[] record = FakeSystem.pc(root).read().enrolledAt(ENROLLED).encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = Fixtures.flipped(record, at, 1 << (at % 8));
            try {
                assertThat(HardwareFingerprint.decode(changed).encode()).isEqualTo(changed);
            } catch (RecordException e) {
                assertThat(e.kind()).isIn(RecordException.Kind.FORMAT, RecordException.Kind.VERSION);
            }
        }
    }

    @Test
    void secondSpellingIsRefused() {
        String hex = HexFormat.of()
                .formatHex(of(Map.of(HardwareField.MAC, List.of("a1", "b2"))).encode());
        for (String bad : List.of(
                hex.replace("6131" + "0002" + "6232", "6232" + "0002" + "6131"),
                hex.replace("6131", "4131"),
                hex.replace("6131", "6232"),
                hex + "00")) {
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> HardwareFingerprint.decode(HexFormat.of().parseHex(bad)));
        }
    }

    @Test
    void aRecordOfTheFirstFormIsRefusedByName() {
        byte[] first = {'H', 'P', 'H', 'W', 1, 1, 0, 0};
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> HardwareFingerprint.decode(first))
                .withMessageContaining("expected version 2, found 1");
    }

    @Test
    void manyValuesAreBoundedAndTheLongestRecordFitsAKeystore() throws Exception {
        Map<HardwareField, List<String>> most = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            most.put(
                    field,
                    IntStream.range(0, 100)
                            .mapToObj(i -> String.format("%03d", i) + "xyz".repeat(99))
                            .toList());
        }
        HardwareFingerprint made = of(most);
        assertThat(made.reading().fields().get(HardwareField.MAC)).hasSize(32).allMatch(value -> value.length() == 128);
        assertThat(made.encode())
                .hasSizeLessThanOrEqualTo(Keystore.SECRET_BYTES_MAX)
                .hasSize(HardwareFingerprint.BYTES_MAX);
        assertThat(HardwareFingerprint.decode(made.encode())).isEqualTo(made);
        assertThat(made.reading().digests().encode()).hasSize(HardwareDigests.BYTES_MAX);
    }

    @Test
    void namesFieldsAndNoValues() {
        assertThat(FakeSystem.pc(root).read().enrolledAt(ENROLLED).toString())
                .contains("MAC", "physical")
                .doesNotContain("d8:9e", "s4ewnx");
    }
}
