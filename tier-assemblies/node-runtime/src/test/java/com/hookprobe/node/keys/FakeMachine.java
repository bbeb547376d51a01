package com.hookprobe.node.keys;

import com.hookprobe.identity.HardwareReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Root folders of made-up machines of one model, with the numbers in them that tell two apart. */
public final class FakeMachine {
    private FakeMachine() {}

    /** A computer of metal. */
    public static HardwareReading read(Path root, String mac, String disk, String uuid) throws IOException {
        file(root, "proc/cpuinfo", "model name : Core i5\nflags : fpu sse\n");
        file(root, "proc/sys/kernel/hostname", "site-7\n");
        file(root, "etc/machine-id", "8c4ee1c7a1f04c5fa07e2bd57c1e3c01\n");
        file(root, "sys/class/dmi/id/sys_vendor", "Dell Inc.\n");
        file(root, "sys/class/dmi/id/product_uuid", uuid + "\n");
        file(root, "sys/class/net/eno1/device/vendor", "0x8086\n");
        file(root, "sys/class/net/eno1/addr_assign_type", "0\n");
        file(root, "sys/class/net/eno1/address", mac + "\n");
        file(root, "sys/block/nvme0n1/device/serial", disk + "\n");
        return HardwareReading.read(root);
    }

    /** The one that the keys were made on. */
    public static HardwareReading enrolled(Path root) throws IOException {
        return read(root, "d8:9e:f3:00:00:01", "S4EWNX0N100001", "4c4c4544-0042-3510-8052-b4c04f4d5931");
    }

    /** The same computer with another network card. */
    public static HardwareReading repaired(Path root) throws IOException {
        return read(root, "d8:9e:f3:00:00:99", "S4EWNX0N100001", "4c4c4544-0042-3510-8052-b4c04f4d5931");
    }

    /** Another computer of the same model, which got a copy of the disk. */
    public static HardwareReading cloned(Path root) throws IOException {
        return read(root, "d8:9e:f3:00:00:02", "S4EWNX0N200002", "4c4c4544-0042-3510-8052-b4c04f4d5932");
    }

    /** A container that sees nothing of its host but the processor. */
    public static HardwareReading container(Path root) throws IOException {
        file(root, "proc/cpuinfo", "model name : Core i5\nflags : fpu sse\n");
        file(root, "run/.containerenv", "");
        return HardwareReading.read(root);
    }

    private static void file(Path root, String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
