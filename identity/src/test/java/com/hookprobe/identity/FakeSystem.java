package com.hookprobe.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A root folder with the files of a made-up machine. */
final class FakeSystem {
    private final Path root;

    FakeSystem(Path root) {
        this.root = root;
        folder("proc");
    }

    /** A desktop computer, with what a busy Linux has beside its hardware. */
    static FakeSystem pc(Path root) {
        return new FakeSystem(root)
                .file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Core i5\nflags\t\t: fpu vme sse\n")
                .file("proc/sys/kernel/hostname", "Site-7\n")
                .file("etc/machine-id", "8c4ee1c7a1f04c5fa07e2bd57c1e3c01\n")
                .file("sys/class/dmi/id/product_uuid", "4C4C4544-0042-3510-8052-B4C04F4D5931\n")
                .file("sys/class/dmi/id/sys_vendor", "Dell Inc.\n")
                .card("eno1", "D8:9E:F3:00:00:01", "pci")
                .disk("nvme0n1", "device/serial", "S4EWNX0N100001   ")
                .disk("sda", "device/wwid", "naa.5002538e00000001")
                .file("sys/block/loop0/size", "8\n")
                .file("sys/block/zram0/size", "8\n")
                .file("sys/block/dm-0/serial", "made by software")
                .file("sys/class/net/docker0/address", "02:42:00:00:00:04\n")
                .file("sys/class/net/docker0/addr_assign_type", "0\n")
                .file("sys/class/net/veth12ab/address", "9a:00:00:00:00:04\n")
                .file("sys/class/net/veth12ab/addr_assign_type", "0\n")
                .file("sys/class/net/bonding_masters", "bond0\n");
    }

    /** A Raspberry Pi that runs from its card. */
    static FakeSystem pi(Path root) {
        return new FakeSystem(root)
                .file("proc/cpuinfo", "processor : 0\nBogoMIPS : 108.00\n\nSerial\t\t: 10000000abcdef02\n")
                .file("proc/sys/kernel/hostname", "pi\n")
                .file("etc/machine-id", "11111111a1f04c5fa07e2bd57c1e3c02\n")
                .file("sys/firmware/devicetree/base/serial-number", "10000000abcdef02\0")
                .file("sys/firmware/devicetree/base/model", "Raspberry Pi 4 Model B Rev 1.4\0")
                .card("eth0", "dc:a6:32:00:00:02", "platform")
                .disk("mmcblk0", "device/cid", "035344534333324780000000aa0145b9")
                .file("sys/block/mmcblk0/device/serial", "0x00000001\n");
    }

    /** A virtual machine with nothing in it that its hypervisor did not give. */
    static FakeSystem vm(Path root) {
        return new FakeSystem(root)
                .file("proc/cpuinfo", "model name\t: AMD EPYC\nflags\t\t: fpu hypervisor sse\n")
                .file("proc/sys/kernel/hostname", "vm\n")
                .file("etc/machine-id", "22222222a1f04c5fa07e2bd57c1e3c03\n")
                .file("sys/class/dmi/id/product_uuid", "a1b2c3d4-0000-4000-8000-000000000003\n")
                .file("sys/class/dmi/id/sys_vendor", "QEMU\n")
                .card("ens3", "52:54:00:00:00:03", "virtio")
                .disk("sda", "device/wwid", "t10.ATA     QEMU HARDDISK    QM00001");
    }

    HardwareReading read() {
        return HardwareReading.read(root);
    }

    FakeSystem file(String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeSystem folder(String name) {
        try {
            Files.createDirectories(root.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeSystem card(String name, String mac, String bus) {
        String folder = "sys/class/net/" + name;
        return file(folder + "/address", mac + "\n")
                .file(folder + "/addr_assign_type", "0\n")
                .folder("sys/bus/" + bus)
                .link(folder + "/device/subsystem", "sys/bus/" + bus);
    }

    FakeSystem disk(String name, String serialFile, String serial) {
        return file("sys/block/" + name + "/removable", "0\n")
                .folder("sys/block/" + name + "/device")
                .file("sys/block/" + name + "/" + serialFile, serial + "\n");
    }

    FakeSystem link(String name, String target) {
        try {
            Path link = root.resolve(name);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, root.resolve(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeSystem without(String... names) {
        for (String name : names) {
            Path top = root.resolve(name);
            if (!Files.exists(top)) {
                throw new AssertionError("no " + name + " to take out");
            }
            try (Stream<Path> all = Files.walk(top)) {
                List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }
}
