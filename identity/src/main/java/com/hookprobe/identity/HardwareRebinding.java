package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An operator's word that a node goes on with other hardware: what it was before and after, and why. The keystore keeps the
 * last {@link #KEPT_MAX}. (identity.md, 6.10.)
 *
 * <p>Record, big-endian: "HPHB" || version 1 || count u8, and for each time u64 || hash before 32 || hash after 32 || differing
 * fields u8 (bit 2^(code-1); the highest bit: the kind) || reason u16 length, UTF-8.
 *
 * @param at when; whole seconds
 * @param before hash of the fingerprint until then, in hexadecimal
 * @param after hash of the fingerprint since, in hexadecimal
 * @param changed names of the fields that were not the same
 * @param reason the operator's text, 1..200 characters without control characters
 */
public record HardwareRebinding(Instant at, String before, String after, List<String> changed, String reason) {
    /** How many are kept; the oldest go. */
    public static final int KEPT_MAX = 32;

    /** Length of the longest reason in characters. */
    public static final int REASON_CHARS_MAX = 200;

    private static final byte[] MAGIC = Bytes.ascii("HPHB");
    private static final int VERSION = 1;
    private static final int REASON_BYTES_MAX = 4 * REASON_CHARS_MAX;
    private static final int BYTES_MAX = 6 + KEPT_MAX * (75 + REASON_BYTES_MAX);
    private static final int KIND_BIT = 0x80;
    private static final HexFormat HEX = HexFormat.of();

    /** Checks lengths and the reason. */
    public HardwareRebinding {
        at = Instant.ofEpochSecond(at.getEpochSecond());
        changed = List.copyOf(changed);
        checkReason(reason);
        Checks.length("hash before", HEX.parseHex(before), HardwareFingerprint.BYTES);
        Checks.length("hash after", HEX.parseHex(after), HardwareFingerprint.BYTES);
    }

    /** Says what one binding became. */
    public static HardwareRebinding of(
            Instant at, HardwareFingerprint before, HardwareFingerprint after, String reason) {
        return new HardwareRebinding(
                at,
                HEX.formatHex(before.hash()),
                HEX.formatHex(after.hash()),
                before.compare(after.reading()).changed(),
                reason);
    }

    /** Returns the record of these, oldest first; of more than {@link #KEPT_MAX} the last ones. */
    public static byte[] encode(List<HardwareRebinding> all) {
        List<HardwareRebinding> kept = all.subList(Math.max(0, all.size() - KEPT_MAX), all.size());
        RecordWriter out = new RecordWriter().bytes(MAGIC).u8(VERSION).u8(kept.size());
        for (HardwareRebinding one : kept) {
            byte[] reason = one.reason.getBytes(StandardCharsets.UTF_8);
            out.u64(one.at.getEpochSecond())
                    .bytes(HEX.parseHex(one.before))
                    .bytes(HEX.parseHex(one.after))
                    .u8(bits(one.changed))
                    .u16(reason.length)
                    .bytes(reason);
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote; oldest first.
     *
     * @throws RecordException FORMAT or VERSION
     */
    public static List<HardwareRebinding> decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("hardware history", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        int count = in.u8("count");
        if (count > KEPT_MAX) {
            throw in.malformed("count: expected at most " + KEPT_MAX + ", found " + count);
        }
        List<HardwareRebinding> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Instant at = Instant.ofEpochSecond(in.u64("time", HardwareFingerprint.SECONDS_MAX));
            String before = HEX.formatHex(in.bytes("hash before", HardwareFingerprint.BYTES));
            String after = HEX.formatHex(in.bytes("hash after", HardwareFingerprint.BYTES));
            List<String> changed = names(in.u8("fields"));
            String reason = new String(in.bytes("reason", in.u16("length")), StandardCharsets.UTF_8);
            if (!isReason(reason)) {
                throw in.malformed("reason: expected 1.." + REASON_CHARS_MAX + " printable characters");
            }
            all.add(new HardwareRebinding(at, before, after, changed, reason));
        }
        in.end();
        if (!Arrays.equals(encode(all), record)) {
            throw in.malformed("expected canonical text");
        }
        return List.copyOf(all);
    }

    static boolean isReason(String reason) {
        return !reason.isBlank()
                && reason.codePointCount(0, reason.length()) <= REASON_CHARS_MAX
                && reason.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    static void checkReason(String reason) {
        if (!isReason(reason)) {
            throw new IllegalArgumentException("reason: expected 1.." + REASON_CHARS_MAX
                    + " characters without control characters, found " + reason.length());
        }
    }

    private static int bits(List<String> names) {
        int bits = names.contains("kind") ? KIND_BIT : 0;
        for (HardwareField field : HardwareField.values()) {
            bits |= names.contains(field.text()) ? 1 << (field.code() - 1) : 0;
        }
        return bits;
    }

    private static List<String> names(int bits) {
        List<String> names = new ArrayList<>();
        for (HardwareField field : HardwareField.values()) {
            if ((bits & 1 << (field.code() - 1)) != 0) {
                names.add(field.text());
            }
        }
        if ((bits & KIND_BIT) != 0) {
            names.add("kind");
        }
        return names;
    }
}
