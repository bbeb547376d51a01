package com.hookprobe.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address with the length of its prefix; an address alone has 32.
 *
 * @param bits the address, the first octet highest
 * @param length 0 to 32
 */
public record Inet4(int bits, int length) {
    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern ADDRESS = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]|[12][0-9]|3[0-2]");

    /** Null when the text is not exactly an address, such as 192.0.2.1. */
    public static @Nullable Inet4 address(String text) {
        Matcher octets = ADDRESS.matcher(text);
        if (!octets.matches()) {
            return null;
        }
        int bits = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(octets.group(i));
            if (octet > 255) {
                return null;
            }
            bits = bits << 8 | octet;
        }
        return new Inet4(bits, 32);
    }

    /** Null when the text is not exactly an address with a length, such as 192.0.2.1/24. */
    public static @Nullable Inet4 withLength(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return null;
        }
        Inet4 address = address(text.substring(0, slash));
        return address == null ? null : new Inet4(address.bits, Integer.parseInt(text.substring(slash + 1)));
    }

    private int mask() {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    /** The prefix that it lies in, all other bits zero. */
    public Inet4 prefix() {
        return new Inet4(bits & mask(), length);
    }

    /** The last address of its prefix. */
    public Inet4 last() {
        return new Inet4(bits | ~mask(), 32);
    }

    /** True when the address lies in this prefix. */
    public boolean contains(Inet4 address) {
        return address.length >= length && (address.bits & mask()) == (bits & mask());
    }

    /** True when they share an address. */
    public boolean overlaps(Inet4 other) {
        return contains(other) || other.contains(this);
    }

    /** True when a host can have it: neither the first nor the last of its prefix, and no address of the protocol's own. */
    public boolean isHostAddress() {
        int first = bits >>> 24;
        boolean edge = length <= 30 && (bits == (bits & mask()) || bits == (bits | ~mask()));
        return !edge && first != 0 && first != 127 && first < 224;
    }

    int compare(Inet4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    /** The address alone. */
    public String text() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    /** The netmask, such as 255.255.255.0. */
    public String netmask() {
        return new Inet4(mask(), 32).text();
    }

    /** Address and length. */
    @Override
    public String toString() {
        return text() + "/" + length;
    }
}
