package com.hookprobe.identity;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oshi.SystemInfo;
import oshi.hardware.ComputerSystem;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;

/** Reads the hardware's fields through OSHI: slow (half a second), so only on systems without {@code /proc}. */
final class OshiReader {
    private OshiReader() {}

    static HardwareReading read() {
        SystemInfo system = new SystemInfo();
        HardwareAbstractionLayer hardware = system.getHardware();
        ComputerSystem computer = hardware.getComputerSystem();
        Map<HardwareField, List<String>> found = new EnumMap<>(HardwareField.class);
        // OSHI's processor id is a word of model and features; the serial number is the board's.
        found.put(HardwareField.CPU_SERIAL, List.of(computer.getBaseboard().getSerialNumber()));
        found.put(
                HardwareField.CPU_MODEL,
                List.of(hardware.getProcessor().getProcessorIdentifier().getName()));
        found.put(
                HardwareField.MAC,
                hardware.getNetworkIFs(false).stream()
                        .filter(card -> !card.isKnownVmMacAddr())
                        .map(NetworkIF::getMacaddr)
                        .toList());
        found.put(
                HardwareField.DISK_SERIAL,
                hardware.getDiskStores().stream().map(HWDiskStore::getSerial).toList());
        found.put(HardwareField.DMI_UUID, List.of(computer.getHardwareUUID()));
        found.put(
                HardwareField.HOSTNAME,
                List.of(system.getOperatingSystem().getNetworkParams().getHostName()));
        return HardwareReading.of(kind(computer), found);
    }

    private static HardwareKind kind(ComputerSystem computer) {
        String maker = computer.getManufacturer() + "\n" + computer.getModel();
        Optional<String> known = HardwareValues.clean(HardwareField.DMI_UUID, computer.getManufacturer());
        if (HardwareKindReader.namesHypervisor(maker)) {
            return HardwareKind.VIRTUAL;
        }
        return known.isPresent() ? HardwareKind.PHYSICAL : HardwareKind.UNKNOWN;
    }
}
