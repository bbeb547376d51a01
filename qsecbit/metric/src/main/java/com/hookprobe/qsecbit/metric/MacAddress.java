package com.hookprobe.qsecbit.metric;

import java.util.HexFormat;
import java.util.Optional;

/**
 * An IEEE 802 address of 48 bits.
 *
 * @param bits the address, its first octet in bits 47 to 40; {@link #NONE} has -1
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    /** No address. */
    public static final MacAddress NONE = new MacAddress(-1);
    /** ff:ff:ff:ff:ff:ff. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    private static final int OCTETS = 6;
    private static final long GROUP_BIT = 1L << 40;
    private static final long LOCAL_BIT = 1L << 41;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException for more than 48 bits
     */
    public MacAddress {
        if (bits < -1 || bits > 0xffff_ffff_ffffL) {
            throw new IllegalArgumentException("a MAC address has 48 bits, found " + Long.toHexString(bits));
        }
    }

    /**
     * Reads {@code aa:bb:cc:dd:ee:ff}, also with dashes, in either case; empty for anything else.
     */
    public static Optional<MacAddress> parse(String text) {
        if (text.length() != 3 * OCTETS - 1) {
            return Optional.empty();
        }
        char separator = text.charAt(2);
        if (separator != ':' && separator != '-') {
            return Optional.empty();
        }
        long bits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != separator) {
                    return Optional.empty();
                }
            } else if (HexFormat.isHexDigit(c)) {
                bits = bits << 4 | HexFormat.fromHexDigit(c);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new MacAddress(bits));
    }

    /** True when this is an address. */
    public boolean isPresent() {
        return bits >= 0;
    }

    /** True for a multicast or broadcast address: no single station has it. */
    public boolean isGroup() {
        return bits >= 0 && (bits & GROUP_BIT) != 0;
    }

    /** True for an address that a host has given itself, as phones do for each network. */
    public boolean isLocal() {
        return bits >= 0 && (bits & LOCAL_BIT) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /** Lower case with colons; "-" for {@link #NONE}. */
    @Override
    public String toString() {
        if (bits < 0) {
            return "-";
        }
        StringBuilder text = new StringBuilder(3 * OCTETS);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(shift == 40 ? "" : ":").append(HexFormat.of().toHexDigits((byte) (bits >> shift)));
        }
        return text.toString();
    }
}
