package com.hookprobe.identity.tpm;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values of PCRs 0, 1, 2, 3 and 7 of the SHA-256 bank: firmware, its settings, its drivers and theirs, Secure Boot. Immutable.
 */
public final class PcrValues {
    /** The PCRs that this project looks at. */
    public static final List<Integer> INDEXES = List.of(0, 1, 2, 3, 7);

    /** Length of one value in bytes. */
    public static final int VALUE_BYTES = 32;

    /** Bits 0, 1, 2, 3 and 7 of the first of three bytes. */
    static final byte[] SELECT = {(byte) 0x8F, 0, 0};

    private static final int TEXT_CHARS_MAX = 1024;

    private final SortedMap<Integer, byte[]> values;

    private PcrValues(SortedMap<Integer, byte[]> values) {
        this.values = values;
    }

    /**
     * Takes five values in the order of {@link #INDEXES}; copied.
     *
     * @throws IllegalArgumentException when there are not five of 32 bytes
     */
    public static PcrValues of(List<byte[]> inOrder) {
        if (inOrder.size() != INDEXES.size()) {
            throw new IllegalArgumentException("expected " + INDEXES.size() + " PCR values, found " + inOrder.size());
        }
        SortedMap<Integer, byte[]> values = new TreeMap<>();
        for (int i = 0; i < inOrder.size(); i++) {
            if (inOrder.get(i).length != VALUE_BYTES) {
                throw new IllegalArgumentException("PCR " + INDEXES.get(i) + ": expected " + VALUE_BYTES
                        + " bytes, found " + inOrder.get(i).length);
            }
            values.put(INDEXES.get(i), inOrder.get(i).clone());
        }
        return new PcrValues(values);
    }

    /**
     * Reads five lines {@code INDEX HEX}, in the order of {@link #INDEXES}, as {@link #toText} writes them.
     *
     * @throws QuoteException FORMAT
     */
    public static PcrValues fromText(String text) throws QuoteException {
        List<String> lines = text.length() > TEXT_CHARS_MAX
                ? List.of()
                : text.strip().lines().toList();
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < lines.size() && i < INDEXES.size(); i++) {
            String prefix = INDEXES.get(i) + " ";
            String hex = lines.get(i).startsWith(prefix) ? lines.get(i).substring(prefix.length()) : "";
            if (hex.matches("[0-9a-f]{64}")) {
                values.add(HexFormat.of().parseHex(hex));
            }
        }
        if (values.size() != INDEXES.size() || lines.size() != INDEXES.size()) {
            throw new QuoteException(
                    QuoteException.Kind.FORMAT,
                    "PCR values: expected " + INDEXES.size() + " lines, each one of " + INDEXES
                            + " in order, a blank and 64 hexadecimal digits; found another text");
        }
        return of(values);
    }

    /** Returns the text form; see {@link #fromText}. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        values.forEach((index, value) -> text.append(index)
                .append(' ')
                .append(HexFormat.of().formatHex(value))
                .append('\n'));
        return text.toString();
    }

    /** Returns the value of one of {@link #INDEXES}; a new copy. */
    public byte[] value(int index) {
        byte[] value = values.get(index);
        if (value == null) {
            throw new IllegalArgumentException("expected one of " + INDEXES + ", found " + index);
        }
        return value.clone();
    }

    /** Returns SHA-256 over the values in order, as a TPM makes it for a quote; 32 bytes. */
    public byte[] digest() {
        return TpmLabels.sha256(values.values().toArray(byte[][]::new));
    }

    /** Returns which differ, for people. */
    public List<Integer> differing(PcrValues other) {
        return INDEXES.stream()
                .filter(i -> !MessageDigest.isEqual(values.get(i), other.values.get(i)))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PcrValues that && differing(that).isEmpty();
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("PcrValues[");
        values.forEach((i, value) -> text.append(i)
                .append('=')
                .append(HexFormat.of().formatHex(value, 0, 4))
                .append(' '));
        return text.toString().strip() + "]";
    }
}
