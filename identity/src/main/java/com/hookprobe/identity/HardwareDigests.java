package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A machine's {@link HardwareReading} as the verifier may know it: of each value of a compared field 16 bytes of a hash, so
 * that it can compare field by field, and notice one machine that enrols twice, without a serial number. (identity.md, 6.11.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPHD"
 *      4     1  version = 1
 *      5     1  kind
 *      .     1  number n of digests, 0..32, for each of the six compared fields in the order of their codes
 *      .  16 n  digests, ascending
 * </pre>
 *
 * <p>A hash hides what cannot be guessed. Whoever may open it can try all addresses of a maker, or all models: it is for the
 * verifier only, so it travels sealed.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class HardwareDigests {
    /** Length of one digest in bytes. */
    public static final int DIGEST_BYTES = 16;

    /** Length of the longest record in bytes. */
    static final int BYTES_MAX = 6 + 6 * (1 + HardwareReading.VALUES_MAX * DIGEST_BYTES);

    private static final byte[] MAGIC = Bytes.ascii("HPHD");
    private static final int VERSION = 1;
    private static final HexFormat HEX = HexFormat.of();

    private final HardwareKind kind;
    /** In hexadecimal, ascending: the order of the text is that of the bytes. */
    private final Map<HardwareField, List<String>> digests;

    private HardwareDigests(HardwareKind kind, Map<HardwareField, List<String>> digests) {
        this.kind = kind;
        this.digests = Collections.unmodifiableMap(digests);
    }

    static HardwareDigests of(HardwareReading reading) {
        Map<HardwareField, List<String>> digests = new EnumMap<>(HardwareField.class);
        reading.fields().forEach((field, values) -> {
            if (field.compared()) {
                TreeSet<String> sorted = new TreeSet<>();
                values.forEach(value -> sorted.add(digest(field, value)));
                digests.put(field, List.copyOf(sorted));
            }
        });
        return new HardwareDigests(reading.kind(), digests);
    }

    private static String digest(HardwareField field, String value) {
        byte[] hash = Bytes.sha256(Bytes.labelled(
                IdentityLabels.HARDWARE_DIGEST,
                new byte[] {(byte) field.code()},
                value.getBytes(StandardCharsets.UTF_8)));
        return HEX.formatHex(hash, 0, DIGEST_BYTES);
    }

    /** Returns the kind of the machine. */
    public HardwareKind kind() {
        return kind;
    }

    /** As {@link HardwareFingerprint#compare(HardwareReading, int)}, with this as what was before. */
    public HardwareComparison compare(HardwareDigests now, int tolerance) {
        return HardwareComparison.of(
                new HardwareComparison.Machine(kind, digests),
                new HardwareComparison.Machine(now.kind, now.digests),
                tolerance);
    }

    /**
     * Tells whether the two are taken for one machine; never when nothing in them names a single one.
     *
     * @param tolerance 0..{@link HardwareComparison#TOLERANCE_MAX}
     */
    public boolean matches(HardwareDigests other, int tolerance) {
        return compare(other, tolerance).matches();
    }

    /**
     * Returns the digests of what one board or one disk has alone, each with its field; two that {@link #matches match} have one in
     * common. For an index of many machines. A new list.
     */
    public List<String> ofOneMachine() {
        List<String> all = new ArrayList<>();
        digests.forEach((field, values) -> {
            if (field.says() == HardwareField.Says.BOARD || field.says() == HardwareField.Says.DISK) {
                values.forEach(value -> all.add(field.code() + ":" + value));
            }
        });
        return all;
    }

    /** Returns the record; a new array. */
    public byte[] encode() {
        RecordWriter out = new RecordWriter().bytes(MAGIC).u8(VERSION).u8(kind.code());
        for (HardwareField field : HardwareField.values()) {
            if (field.compared()) {
                List<String> values = digests.getOrDefault(field, List.of());
                out.u8(values.size());
                values.forEach(hex -> out.bytes(HEX.parseHex(hex)));
            }
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws RecordException FORMAT or VERSION
     */
    public static HardwareDigests decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("hardware digests", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        int code = in.u8("kind");
        HardwareKind kind =
                HardwareKind.ofCode(code).orElseThrow(() -> in.malformed("kind: expected 1..4, found " + code));
        Map<HardwareField, List<String>> digests = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            if (!field.compared()) {
                continue;
            }
            int count = in.u8("number of digests");
            if (count > HardwareReading.VALUES_MAX) {
                throw in.malformed("digests: expected at most " + HardwareReading.VALUES_MAX + ", found " + count);
            }
            byte[] before = {};
            List<String> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] digest = in.bytes("digest", DIGEST_BYTES);
                if (Arrays.compareUnsigned(before, digest) >= 0) {
                    throw in.malformed("digests: expected ascending ones");
                }
                values.add(HEX.formatHex(digest));
                before = digest;
            }
            if (!values.isEmpty()) {
                digests.put(field, List.copyOf(values));
            }
        }
        in.end();
        return new HardwareDigests(kind, digests);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareDigests that && kind == that.kind && digests.equals(that.digests);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + digests.hashCode();
    }

    /** Names kind and fields only. */
    @Override
    public String toString() {
        return "HardwareDigests[" + kind.text() + " " + digests.keySet() + "]";
    }
}
