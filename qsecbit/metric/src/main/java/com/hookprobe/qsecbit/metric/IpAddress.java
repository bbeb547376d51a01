package com.hookprobe.qsecbit.metric;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address as a value; {@link #parse} reads text strictly and never asks a name server.
 *
 * <p>IPv4 is held in its mapped form {@code ::ffff:a.b.c.d}, and a mapped IPv6 address is the IPv4 address: one address
 * has one value, so a ban cannot be dodged by writing the address in another way. Zone ids ({@code %eth0}) are refused.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    private static final long MAPPED = 0xffffL;
    private static final int TEXT_CHARS_MAX = 45;
    private static final int GROUPS = 8;

    /** {@code ::}, which stands for "no address" where one is missing. */
    public static final IpAddress NONE = new IpAddress(0, 0);

    /** The IPv4 address of 32 bits in network order. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, MAPPED << 32 | Integer.toUnsignedLong(bits));
    }

    /** Reads the text form of an address; empty for anything that is not exactly one address. */
    public static Optional<IpAddress> parse(String text) {
        if (text.isEmpty() || text.length() > TEXT_CHARS_MAX) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            long bits = parseV4(text, 0);
            return bits < 0 ? Optional.empty() : Optional.of(v4((int) bits));
        }
        return Ipv6Text.parse(text);
    }

    /**
     * Reads an address from 4 or 16 bytes in network order.
     *
     * @throws IllegalArgumentException for another length
     */
    public static IpAddress ofBytes(byte[] bytes) {
        if (bytes.length == 4) {
            return v4((int) word(bytes, 0, 4));
        }
        if (bytes.length != 2 * GROUPS) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, got " + bytes.length);
        }
        return new IpAddress(word(bytes, 0, 8), word(bytes, 8, 8));
    }

    /** True for IPv4. */
    public boolean isV4() {
        return high == 0 && low >>> 32 == MAPPED;
    }

    /** 32 or 128. */
    public int bits() {
        return isV4() ? 32 : 128;
    }

    /** The 32 bits of an IPv4 address. */
    public int v4Bits() {
        if (!isV4()) {
            throw new IllegalStateException(this + " is not IPv4");
        }
        return (int) low;
    }

    /** True for {@code ::} and {@code 0.0.0.0}. */
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == MAPPED << 32);
    }

    /** The address in network order, 4 or 16 bytes. */
    public byte[] bytes() {
        boolean v4 = isV4();
        byte[] bytes = new byte[v4 ? 4 : 2 * GROUPS];
        for (int i = 0; i < bytes.length; i++) {
            int shift = 8 * (7 - (i & 7));
            bytes[i] = (byte) (v4 ? low >>> (24 - 8 * i) : (i < 8 ? high : low) >>> shift);
        }
        return bytes;
    }

    /** The bit at a position, 0 being the most significant of {@link #bits()}. */
    boolean bit(int position) {
        int at = isV4() ? position + 96 : position;
        return ((at < 64 ? high >>> (63 - at) : low >>> (127 - at)) & 1) == 1;
    }

    @Override
    public int compareTo(IpAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted decimal, or the text form of RFC 5952. */
    @Override
    public String toString() {
        if (isV4()) {
            int v = (int) low;
            return (v >>> 24) + "." + (v >>> 16 & 0xff) + "." + (v >>> 8 & 0xff) + "." + (v & 0xff);
        }
        return Ipv6Text.format(this);
    }

    /** Four decimal numbers without leading zeros from an index to the end; negative when it is not that. */
    static long parseV4(String text, int from) {
        long bits = 0;
        int parts = 0;
        int at = from;
        while (at < text.length()) {
            int start = at;
            int value = 0;
            while (at < text.length() && text.charAt(at) != '.') {
                int digit = text.charAt(at) - '0';
                if (digit < 0 || digit > 9 || at - start >= 3) {
                    return -1;
                }
                value = value * 10 + digit;
                at++;
            }
            int digits = at - start;
            // A leading zero is octal to some readers and decimal to others: refused.
            if (digits == 0 || value > 255 || (digits > 1 && text.charAt(start) == '0')) {
                return -1;
            }
            bits = bits << 8 | value;
            parts++;
            if (at < text.length() && (++at == text.length() || parts == 4)) {
                return -1;
            }
        }
        return parts == 4 ? bits : -1;
    }

    private static long word(byte[] bytes, int from, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = word << 8 | (bytes[from + i] & 0xff);
        }
        return word;
    }
}
