package com.hookprobe.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the hardware's fields from {@code /proc} and {@code /sys} below a root. (identity.md, 6.2.) */
final class HardwareReader {
    private HardwareReader() {}

    static HardwareReading read(Path root) {
        if (!Files.isDirectory(root.resolve("proc"))) {
            return OshiReader.read();
        }
        SystemFiles files = new SystemFiles(root);
        Map<HardwareField, List<String>> found = new EnumMap<>(HardwareField.class);
        found.put(HardwareField.CPU_SERIAL, listOf(cpuSerial(files)));
        found.put(
                HardwareField.CPU_MODEL,
                listOf(files.cpuInfo("model name").or(() -> files.text("sys/firmware/devicetree/base/model"))));
        found.put(HardwareField.MAC, macs(files));
        found.put(HardwareField.DISK_SERIAL, diskSerials(files));
        found.put(HardwareField.DMI_UUID, listOf(uuid(files)));
        found.put(HardwareField.MACHINE_ID, listOf(files.text("etc/machine-id")));
        found.put(HardwareField.HOSTNAME, listOf(files.text("proc/sys/kernel/hostname")));
        return HardwareReading.of(HardwareKindReader.read(files), found);
    }

    /** Boards with a device tree (Raspberry Pi) have the board's serial number there. */
    private static Optional<String> cpuSerial(SystemFiles files) {
        return files.text("sys/firmware/devicetree/base/serial-number")
                .filter(serial ->
                        HardwareValues.clean(HardwareField.CPU_SERIAL, serial).isPresent())
                .or(() -> files.cpuInfo("serial"));
    }

    private static Optional<String> uuid(SystemFiles files) {
        return files.text("sys/class/dmi/id/product_uuid")
                .or(() -> files.text("sys/hypervisor/uuid"))
                .or(() -> files.text("sys/firmware/devicetree/base/vm,uuid"));
    }

    /**
     * Cards with a device behind them: bridges, tunnels, and the ends of containers' cables come and go. A card on USB can be
     * carried along with the disk, so it counts only where there is no other.
     */
    private static List<String> macs(SystemFiles files) {
        List<String> built = new ArrayList<>();
        List<String> usb = new ArrayList<>();
        for (Path card : files.entries("sys/class/net")) {
            boolean physical = Files.exists(card.resolve("device"));
            // A virtual function of a card: made by software of this machine, as many as it likes.
            boolean virtual = Files.exists(card.resolve("device/physfn"));
            if (physical && !virtual) {
                permanentMac(files, card).ifPresent(files.isUsb(card.resolve("device")) ? usb::add : built::add);
            }
        }
        return built.isEmpty() ? usb : built;
    }

    /** The maker's address: {@code address} may be random (Wi-Fi), borrowed (a bond's), or set by hand. */
    private static Optional<String> permanentMac(SystemFiles files, Path card) {
        boolean permanent = files.text(card.resolve("addr_assign_type")).equals(Optional.of("0"));
        return files.text(card.resolve("phy80211/macaddress"))
                .or(() -> files.text(card.resolve("bonding_slave/perm_hwaddr")))
                .or(() -> permanent ? files.text(card.resolve("address")) : Optional.empty());
    }

    private static List<String> diskSerials(SystemFiles files) {
        List<String> found = new ArrayList<>();
        for (Path disk : files.entries("sys/block")) {
            // loop, zram, dm, md and nbd have no device; a removable stick is not part of the machine.
            if (!Files.exists(disk.resolve("device"))
                    || files.text(disk.resolve("removable")).equals(Optional.of("1"))) {
                continue;
            }
            // The card's CID before its serial number, which has 32 bits only and is not always set.
            List<String> names = List.of("serial", "device/cid", "device/serial", "device/wwid", "wwid");
            names.stream()
                    .map(name -> files.text(disk.resolve(name)))
                    .flatMap(Optional::stream)
                    .filter(serial -> HardwareValues.clean(HardwareField.DISK_SERIAL, serial)
                            .isPresent())
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    private static List<String> listOf(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }
}
