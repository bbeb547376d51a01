package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.HardwareFingerprint.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HardwareFingerprintTest {
    @TempDir
    Path root;

    private static final Map<Field, List<String>> MACHINE = Map.of(
            Field.CPU_ID, List.of("model:epyc"),
            Field.MAC, List.of("02:00:00:00:00:01", "02:00:00:00:00:02"),
            Field.DISK_SERIAL, List.of("s1", "s2"),
            Field.DMI_UUID, List.of("4c4c4544-0042"),
            Field.HOSTNAME, List.of("guardian"));

    private static HardwareFingerprint changed(Map<Field, List<String>> changes) {
        Map<Field, List<String>> all = new HashMap<>(MACHINE);
        all.putAll(changes);
        return HardwareFingerprint.of(all);
    }

    @Test
    void readsProcAndSys() throws Exception {
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC\nflags : a: b\n");
        file("proc/sys/kernel/hostname", "Site-7\n");
        file("sys/class/net/eth1/address", "02:00:00:00:00:02\n");
        file("sys/class/net/eth1/addr_assign_type", "0\n");
        file("sys/class/net/eth1/device/x", "");
        file("sys/class/net/eth0/address", "02:AA:00:00:00:01\n");
        file("sys/class/net/eth0/addr_assign_type", "0\n");
        file("sys/class/net/eth0/device/x", "");
        file("sys/class/net/wlan0/address", "02:00:00:00:00:03\n");
        file("sys/class/net/wlan0/addr_assign_type", "3\n"); // set by software: random
        file("sys/class/net/wlan0/device/x", "");
        file("sys/class/net/docker0/address", "02:00:00:00:00:04\n");
        file("sys/class/net/docker0/addr_assign_type", "0\n"); // no device behind it
        file("sys/block/vda/serial", "disk-b\n");
        file("sys/block/nvme0n1/device/serial", "disk-a   \n");
        file("sys/block/sda/device/wwid", "naa.5000\n");
        file("sys/block/sdb/removable", "1\n");
        file("sys/block/sdb/serial", "stick\n");
        file("sys/block/loop0/size", "8\n");
        file("sys/class/dmi/id/product_uuid", "4C4C4544-0042\n");
        assertThat(HardwareReader.read(root).fields())
                .isEqualTo(Map.of(
                        Field.CPU_ID, List.of("model:amd epyc"),
                        Field.HOSTNAME, List.of("site-7"),
                        Field.MAC, List.of("02:00:00:00:00:02", "02:aa:00:00:00:01"),
                        Field.DISK_SERIAL, List.of("disk-a", "disk-b", "naa.5000"),
                        Field.DMI_UUID, List.of("4c4c4544-0042")));
    }

    @Test
    void readsTheSerialNumberOfABoard() throws Exception {
        file("proc/cpuinfo", "Hardware : BCM2835\nSerial\t\t: 10000000abcdef01\n");
        assertThat(HardwareReader.read(root).fields()).containsEntry(Field.CPU_ID, List.of("serial:10000000abcdef01"));
        file("sys/firmware/devicetree/base/serial-number", "10000000abcdef02\0");
        assertThat(HardwareReader.read(root).fields()).containsEntry(Field.CPU_ID, List.of("serial:10000000abcdef02"));
    }

    @Test
    void nothingThereGivesAFingerprintAllTheSame() throws Exception {
        Files.createDirectory(root.resolve("proc"));
        HardwareFingerprint nothing = HardwareReader.read(root);
        assertThat(nothing.fields()).isEmpty();
        assertThat(nothing.hash()).hasSize(32);
        assertThat(nothing.matches(nothing, 4)).isFalse();
    }

    @Test
    void placeholdersAreNoValues() {
        for (String empty : List.of(
                "",
                " ",
                "unknown",
                "Unknown",
                "To Be Filled By O.E.M.",
                "None",
                "0000000000000000",
                "00:00:00:00:00:00",
                "ff:ff:ff:ff:ff:ff",
                "00000000-0000-0000-0000-000000000000",
                "model:",
                "serial:0000",
                "serial:unknown")) {
            assertThat(HardwareReader.clean(empty)).as(empty).isEmpty();
        }
        assertThat(HardwareReader.clean(" aB\u0000c ")).contains("abc");
        assertThat(HardwareReader.clean("x".repeat(300)).orElseThrow()).hasSize(256);
    }

    @Test
    void hashIsTheOneOfTheSpec() {
        byte[] input = new RecordWriter()
                .bytes("HOOKPROBE HARDWARE V1\0".getBytes(StandardCharsets.US_ASCII))
                .u8(1)
                .u16(1)
                .u16(9)
                .bytes(Bytes.ascii("serial:42"))
                .u8(2)
                .u16(2)
                .u16(2)
                .bytes(Bytes.ascii("m1"))
                .u16(2)
                .bytes(Bytes.ascii("m2"))
                .u8(3)
                .u16(0)
                .u8(4)
                .u16(0)
                .u8(5)
                .u16(1)
                .u16(1)
                .bytes(Bytes.ascii("h"))
                .toBytes();
        HardwareFingerprint fingerprint = HardwareFingerprint.of(Map.of(
                Field.CPU_ID,
                List.of("serial:42"),
                Field.MAC,
                List.of("m2", "m1", "m2"),
                Field.HOSTNAME,
                List.of("H")));
        assertThat(fingerprint.hash()).isEqualTo(Bytes.sha256(input));
    }

    @Test
    void readingTwiceGivesTheSame() {
        HardwareFingerprint first = HardwareFingerprint.read();
        assertThat(HardwareFingerprint.read()).isEqualTo(first);
        assertThat(HexFormat.of().formatHex(HardwareFingerprint.read().hash()))
                .isEqualTo(HexFormat.of().formatHex(first.hash()));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC, OS.WINDOWS})
    void oshiGivesValuesOfTheSameShape() throws Exception {
        HardwareFingerprint found = HardwareReader.read(root.resolve("no-proc-here"));
        assertThat(found.fields()).containsKey(Field.HOSTNAME);
        assertThat(found.fields().get(Field.CPU_ID))
                .allMatch(id -> id.startsWith("model:") || id.startsWith("serial:"));
        assertThat(HardwareFingerprint.decode(found.encode())).isEqualTo(found);
    }

    @Test
    void toleratesAsManyDifferencesAsAsked() {
        HardwareFingerprint machine = HardwareFingerprint.of(MACHINE);
        HardwareFingerprint none = changed(Map.of(Field.HOSTNAME, List.of("renamed")));
        HardwareFingerprint one = changed(Map.of(Field.CPU_ID, List.of("model:xeon")));
        HardwareFingerprint two = changed(Map.of(Field.CPU_ID, List.of("model:xeon"), Field.MAC, List.of("other")));
        HardwareFingerprint three = changed(Map.of(
                Field.CPU_ID, List.of("model:xeon"), Field.MAC, List.of("other"), Field.DMI_UUID, List.of("other")));
        assertThat(machine.matches(none, 0)).isTrue();
        assertThat(machine.matches(one, 0)).isFalse();
        assertThat(machine.matches(one, 1)).isTrue();
        assertThat(machine.matches(two)).isTrue();
        assertThat(machine.matches(two, 1)).isFalse();
        assertThat(machine.matches(three)).isFalse();
        assertThat(three.matches(machine, 3)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> machine.matches(one, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> machine.matches(one, -1));
    }

    @Test
    void oneCommonCardOrDiskIsEnough() {
        HardwareFingerprint machine = HardwareFingerprint.of(MACHINE);
        assertThat(machine.matches(changed(Map.of(Field.MAC, List.of("02:00:00:00:00:02", "new"))), 0))
                .isTrue();
        assertThat(machine.matches(changed(Map.of(Field.DISK_SERIAL, List.of("new", "s1"))), 0))
                .isTrue();
    }

    @Test
    void absenceIsNoAgreement() {
        HardwareFingerprint machine = HardwareFingerprint.of(MACHINE);
        HardwareFingerprint nothing = HardwareFingerprint.of(Map.of());
        assertThat(machine.matches(nothing, 3)).isFalse();
        assertThat(machine.matches(nothing, 4)).isFalse();
        HardwareFingerprint modelOnly = HardwareFingerprint.of(Map.of(Field.CPU_ID, List.of("model:epyc")));
        assertThat(modelOnly.matches(modelOnly, 4)).isFalse();
        assertThat(machine.matches(modelOnly, 4)).isFalse();
        HardwareFingerprint board = HardwareFingerprint.of(Map.of(Field.CPU_ID, List.of("serial:1")));
        assertThat(board.matches(board, 0)).isTrue();
        HardwareFingerprint noDmi = changed(Map.of(Field.DMI_UUID, List.of()));
        assertThat(machine.matches(noDmi, 0)).isFalse();
        assertThat(machine.matches(noDmi, 1)).isTrue();
        assertThat(noDmi.matches(noDmi, 0)).isTrue();
    }

    @Property(tries = 200)
    void recordComesBack(
            @ForAll @Size(max = 5) List<@StringLength(max = 300) String> cards,
            @ForAll @Size(max = 5) List<@StringLength(max = 90) String> disks,
            @ForAll String host)
            throws Exception {
        HardwareFingerprint made = HardwareFingerprint.of(
                Map.of(Field.MAC, cards, Field.DISK_SERIAL, disks, Field.HOSTNAME, List.of(host)));
        HardwareFingerprint read = HardwareFingerprint.decode(made.encode());
        assertThat(read).isEqualTo(made).hasSameHashCodeAs(made);
        assertThat(read.hash()).isEqualTo(made.hash());
    }

    @Property(tries = 300)
    void anyBytesGiveAValueOrTheDeclaredRefusal(@ForAll @Size(max = 60) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'H', 'W', 1, 1, 0}, noise) : noise;
        try {
            assertThat(HardwareFingerprint.decode(record).encode()).isEqualTo(record);
        } catch (RecordException e) {
            assertThat(e.kind()).isIn(RecordException.Kind.FORMAT, RecordException.Kind.VERSION);
        }
    }

    @Test
    void secondSpellingIsRefused() {
        byte[] record =
                HardwareFingerprint.of(Map.of(Field.MAC, List.of("a1", "b2"))).encode();
        String hex = HexFormat.of().formatHex(record);
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
    void manyValuesAreBounded() throws Exception {
        List<String> many = java.util.stream.IntStream.range(0, 1000)
                .mapToObj(i -> "mac" + i)
                .toList();
        HardwareFingerprint made = HardwareFingerprint.of(Map.of(Field.MAC, many));
        assertThat(made.fields().get(Field.MAC)).hasSize(64);
        assertThat(HardwareFingerprint.decode(made.encode())).isEqualTo(made);
        assertThat(made.toString()).isEqualTo("HardwareFingerprint[MAC]");
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
