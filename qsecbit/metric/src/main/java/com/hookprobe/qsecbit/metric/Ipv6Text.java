package com.hookprobe.qsecbit.metric;

import java.util.Optional;

/** The text form of IPv6: RFC 4291 2.2 is read, RFC 5952 is written. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static Optional<IpAddress> parse(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            return groups(text, groups) == GROUPS ? Optional.of(address(groups)) : Optional.empty();
        }
        int[] tail = new int[GROUPS];
        int head = groups(text.substring(0, gap), groups);
        int end = groups(text.substring(gap + 2), tail);
        // RFC 4291 2.2: "::" stands for one or more groups of zeros. Dotted decimal may only end the address.
        if (head < 0 || end < 0 || head + end >= GROUPS || text.lastIndexOf('.', gap) >= 0) {
            return Optional.empty();
        }
        for (int i = head; i < GROUPS - end; i++) {
            groups[i] = 0;
        }
        System.arraycopy(tail, 0, groups, GROUPS - end, end);
        return Optional.of(address(groups));
    }

    static String format(IpAddress address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? address.high() : address.low()) >>> (48 - 16 * (i & 3))) & 0xffff;
        }
        int gapFrom = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapFrom = i;
                gapLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        boolean separated = true;
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapFrom) {
                text.append("::");
                i += gapLength - 1;
                separated = true;
                continue;
            }
            text.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
            separated = false;
        }
        return text.toString();
    }

    /** Reads groups parted by colons into an array; the number of groups, or negative when it is not that. */
    private static int groups(String text, int[] into) {
        int count = 0;
        int at = 0;
        if (text.isEmpty()) {
            return 0;
        }
        while (true) {
            int end = text.indexOf(':', at);
            String part = text.substring(at, end < 0 ? text.length() : end);
            if (end < 0 && part.indexOf('.') >= 0) {
                long v4 = IpAddress.parseV4(part, 0);
                if (v4 < 0 || count + 2 > GROUPS) {
                    return -1;
                }
                into[count] = (int) (v4 >>> 16);
                into[count + 1] = (int) (v4 & 0xffff);
                return count + 2;
            }
            int group = group(part);
            if (group < 0 || count == GROUPS) {
                return -1;
            }
            into[count++] = group;
            if (end < 0) {
                return count;
            }
            at = end + 1;
        }
    }

    private static int group(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
            if (digit < 0 || digit > 15 || (digit >= 10 && !Character.isLetter(c))) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IpAddress address(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(high, low);
    }
}
