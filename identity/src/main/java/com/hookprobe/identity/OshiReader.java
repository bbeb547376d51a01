package com.hookprobe.identity;

import com.hookprobe.identity.HardwareFingerprint.Field;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import oshi.SystemInfo;
import oshi.hardware.ComputerSystem;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;

/** Reads the hardware's fields through OSHI: slow (half a second), so only on systems without {@code /proc}. */
final class OshiReader {
    private OshiReader() {}

    static HardwareFingerprint read() {
        SystemInfo system = new SystemInfo();
        HardwareAbstractionLayer hardware = system.getHardware();
        ComputerSystem computer = hardware.getComputerSystem();
        Map<Field, List<String>> found = new EnumMap<>(Field.class);
        found.put(Field.CPU_ID, cpuId(hardware, computer));
        found.put(
                Field.MAC,
                hardware.getNetworkIFs(false).stream()
                        .filter(card -> !card.isKnownVmMacAddr())
                        .map(NetworkIF::getMacaddr)
                        .toList());
        found.put(
                Field.DISK_SERIAL,
                hardware.getDiskStores().stream().map(HWDiskStore::getSerial).toList());
        found.put(Field.DMI_UUID, List.of(computer.getHardwareUUID()));
        found.put(
                Field.HOSTNAME,
                List.of(system.getOperatingSystem().getNetworkParams().getHostName()));
        return HardwareFingerprint.of(found);
    }

    /** OSHI's processor id is a word of model and features; the serial number is the board's. */
    private static List<String> cpuId(HardwareAbstractionLayer hardware, ComputerSystem computer) {
        return HardwareReader.clean(computer.getBaseboard().getSerialNumber())
                .map(serial -> List.of(HardwareReader.SERIAL + serial))
                .orElseGet(() -> List.of(HardwareReader.MODEL
                        + hardware.getProcessor().getProcessorIdentifier().getName()));
    }
}
