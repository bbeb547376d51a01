package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the hardware under a program says of itself now: its kind, and the values of each {@link HardwareField} that could be
 * read. Serial numbers and MAC addresses are personal data: a reading stays on its machine. (identity.md, section 6.)
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class HardwareReading {
    static final int VALUES_MAX = 32;
    static final int VALUE_BYTES_MAX = 128;
    static final int BODY_BYTES_MAX = 1 + HardwareField.values().length * (3 + VALUES_MAX * (2 + VALUE_BYTES_MAX));

    private final HardwareKind kind;
    private final Map<HardwareField, List<String>> fields;

    private HardwareReading(HardwareKind kind, Map<HardwareField, List<String>> fields) {
        this.kind = kind;
        this.fields = fields;
    }

    /**
     * Reads this machine: {@code /proc}, {@code /sys} and a few files beside them, or OSHI where there is no {@code /proc}.
     * What cannot be read is absent; reading never fails. Takes a few milliseconds, on other systems than Linux up to a
     * second. Some fields are for root only: let the same user read that will read later.
     */
    public static HardwareReading read() {
        return read(Path.of("/"));
    }

    /**
     * As {@link #read()} from the root folder of another system.
     *
     * @param root has {@code proc} and {@code sys} in it; without {@code proc} OSHI reads this machine
     */
    public static HardwareReading read(Path root) {
        return HardwareReader.read(root);
    }

    /** Makes a reading of raw values: cleans, sorts and bounds them. */
    static HardwareReading of(HardwareKind kind, Map<HardwareField, ? extends Iterable<String>> readings) {
        Map<HardwareField, List<String>> clean = new EnumMap<>(HardwareField.class);
        readings.forEach((field, values) -> {
            TreeSet<String> sorted = new TreeSet<>();
            values.forEach(value -> HardwareValues.clean(field, value).ifPresent(sorted::add));
            List<String> kept = sorted.stream().limit(VALUES_MAX).toList();
            if (!kept.isEmpty()) {
                clean.put(field, kept);
            }
        });
        return new HardwareReading(kind, Collections.unmodifiableMap(clean));
    }

    /** Returns what kind of machine this is. */
    public HardwareKind kind() {
        return kind;
    }

    /** Returns the fields that were found, each with its sorted values; absent ones are not in the map. Immutable. */
    public Map<HardwareField, List<String>> fields() {
        return fields;
    }

    /** Tells whether something in it names a single machine, or at least a single disk. */
    public boolean namesOne() {
        return fields.keySet().stream()
                .map(HardwareField::says)
                .anyMatch(says -> says == HardwareField.Says.BOARD || says == HardwareField.Says.DISK);
    }

    /**
     * Binds the reading to the time of a node's enrolment.
     *
     * @param enrolled whole seconds count; 1970 to 9999
     */
    public HardwareFingerprint enrolledAt(Instant enrolled) {
        return new HardwareFingerprint(this, enrolled.getEpochSecond());
    }

    /** Returns one-way digests of the values, for the verifier. */
    public HardwareDigests digests() {
        return HardwareDigests.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareReading that && kind == that.kind && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + fields.hashCode();
    }

    /** Names kind and fields, not their values. */
    @Override
    public String toString() {
        return "HardwareReading[" + kind.text() + " " + fields.keySet() + "]";
    }

    /** Kind, then per field its code, a count, and the values with their lengths. */
    void encodeTo(RecordWriter out) {
        out.u8(kind.code());
        for (HardwareField field : HardwareField.values()) {
            List<String> values = fields.getOrDefault(field, List.of());
            out.u8(field.code()).u16(values.size());
            for (String value : values) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                out.u16(utf8.length).bytes(utf8);
            }
        }
    }

    /** What {@link #encodeTo} wrote; the caller compares the encodings, since unclean values come back clean. */
    static HardwareReading decodeFrom(RecordReader in) throws RecordException {
        int code = in.u8("kind");
        HardwareKind kind =
                HardwareKind.ofCode(code).orElseThrow(() -> in.malformed("kind: expected 1..4, found " + code));
        Map<HardwareField, List<String>> fields = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            if (in.u8("field code") != field.code()) {
                throw in.malformed("expected field code " + field.code());
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
        return of(kind, fields);
    }
}
