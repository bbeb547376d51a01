package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the hardware under a node says of itself, and a 32-byte hash of it. (identity.md, section 6.)
 *
 * <p>The hash is SHA-256(label || 00 || fields), the fields in the order of {@link Field}, each as one byte of its code, u16
 * count of values, and per value u16 length || UTF-8 bytes; big-endian; values sorted. Only the hash leaves the machine:
 * serial numbers and MAC addresses are personal data.
 *
 * <p>Deviation from the seed: the seed hashes a timestamp too. A hash with the time in it is another one at each reading, so
 * it can never be compared with itself; the moment of enrolment is in the registry.
 *
 * <p>The fingerprint is a plausibility check, not a proof: all of its fields can be forged by whoever has root, and machines
 * cloned from one image may have the same. The device key is the proof.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class HardwareFingerprint {
    /** Length of the hash in bytes. */
    public static final int BYTES = 32;

    /** How many of the four compared fields may differ by default, as in the reference. */
    public static final int TOLERANCE_DEFAULT = 2;

    static final int VALUES_MAX = 64;
    static final int VALUE_BYTES_MAX = 256;

    private static final byte[] MAGIC = Bytes.ascii("HPHW");
    private static final int VERSION = 1;
    private static final int ENCODED_BYTES_MAX = 5 + Field.values().length * (3 + VALUES_MAX * (2 + VALUE_BYTES_MAX));

    /** The parts of a fingerprint. Each may be absent. */
    public enum Field {
        /** Serial number of the processor or board ({@code serial:...}), or the model's name ({@code model:...}). */
        CPU_ID(1, true),
        /** MAC addresses of the physical network cards. */
        MAC(2, true),
        /** Serial numbers of the disks. */
        DISK_SERIAL(3, true),
        /** The system UUID of the firmware's DMI table. */
        DMI_UUID(4, true),
        /** The host's name; hashed, but not compared, since it may be changed at will. */
        HOSTNAME(5, false);

        private final int code;
        private final boolean compared;

        Field(int code, boolean compared) {
            this.code = code;
            this.compared = compared;
        }
    }

    private final Map<Field, List<String>> fields;

    private HardwareFingerprint(Map<Field, List<String>> fields) {
        this.fields = fields;
    }

    /**
     * Reads this machine: {@code /proc} and {@code /sys}, or OSHI where there is no {@code /proc}. What cannot be read is
     * absent; reading never fails. Takes a few milliseconds, on other systems than Linux up to a second.
     */
    public static HardwareFingerprint read() {
        return HardwareReader.read(Path.of("/"));
    }

    /** Makes a fingerprint of raw readings: cleans, sorts and bounds them. */
    static HardwareFingerprint of(Map<Field, ? extends Iterable<String>> readings) {
        Map<Field, List<String>> clean = new EnumMap<>(Field.class);
        readings.forEach((field, values) -> {
            TreeSet<String> sorted = new TreeSet<>();
            values.forEach(value -> HardwareReader.clean(value).ifPresent(sorted::add));
            List<String> kept = sorted.stream().limit(VALUES_MAX).toList();
            if (!kept.isEmpty()) {
                clean.put(field, kept);
            }
        });
        return new HardwareFingerprint(Collections.unmodifiableMap(clean));
    }

    /** Returns the fields that were found, each with its sorted values; absent ones are not in the map. Immutable. */
    public Map<Field, List<String>> fields() {
        return fields;
    }

    /** Returns the 32-byte hash; a new array. */
    public byte[] hash() {
        return Bytes.sha256(Bytes.labelled(IdentityLabels.HARDWARE, encodeFields()));
    }

    /** As {@link #matches(HardwareFingerprint, int)} with {@link #TOLERANCE_DEFAULT}. */
    public boolean matches(HardwareFingerprint other) {
        return matches(other, TOLERANCE_DEFAULT);
    }

    /**
     * Tells whether the two may be the same machine: at most {@code tolerance} of the four fields CPU_ID, MAC, DISK_SERIAL
     * and DMI_UUID differ. MAC and DISK_SERIAL agree when they have one value in common. A field absent on one side
     * differs; absent on both it says nothing. At least one field that names a single machine must agree: two machines of
     * which nothing is known, or only the processor's model, do not match.
     *
     * @param tolerance 0..4
     */
    public boolean matches(HardwareFingerprint other, int tolerance) {
        if (tolerance < 0 || tolerance > 4) {
            throw new IllegalArgumentException("tolerance: expected 0..4, found " + tolerance);
        }
        int mismatches = 0;
        boolean named = false;
        for (Field field : Field.values()) {
            List<String> mine = fields.getOrDefault(field, List.of());
            List<String> theirs = other.fields.getOrDefault(field, List.of());
            if (!field.compared || (mine.isEmpty() && theirs.isEmpty())) {
                continue;
            }
            List<String> common = new ArrayList<>(mine);
            common.retainAll(theirs);
            if (common.isEmpty()) {
                mismatches++;
            } else {
                named |= common.stream().anyMatch(value -> !value.startsWith(HardwareReader.MODEL));
            }
        }
        return named && mismatches <= tolerance;
    }

    /** Returns the record of all fields, for the node's own keystore; it holds serial numbers, so it stays at home. */
    public byte[] encode() {
        return Bytes.concat(MAGIC, new byte[] {VERSION}, encodeFields());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws RecordException FORMAT or VERSION
     */
    public static HardwareFingerprint decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("hardware record", record, ENCODED_BYTES_MAX);
        in.header(MAGIC, VERSION);
        Map<Field, List<String>> fields = new TreeMap<>();
        for (Field field : Field.values()) {
            if (in.u8("field code") != field.code) {
                throw in.malformed("expected field code " + field.code);
            }
            int count = in.u16("count");
            if (count > VALUES_MAX) {
                throw in.malformed("count: expected at most " + VALUES_MAX + ", found " + count);
            }
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(new String(in.bytes("value", in.u16("length")), StandardCharsets.UTF_8));
            }
            fields.put(field, values);
        }
        in.end();
        HardwareFingerprint found = of(fields);
        // One encoding per fingerprint: unsorted, doubled, over-long or unclean values do not come back as they were.
        if (!Arrays.equals(found.encode(), record)) {
            throw in.malformed("expected canonical values");
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareFingerprint that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** Names the fields found, not their values. */
    @Override
    public String toString() {
        return "HardwareFingerprint" + fields.keySet();
    }

    private byte[] encodeFields() {
        RecordWriter out = new RecordWriter();
        for (Field field : Field.values()) {
            List<String> values = fields.getOrDefault(field, List.of());
            out.u8(field.code).u16(values.size());
            for (String value : values) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                out.u16(utf8.length).bytes(utf8);
            }
        }
        return out.toBytes();
    }
}
