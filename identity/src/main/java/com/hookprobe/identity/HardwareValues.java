package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What counts as a value of a field. A value that many machines share would make them look like one. (identity.md, 6.4.) */
final class HardwareValues {
    /** What makers write where no serial number was set. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "unknown",
            "none",
            "n/a",
            "na",
            "null",
            "default",
            "default string",
            "not specified",
            "not available",
            "not applicable",
            "to be filled by o.e.m.",
            "to be filled by oem",
            "system serial number",
            "serial number",
            "uninitialized",
            "invalid",
            "oem",
            "0123456789",
            "123456789",
            "1234567890",
            // UUIDs that firmware makers forgot to change.
            "03000200-0400-0500-0006-000700080009",
            "00020003-0004-0005-0006-000700080009",
            "12345678-1234-5678-90ab-cddeefaabbcc");

    /** Serial numbers that hypervisors give to each machine alike: QEMU's by position, Google's by the disk's name. */
    private static final Pattern SHARED_DISK = Pattern.compile(
            ".*\\bqm0000\\d|drive-(scsi|sata|ide|virtio)\\d+|.*persistent-?disk.*|nvme_card.*|google.*");

    private HardwareValues() {}

    /** Trims, lowers and bounds a reading; empty for what names no machine. */
    static Optional<String> clean(HardwareField field, String reading) {
        StringBuilder printable = new StringBuilder();
        reading.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.isDefined(c) && !isSurrogate(c))
                .forEach(printable::appendCodePoint);
        String value = printable.toString().strip().toLowerCase(Locale.ROOT);
        while (value.getBytes(StandardCharsets.UTF_8).length > HardwareReading.VALUE_BYTES_MAX) {
            value = value.substring(0, value.offsetByCodePoints(value.length(), -1));
        }
        value = value.strip();
        return isValue(field, value) ? Optional.of(value) : Optional.empty();
    }

    private static boolean isValue(HardwareField field, String value) {
        if (value.isEmpty() || PLACEHOLDERS.contains(value)) {
            return false;
        }
        return switch (field) {
            case CPU_MODEL, HOSTNAME -> true;
            case DISK_SERIAL -> !flat(value) && !SHARED_DISK.matcher(value).matches();
            default -> !flat(value);
        };
    }

    /** One character again and again, whatever stands between: 0000, ff:ff:ff. */
    private static boolean flat(String value) {
        String bare = value.startsWith("0x") ? value.substring(2) : value;
        return bare.codePoints()
                        .filter(c -> "-:. ".indexOf(c) < 0)
                        .distinct()
                        .limit(2)
                        .count()
                < 2;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
