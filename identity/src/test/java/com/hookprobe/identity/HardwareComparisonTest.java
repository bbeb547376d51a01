package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.HardwareComparison.Outcome;
import com.hookprobe.identity.HardwareComparison.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareComparisonTest {
    @TempDir
    Path root;

    private FakeSystem now(String name) {
        return FakeSystem.pc(root.resolve(name));
    }

    private HardwareComparison compared(FakeSystem now) {
        return compared(FakeSystem.pc(root.resolve("before")), now);
    }

    private static HardwareComparison compared(FakeSystem before, FakeSystem now) {
        HardwareReading read = now.read();
        HardwareComparison found =
                before.read().enrolledAt(Instant.ofEpochSecond(1_800_000_000)).compare(read);
        assertThat(before.read().digests().compare(read.digests(), 2).verdict())
                .as("digests say the same")
                .isEqualTo(
                        found.verdict() == Verdict.TOLERATED && found.changed().equals(List.of("hostname"))
                                ? Verdict.SAME
                                : found.verdict());
        return found;
    }

    @Test
    void nothingDiffersOnTheSameMachine() {
        HardwareComparison found = compared(now("same"));
        assertThat(found.verdict()).isEqualTo(Verdict.SAME);
        assertThat(found.changed()).isEmpty();
        assertThat(found.outcomes().values()).containsOnly(Outcome.SAME);
    }

    @Test
    void aRenamedHostIsTheSameMachine() {
        HardwareComparison found = compared(now("renamed").file("proc/sys/kernel/hostname", "other\n"));
        assertThat(found.verdict()).isEqualTo(Verdict.TOLERATED);
        assertThat(found.changed()).containsExactly("hostname");
        assertThat(found.differing()).isEmpty();
    }

    @Test
    void aCardOrDiskMoreOrLessIsNoDifference() {
        HardwareComparison more = compared(now("more").disk("sdc", "device/wwid", "naa.77"));
        assertThat(more.outcomes()).containsEntry(HardwareField.DISK_SERIAL, Outcome.PARTLY);
        assertThat(more.verdict()).isEqualTo(Verdict.TOLERATED);
        assertThat(more.differing()).isEmpty();
        assertThat(compared(now("less").without("sys/block/sda")).differing()).isEmpty();
        assertThat(compared(now("two").card("enp9s0", "d8:9e:f3:00:00:44", "pci"))
                        .differing())
                .isEmpty();
    }

    @Test
    void eachOnePartMayBeReplaced() {
        Map<String, FakeSystem> repairs = Map.of(
                "cpu_model",
                now("cpu").file("proc/cpuinfo", "model name : Core i7\nflags : fpu\n"),
                "mac",
                now("nic").card("eno1", "d8:9e:f3:00:00:99", "pci"),
                "disk_serial",
                now("disk").without("sys/block/sda").disk("nvme0n1", "device/serial", "S4EWNX0N999999"),
                "dmi_uuid",
                now("uuid").file("sys/class/dmi/id/product_uuid", "99999999-0042-3510-8052-b4c04f4d5931\n"),
                "machine_id",
                now("os").file("etc/machine-id", "99994ee1c7a1f04c5fa07e2bd57c1e3c\n"));
        repairs.forEach((field, repaired) -> {
            HardwareComparison found = compared(repaired);
            assertThat(found.verdict()).as(field).isEqualTo(Verdict.TOLERATED);
            assertThat(found.changed()).containsExactly(field);
        });
    }

    @Test
    void aDiskInAnotherComputerOfTheSameModelIsRefused() {
        HardwareComparison found = compared(now("moved")
                .card("eno1", "d8:9e:f3:00:00:99", "pci")
                .file("sys/class/dmi/id/product_uuid", "99999999-0042-3510-8052-b4c04f4d5931\n"));
        assertThat(found.differing()).as("no more than is tolerated").hasSize(2);
        assertThat(found.verdict()).isEqualTo(Verdict.OTHER);
    }

    @Test
    void aDiskMayBeMovedWithItsUsbCardAndIsRefusedAllTheSame() {
        FakeSystem before = FakeSystem.pc(root.resolve("b")).card("enx1", "00:e0:4c:00:00:09", "usb");
        FakeSystem moved = now("stick")
                .card("enx1", "00:e0:4c:00:00:09", "usb")
                .card("eno1", "d8:9e:f3:00:00:99", "pci")
                .file("sys/class/dmi/id/product_uuid", "99999999-0042-3510-8052-b4c04f4d5931\n");
        assertThat(compared(before, moved).verdict()).isEqualTo(Verdict.OTHER);
    }

    @Test
    void everythingReplacedIsRefused() {
        HardwareComparison found = compared(FakeSystem.pc(root.resolve("before2")), FakeSystem.pi(root.resolve("pi")));
        assertThat(found.verdict()).isEqualTo(Verdict.OTHER);
        assertThat(found.differing())
                .containsExactly("cpu_serial", "cpu_model", "mac", "disk_serial", "dmi_uuid", "machine_id");
    }

    @Test
    void theCardOfABoardInAnotherBoardIsRefusedAndANewCardIsNot() {
        FakeSystem before = FakeSystem.pi(root.resolve("pi"));
        FakeSystem otherBoard = FakeSystem.pi(root.resolve("other"))
                .file("sys/firmware/devicetree/base/serial-number", "10000000abcdef99\0")
                .card("eth0", "dc:a6:32:00:00:99", "platform");
        assertThat(compared(before, otherBoard).verdict()).isEqualTo(Verdict.OTHER);
        FakeSystem newCard =
                FakeSystem.pi(root.resolve("card")).disk("mmcblk0", "device/cid", "035344534333324780000000bb0145b9");
        assertThat(compared(before, newCard).verdict()).isEqualTo(Verdict.TOLERATED);
    }

    @Test
    void aVirtualMachineMadeFromTheSameTemplateIsRefused() {
        FakeSystem before = FakeSystem.vm(root.resolve("vm"));
        FakeSystem sibling = FakeSystem.vm(root.resolve("sibling"))
                .file("sys/class/dmi/id/product_uuid", "a1b2c3d4-0000-4000-8000-000000000099\n")
                .card("ens3", "52:54:00:00:00:99", "virtio");
        HardwareComparison found = compared(before, sibling);
        assertThat(found.outcomes())
                .as("cloned with the disk, it says nothing")
                .containsEntry(HardwareField.MACHINE_ID, Outcome.SAME);
        assertThat(found.verdict()).isEqualTo(Verdict.OTHER);
    }

    /** What cannot be noticed is written down as a test, too. */
    @Test
    void aWholeCopyOfAVirtualMachineLooksTheSame() {
        assertThat(compared(FakeSystem.vm(root.resolve("vm")), FakeSystem.vm(root.resolve("copy")))
                        .verdict())
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void anotherKindOfMachineIsADifference() {
        HardwareComparison found = compared(now("boxed").file("run/.containerenv", ""));
        assertThat(found.kindDiffers()).isTrue();
        assertThat(found.differing()).containsExactly("kind");
        assertThat(found.verdict()).isEqualTo(Verdict.TOLERATED);
    }

    @Test
    void aContainerWithoutFirmwareAndCardsIsNotIdentified() {
        FakeSystem bare = FakeSystem.pc(root.resolve("bare"))
                .without("sys/class", "sys/block")
                .file("run/.containerenv", "");
        FakeSystem other = FakeSystem.pc(root.resolve("bare2"))
                .without("sys/class", "sys/block", "etc/machine-id")
                .file("run/.containerenv", "");
        assertThat(bare.read().namesOne()).isFalse();
        HardwareComparison found = compared(bare, other);
        assertThat(found.verdict()).isEqualTo(Verdict.UNIDENTIFIED);
        assertThat(found.matches()).isFalse();
        assertThat(found.differing()).containsExactly("machine_id");
        assertThat(compared(bare, now("host")).verdict())
                .as("out of its container")
                .isEqualTo(Verdict.OTHER);
        assertThat(compared(now("host2"), bare).verdict()).as("into one").isEqualTo(Verdict.OTHER);
    }

    @Test
    void whatRootAloneMayReadIsADifferenceAndIsTolerated() {
        FakeSystem user = now("user").without("sys/class/dmi/id/product_uuid");
        HardwareComparison found = compared(user);
        assertThat(found.outcomes()).containsEntry(HardwareField.DMI_UUID, Outcome.GONE);
        assertThat(found.verdict()).isEqualTo(Verdict.TOLERATED);
    }

    @Test
    void aDiskStandsForTheMachineOnlyWhereNothingElseDoes() {
        HardwareReading disk =
                HardwareReading.of(HardwareKind.UNKNOWN, Map.of(HardwareField.DISK_SERIAL, List.of("d1")));
        assertThat(disk.digests().matches(disk.digests(), 0)).isTrue();
        HardwareReading inBoard = HardwareReading.of(
                HardwareKind.UNKNOWN,
                Map.of(HardwareField.DISK_SERIAL, List.of("d1"), HardwareField.MAC, List.of("m1")));
        assertThat(disk.digests().matches(inBoard.digests(), 6)).isFalse();
    }

    @Test
    void theToleranceIsBounded() {
        HardwareFingerprint machine = now("same").read().enrolledAt(Instant.EPOCH);
        HardwareReading one =
                now("nic").card("eno1", "d8:9e:f3:00:00:99", "pci").read();
        assertThat(machine.compare(one, 0).verdict()).isEqualTo(Verdict.OTHER);
        assertThat(machine.compare(one, 1).verdict()).isEqualTo(Verdict.TOLERATED);
        assertThatIllegalArgumentException().isThrownBy(() -> machine.compare(one, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> machine.compare(one, 8));
    }

    @Property(tries = 500)
    void theVerdictIsTheSameBothWaysAndForDigests(
            @ForAll @Size(7) List<@Size(max = 2) Set<@IntRange(max = 2) Integer>> one,
            @ForAll @Size(7) List<@Size(max = 2) Set<@IntRange(max = 2) Integer>> other,
            @ForAll HardwareKind kindOfOne,
            @ForAll HardwareKind kindOfOther,
            @ForAll @IntRange(max = 7) int tolerance) {
        HardwareReading a = reading(kindOfOne, one);
        HardwareReading b = reading(kindOfOther, other);
        Verdict there = a.enrolledAt(Instant.EPOCH).compare(b, tolerance).verdict();
        Verdict back = b.enrolledAt(Instant.EPOCH).compare(a, tolerance).verdict();
        assertThat(there).isEqualTo(back);
        HardwareComparison digests = a.digests().compare(b.digests(), tolerance);
        assertThat(digests.verdict() == Verdict.OTHER).isEqualTo(there == Verdict.OTHER);
        assertThat(digests.matches()).isEqualTo(there == Verdict.SAME || there == Verdict.TOLERATED);
    }

    private static HardwareReading reading(HardwareKind kind, List<Set<Integer>> values) {
        Map<HardwareField, List<String>> fields = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            fields.put(
                    field,
                    values.get(field.ordinal()).stream().map(i -> "v" + i).toList());
        }
        return HardwareReading.of(kind, fields);
    }
}
