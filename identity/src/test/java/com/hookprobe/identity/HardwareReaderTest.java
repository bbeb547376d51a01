package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HardwareReaderTest {
    @TempDir
    Path root;

    @Test
    void readsWhatBelongsToTheMachineAndNothingElse() {
        assertThat(FakeSystem.pc(root).read().fields())
                .isEqualTo(Map.of(
                        HardwareField.CPU_MODEL, List.of("core i5"),
                        HardwareField.HOSTNAME, List.of("site-7"),
                        HardwareField.MACHINE_ID, List.of("8c4ee1c7a1f04c5fa07e2bd57c1e3c01"),
                        HardwareField.MAC, List.of("d8:9e:f3:00:00:01"),
                        HardwareField.DISK_SERIAL, List.of("naa.5002538e00000001", "s4ewnx0n100001"),
                        HardwareField.DMI_UUID, List.of("4c4c4544-0042-3510-8052-b4c04f4d5931")));
    }

    @Test
    void readsTheSerialNumberOfABoardAndTheWholeOneOfItsCard() {
        FakeSystem pi = FakeSystem.pi(root);
        assertThat(pi.read().fields())
                .containsEntry(HardwareField.CPU_SERIAL, List.of("10000000abcdef02"))
                .containsEntry(HardwareField.CPU_MODEL, List.of("raspberry pi 4 model b rev 1.4"))
                .containsEntry(HardwareField.DISK_SERIAL, List.of("035344534333324780000000aa0145b9"));
        pi.file("sys/firmware/devicetree/base/serial-number", "0000000000000000\0");
        assertThat(pi.read().fields())
                .as("of cpuinfo")
                .containsEntry(HardwareField.CPU_SERIAL, List.of("10000000abcdef02"));
    }

    @Test
    void aWirelessCardHasItsMakersAddressWhateverItShows() {
        FakeSystem pc = FakeSystem.pc(root)
                .card("wlan0", "3a:11:22:33:44:55", "pci")
                .file("sys/class/net/wlan0/addr_assign_type", "3\n")
                .file("sys/class/net/wlan0/phy80211/macaddress", "d8:9e:f3:00:00:77\n");
        assertThat(pc.read().fields().get(HardwareField.MAC)).containsExactly("d8:9e:f3:00:00:01", "d8:9e:f3:00:00:77");
    }

    @Test
    void aCardInABondHasItsOwnAddress() {
        FakeSystem pc = FakeSystem.pc(root)
                .card("eno2", "d8:9e:f3:00:00:01", "pci")
                .file("sys/class/net/eno2/addr_assign_type", "3\n")
                .file("sys/class/net/eno2/bonding_slave/perm_hwaddr", "d8:9e:f3:00:00:02\n");
        assertThat(pc.read().fields().get(HardwareField.MAC)).containsExactly("d8:9e:f3:00:00:01", "d8:9e:f3:00:00:02");
    }

    @Test
    void addressesThatSoftwareMadeAreNone() {
        FakeSystem pc = FakeSystem.pc(root)
                .card("eno3", "66:00:00:00:00:01", "pci")
                .file("sys/class/net/eno3/addr_assign_type", "1\n")
                .card("enp1s0v1", "66:00:00:00:00:02", "pci")
                .folder("sys/class/net/enp1s0v1/device/physfn");
        assertThat(pc.read().fields().get(HardwareField.MAC)).containsExactly("d8:9e:f3:00:00:01");
    }

    @Test
    void aCardOnUsbCountsOnlyWhereThereIsNoOther() {
        FakeSystem pc = FakeSystem.pc(root).card("enx1", "00:e0:4c:00:00:09", "usb");
        assertThat(pc.read().fields().get(HardwareField.MAC)).containsExactly("d8:9e:f3:00:00:01");
        pc.without("sys/class/net/eno1");
        assertThat(pc.read().fields().get(HardwareField.MAC)).containsExactly("00:e0:4c:00:00:09");
    }

    @Test
    void whatIsPutInAndTakenOutIsNoDisk() {
        FakeSystem pc = FakeSystem.pc(root).disk("sdb", "serial", "stick").file("sys/block/sdb/removable", "1\n");
        assertThat(pc.read().fields().get(HardwareField.DISK_SERIAL)).doesNotContain("stick");
    }

    @Test
    void virtioDisksTellTheirSerialNumbers() {
        FakeSystem vm = FakeSystem.vm(root).disk("vda", "serial", "vol-0123");
        assertThat(vm.read().fields())
                .as("QEMU's by position are the same everywhere")
                .containsEntry(HardwareField.DISK_SERIAL, List.of("vol-0123"));
    }

    @Test
    void nothingThereIsAReadingAllTheSame() {
        HardwareReading nothing = new FakeSystem(root).read();
        assertThat(nothing.fields()).isEmpty();
        assertThat(nothing.kind()).isEqualTo(HardwareKind.UNKNOWN);
        assertThat(nothing.namesOne()).isFalse();
    }

    @Test
    void placeholdersAreNoValues() {
        for (String empty : List.of(
                "",
                " ",
                "Unknown",
                "To Be Filled By O.E.M.",
                "None",
                "0000000000000000",
                "0x00000000",
                "1111111111",
                "00:00:00:00:00:00",
                "ff:ff:ff:ff:ff:ff",
                "00000000-0000-0000-0000-000000000000",
                "03000200-0400-0500-0006-000700080009",
                "Default string")) {
            assertThat(HardwareValues.clean(HardwareField.DMI_UUID, empty))
                    .as(empty)
                    .isEmpty();
            assertThat(HardwareValues.clean(HardwareField.MAC, empty)).as(empty).isEmpty();
        }
        for (String shared : List.of(
                "QM00001",
                "t10.ATA     QEMU HARDDISK                           QM00003",
                "drive-scsi0",
                "google persistent-disk-0",
                "nvme_card-pd")) {
            assertThat(HardwareValues.clean(HardwareField.DISK_SERIAL, shared))
                    .as(shared)
                    .isEmpty();
        }
        assertThat(HardwareValues.clean(HardwareField.MAC, " aB\u0000c ")).contains("abc");
        assertThat(HardwareValues.clean(HardwareField.MAC, "xy".repeat(150)).orElseThrow())
                .hasSize(128);
        assertThat(HardwareValues.clean(HardwareField.HOSTNAME, "x")).contains("x");
    }

    @Test
    void tellsKindsOfMachinesApart() {
        assertThat(FakeSystem.pc(root.resolve("pc")).read().kind()).isEqualTo(HardwareKind.PHYSICAL);
        assertThat(FakeSystem.pi(root.resolve("pi")).read().kind()).isEqualTo(HardwareKind.PHYSICAL);
        assertThat(FakeSystem.vm(root.resolve("vm")).read().kind()).isEqualTo(HardwareKind.VIRTUAL);
    }

    @Test
    void seesAVirtualMachineByAnyOfItsMarks() {
        assertThat(FakeSystem.pc(root.resolve("1"))
                        .file("sys/class/dmi/id/product_name", "VMware Virtual Platform\n")
                        .read()
                        .kind())
                .as("firmware")
                .isEqualTo(HardwareKind.VIRTUAL);
        assertThat(FakeSystem.pc(root.resolve("2"))
                        .file("sys/hypervisor/type", "xen\n")
                        .read()
                        .kind())
                .as("Xen's guest")
                .isEqualTo(HardwareKind.VIRTUAL);
        assertThat(FakeSystem.pi(root.resolve("3"))
                        .file("sys/firmware/devicetree/base/hypervisor/compatible", "linux,kvm\0")
                        .read()
                        .kind())
                .as("device tree")
                .isEqualTo(HardwareKind.VIRTUAL);
        FakeSystem host = FakeSystem.pc(root.resolve("4"))
                .file("sys/hypervisor/type", "xen\n")
                .file("proc/xen/capabilities", "control_d\n");
        assertThat(host.read().kind()).as("Xen's host").isEqualTo(HardwareKind.PHYSICAL);
        FakeSystem amazon = FakeSystem.pc(root.resolve("5")).file("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
        assertThat(amazon.file("sys/class/dmi/id/product_name", "m7g.large\n")
                        .read()
                        .kind())
                .isEqualTo(HardwareKind.VIRTUAL);
        assertThat(amazon.file("sys/class/dmi/id/product_name", "m7g.metal\n")
                        .read()
                        .kind())
                .isEqualTo(HardwareKind.PHYSICAL);
    }

    @Test
    void seesAContainerByAnyOfItsMarks() {
        for (String mark : List.of("run/systemd/container", "run/.containerenv", "run/secrets/kubernetes.io/x")) {
            assertThat(FakeSystem.vm(root.resolve("m" + mark.hashCode()))
                            .file(mark, "podman\n")
                            .read()
                            .kind())
                    .as(mark)
                    .isEqualTo(HardwareKind.CONTAINER);
        }
        FakeSystem grouped =
                FakeSystem.pc(root.resolve("g")).file("proc/self/cgroup", "0::/kubepods/besteffort/pod1\n");
        assertThat(grouped.read().kind()).isEqualTo(HardwareKind.CONTAINER);
        FakeSystem host =
                FakeSystem.pc(root.resolve("h")).file("proc/self/cgroup", "0::/system.slice/docker.service\n");
        assertThat(host.read().kind()).as("the engine's own host").isEqualTo(HardwareKind.PHYSICAL);
    }

    @Test
    void aMachineMadeFromAnImageForContainersIsNone() {
        FakeSystem layered = FakeSystem.vm(root.resolve("layers"))
                .file(".dockerenv", "")
                .file("proc/self/mounts", "overlay / overlay rw 0 0\nproc /proc proc rw 0 0\n");
        assertThat(layered.read().kind()).isEqualTo(HardwareKind.CONTAINER);
        layered.file("proc/self/mounts", "rootfs / rootfs rw 0 0\n/dev/vda / ext4 rw 0 0\n");
        assertThat(layered.read().kind()).isEqualTo(HardwareKind.VIRTUAL);
    }

    @Test
    void readingTwiceGivesTheSame() {
        assertThat(HardwareReading.read()).isEqualTo(HardwareReading.read());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC, OS.WINDOWS})
    void oshiGivesValuesOfTheSameShape() throws Exception {
        HardwareReading found = HardwareReading.read(root.resolve("no-proc-here"));
        assertThat(found.fields()).containsKey(HardwareField.HOSTNAME);
        HardwareFingerprint bound = found.enrolledAt(java.time.Instant.EPOCH);
        assertThat(HardwareFingerprint.decode(bound.encode())).isEqualTo(bound);
    }
}
