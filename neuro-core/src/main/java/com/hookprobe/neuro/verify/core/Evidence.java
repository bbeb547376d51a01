package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen, so that a person can judge it and a machine can keep it. NEURO 9.22. Immutable, thread-safe.
 *
 * @param reason what it is evidence of
 * @param device whose
 * @param firstRecord number of the record that is concerned, from 0; for WEIGHTS_DIVERGED the first after the last count
 *     that agreed
 * @param lastRecord the same number; for WEIGHTS_DIVERGED the last before the claim that is not met, so that the fault lies
 *     in {@code firstRecord..lastRecord}, which is no record when {@code lastRecord} is {@code firstRecord - 1}
 * @param timeMicros timestamp of {@code lastRecord}, unsigned; 0 when there is none
 * @param expected what would have been right, in words; at most {@link #TEXT_MAX} characters
 * @param found what was there
 * @param knownHash CLONE and ROLLBACK: eight bytes of the hash of the record that the verifier has at this number, as 16
 *     digits; empty when it is too old to be kept
 * @param foundHash the same of the record in the upload
 * @param record the record in the upload, when there is one
 */
public record Evidence(
        Reason reason,
        DeviceId device,
        long firstRecord,
        long lastRecord,
        long timeMicros,
        String expected,
        String found,
        String knownHash,
        String foundHash,
        Optional<Ter> record) {
    /** Most characters of a text; longer ones are cut. */
    public static final int TEXT_MAX = 2_048;

    /** No encoded evidence is longer. */
    public static final int BYTES_MAX = 16 * 1_024;

    private static final int VERSION = 1;
    private static final int HASH_DIGITS = 16;

    /** Cuts long texts. */
    public Evidence {
        expected = cut(expected);
        found = cut(found);
        requireHash(knownHash);
        requireHash(foundHash);
        if (firstRecord < 0 || lastRecord < firstRecord - 1) {
            throw new IllegalArgumentException("records " + firstRecord + ".." + lastRecord + ", expected a range");
        }
    }

    /** A few plain sentences: what was seen, why it matters, what to do. */
    public String explain() {
        return Explanation.of(this);
    }

    /** All of it by name, in a fixed order, for JSON and the like. What does not apply is left out. */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("reason", reason.name());
        fields.put("device", device.hex());
        fields.put("firstRecord", Long.toString(firstRecord));
        fields.put("lastRecord", Long.toString(lastRecord));
        if (timeMicros != 0) {
            fields.put("recordTime", Explanation.time(timeMicros));
        }
        fields.put("expected", expected);
        fields.put("found", found);
        if (!knownHash.isEmpty()) {
            fields.put("knownRecordHash", knownHash);
        }
        if (!foundHash.isEmpty()) {
            fields.put("foundRecordHash", foundHash);
        }
        record.ifPresent(ter -> fields.put("record", java.util.HexFormat.of().formatHex(ter.encode())));
        return fields;
    }

    /** True when the record that was found is one that {@code baseline} allows. */
    boolean allowedBy(IntegrityBaseline baseline) {
        return record.isPresent() && baseline.allows(record.get());
    }

    /** The canonical bytes, see NEURO 9.24. */
    public byte[] encode() {
        WireWriter out = new WireWriter()
                .u8(VERSION)
                .u8(reason.code())
                .bytes(device.bytes())
                .u64(firstRecord)
                .u64(lastRecord)
                .u64(timeMicros)
                .text(expected)
                .text(found)
                .text(knownHash)
                .text(foundHash);
        return out.block(record.map(Ter::encode).orElse(new byte[0])).toBytes();
    }

    /**
     * Reads what {@link #encode} gave.
     *
     * @throws NeuroException of kind STATE_DAMAGED for any other bytes
     */
    public static Evidence decode(byte[] bytes) throws NeuroException {
        WireReader in = new WireReader("the evidence", bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw in.damaged("has version " + version + ", expected " + VERSION);
        }
        int code = in.u8();
        Reason reason = Reason.ofCode(code).orElseThrow(() -> in.damaged("has the unknown reason " + code));
        DeviceId device = DeviceId.of(in.bytes(DeviceId.BYTES));
        long first = in.u64();
        long last = in.u64();
        long timeMicros = in.u64();
        String expected = in.text(BYTES_MAX);
        String found = in.text(BYTES_MAX);
        String knownHash = in.text(HASH_DIGITS);
        String foundHash = in.text(HASH_DIGITS);
        byte[] ter = in.block(Ter.BYTES);
        in.end();
        Evidence evidence;
        try {
            Optional<Ter> record = ter.length == 0 ? Optional.empty() : Ter.decode(ter);
            evidence = new Evidence(
                    reason, device, first, last, timeMicros, expected, found, knownHash, foundHash, record);
        } catch (IllegalArgumentException e) {
            throw in.damaged("is impossible: " + e.getMessage());
        }
        if (!Arrays.equals(evidence.encode(), bytes)) {
            throw in.damaged("is not in its canonical form");
        }
        return evidence;
    }

    private static void requireHash(String hash) {
        if (!hash.isEmpty() && !hash.matches("[0-9a-f]{" + HASH_DIGITS + "}")) {
            throw new IllegalArgumentException("a record hash is 16 lower-case hexadecimal digits, found: " + hash);
        }
    }

    /** Surrogates are replaced, because the bytes have to be UTF-8 that reads back to the same text. */
    private static String cut(String text) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), TEXT_MAX); i++) {
            char c = text.charAt(i);
            kept.append(Character.isSurrogate(c) ? '?' : c);
        }
        return text.length() > TEXT_MAX
                ? kept.replace(TEXT_MAX - 3, TEXT_MAX, "...").toString()
                : kept.toString();
    }
}
