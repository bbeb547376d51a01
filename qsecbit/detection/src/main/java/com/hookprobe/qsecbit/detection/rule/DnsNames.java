package com.hookprobe.qsecbit.detection.rule;

import java.util.Set;

/** What can be told from a DNS name alone. */
final class DnsNames {

    /** Labels that stand before a country code and belong to everybody, as in co.uk. */
    private static final Set<String> SHARED_SECOND = Set.of(
            "co", "com", "net", "org", "edu", "gov", "ac", "or", "ne", "go", "gob", "mil", "sch", "ltd", "plc", "nom");

    private DnsNames() {}

    /** The name of what lies below no top level that can be. */
    static final String NO_TOP_LEVEL = "";

    /** True when the last label can be a top-level domain: letters only, or a punycode label (RFC 3696, 2). */
    static boolean hasTopLevel(String name) {
        int last = name.lastIndexOf('.') + 1;
        if (name.startsWith("xn--", last)) {
            return true;
        }
        for (int i = last; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 'a' || c > 'z') {
                return false;
            }
        }
        return last < name.length();
    }

    /** True when a label holds what no name of a host holds, but what encodings of data do. */
    static boolean holdsEncoding(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '=' || c == '+' || c == '/' || c > 0x7e) {
                return true;
            }
        }
        return false;
    }

    /** Where the registered domain of a name begins: two labels from the end, three below a country's shared label. */
    static int registeredFrom(String name) {
        int last = name.lastIndexOf('.');
        if (last < 0) {
            return 0;
        }
        int second = name.lastIndexOf('.', last - 1);
        boolean shared = name.length() - last == 3 && SHARED_SECOND.contains(name.substring(second + 1, last));
        if (!shared || second < 0) {
            return second + 1;
        }
        return name.lastIndexOf('.', second - 1) + 1;
    }

    /** Shannon entropy in bits per character of a part of a name, dots left out. */
    static double entropyBits(String name, int from, int to) {
        int[] counts = new int[128];
        int total = 0;
        for (int i = from; i < to; i++) {
            char c = name.charAt(i);
            if (c != '.' && c < counts.length) {
                counts[c]++;
                total++;
            }
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double p = (double) count / total;
                bits -= p * Math.log(p) / Math.log(2);
            }
        }
        return bits;
    }

    /** The longest label in a part of a name. */
    static int longestLabel(String name, int from, int to) {
        int longest = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || name.charAt(i) == '.') {
                longest = Math.max(longest, i - start);
                start = i + 1;
            }
        }
        return longest;
    }
}
