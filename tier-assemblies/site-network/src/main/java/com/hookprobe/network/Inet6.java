package com.hookprobe.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address with the length of its prefix; an address alone has 128.
 *
 * @param high the first eight bytes
 * @param low the others
 * @param length 0 to 128
 */
public record Inet6(long high, long low, int length) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F:]{2,39}");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]?|1[01][0-9]|12[0-8]");
    private static final int GROUPS = 8;

    /** Null when the text is neither an address nor an address with a length. */
    public static @Nullable Inet6 of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        String length = slash < 0 ? "128" : text.substring(slash + 1);
        // With a colon in it no name is ever looked up.
        if (!SHAPE.matcher(address).matches()
                || address.indexOf(':') < 0
                || !LENGTH.matcher(length).matches()) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            // In IPv4's disguise it is four bytes long.
            return bytes.length == 16 ? new Inet6(word(bytes, 0), word(bytes, 8), Integer.parseInt(length)) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    /** True for fc00::/7: addresses that a site gives itself. */
    public boolean isUniqueLocal() {
        return high >>> 57 == 0xfc >>> 1;
    }

    /** The prefix that it lies in, all other bits zero. */
    public Inet6 prefix() {
        long upper = length == 0 ? 0 : length >= 64 ? high : high & -1L << (64 - length);
        long lower = length <= 64 ? 0 : length == 128 ? low : low & -1L << (128 - length);
        return new Inet6(upper, lower, length);
    }

    /** True when they share an address. */
    public boolean overlaps(Inet6 other) {
        int shorter = Math.min(length, other.length);
        return new Inet6(high, low, shorter).prefix().equals(new Inet6(other.high, other.low, shorter).prefix());
    }

    private int group(int index) {
        long word = index < 4 ? high : low;
        return (int) (word >>> (48 - 16 * (index % 4))) & 0xffff;
    }

    /** The address alone, as RFC 5952 writes it. */
    public String text() {
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    /** Address and length. */
    @Override
    public String toString() {
        return text() + "/" + length;
    }
}
