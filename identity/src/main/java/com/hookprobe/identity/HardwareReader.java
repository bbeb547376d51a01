package com.hookprobe.identity;

import com.hookprobe.identity.HardwareFingerprint.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the hardware's fields from {@code /proc} and {@code /sys} below a root, which tests replace. */
final class HardwareReader {
    /** Prefix of a processor's model: many machines share it, so it names none. */
    static final String MODEL = "model:";

    static final String SERIAL = "serial:";

    private static final int FILE_BYTES_MAX = 64 * 1024;
    private static final int DIRECTORY_ENTRIES_MAX = 1024;

    /** What makers write where no serial number was set; taken as a value, it would be the same on many machines. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "unknown",
            "none",
            "n/a",
            "na",
            "default string",
            "not specified",
            "not available",
            "not applicable",
            "to be filled by o.e.m.",
            "system serial number",
            "invalid",
            "oem");

    private HardwareReader() {}

    static HardwareFingerprint read(Path root) {
        if (!Files.isDirectory(root.resolve("proc"))) {
            return OshiReader.read();
        }
        Map<Field, List<String>> found = new EnumMap<>(Field.class);
        found.put(Field.CPU_ID, cpuId(root));
        found.put(Field.MAC, macs(root.resolve("sys/class/net")));
        found.put(Field.DISK_SERIAL, diskSerials(root.resolve("sys/block")));
        found.put(Field.DMI_UUID, listOf(text(root.resolve("sys/class/dmi/id/product_uuid"))));
        found.put(Field.HOSTNAME, listOf(text(root.resolve("proc/sys/kernel/hostname"))));
        return HardwareFingerprint.of(found);
    }

    /** Trims, lowers and bounds a reading; empty for placeholders and for values of one repeated digit 0 or f. */
    static Optional<String> clean(String reading) {
        StringBuilder printable = new StringBuilder();
        reading.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.isDefined(c) && !isSurrogate(c))
                .forEach(printable::appendCodePoint);
        String value = printable.toString().strip().toLowerCase(Locale.ROOT);
        while (value.getBytes(StandardCharsets.UTF_8).length > HardwareFingerprint.VALUE_BYTES_MAX) {
            value = value.substring(0, value.offsetByCodePoints(value.length(), -1));
        }
        value = value.strip();
        String bare = value.startsWith(SERIAL) ? value.substring(SERIAL.length()) : value;
        boolean empty = bare.isBlank() || bare.equals(MODEL) || PLACEHOLDERS.contains(bare.strip());
        boolean flat = bare.matches("[0\\-:. ]*") || bare.matches("[fF\\-:. ]*");
        return empty || flat ? Optional.empty() : Optional.of(value);
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static List<String> cpuId(Path root) {
        // Boards with a device tree (Raspberry Pi) have a serial number of the board here.
        Optional<String> board = text(root.resolve("sys/firmware/devicetree/base/serial-number"))
                .or(() -> cpuInfo(root, "serial"))
                .flatMap(HardwareReader::clean);
        return board.map(serial -> List.of(SERIAL + serial))
                .orElseGet(() -> listOf(cpuInfo(root, "model name").map(model -> MODEL + model)));
    }

    private static Optional<String> cpuInfo(Path root, String key) {
        return text(root.resolve("proc/cpuinfo"))
                .flatMap(all -> all.lines()
                        .filter(line -> line.indexOf(':') > 0)
                        .filter(line ->
                                line.substring(0, line.indexOf(':')).strip().equalsIgnoreCase(key))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst());
    }

    /** Cards with a device behind them and the address their maker gave: bridges, tunnels and containers come and go. */
    private static List<String> macs(Path net) {
        List<String> found = new ArrayList<>();
        for (Path card : entries(net)) {
            boolean physical = Files.exists(card.resolve("device"));
            boolean permanent = text(card.resolve("addr_assign_type")).equals(Optional.of("0"));
            if (physical && permanent) {
                text(card.resolve("address")).ifPresent(found::add);
            }
        }
        return found;
    }

    private static List<String> diskSerials(Path block) {
        List<String> found = new ArrayList<>();
        for (Path disk : entries(block)) {
            // A removable stick is not part of the machine.
            if (text(disk.resolve("removable")).equals(Optional.of("1"))) {
                continue;
            }
            text(disk.resolve("serial"))
                    .or(() -> text(disk.resolve("device/serial")))
                    .or(() -> text(disk.resolve("device/wwid")))
                    .or(() -> text(disk.resolve("wwid")))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static List<Path> entries(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path entry : all) {
                if (found.size() == DIRECTORY_ENTRIES_MAX) {
                    break;
                }
                found.add(entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // identity 6.3: "what cannot be read is absent": no such bus on this machine, or not allowed for this user.
            return List.of();
        }
        found.sort(null);
        return found;
    }

    private static Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String all = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8).strip();
            return all.isEmpty() ? Optional.empty() : Optional.of(all);
        } catch (IOException e) {
            // identity 6.3: "what cannot be read is absent": serial numbers are readable by root only on many systems.
            return Optional.empty();
        }
    }

    private static List<String> listOf(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }
}
