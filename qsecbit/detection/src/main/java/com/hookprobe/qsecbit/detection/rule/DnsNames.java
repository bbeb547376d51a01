package com.hookprobe.qsecbit.detection.rule;

import java.util.Set;

/** What can be told from a DNS name alone. */
final class DnsNames {

    /** Labels that stand before a country code and belong to everybody, as in co.uk. */
    private static final Set<String> SHARED_SECOND = Set.of(
            "co", "com", "net", "org", "edu", "gov", "ac", "or", "ne", "go", "gob", "mil", "sch", "ltd", "plc", "nom");

    /** Domains below which anybody has a name of his own within a minute: dynamic DNS and free pages. */
    private static final Set<String> SHARED_DOMAINS = Set.of(
            "ddns.net",
            "duckdns.org",
            "no-ip.org",
            "no-ip.biz",
            "no-ip.info",
            "hopto.org",
            "zapto.org",
            "sytes.net",
            "myftp.org",
            "myftp.biz",
            "servebeer.com",
            "serveftp.com",
            "servehttp.com",
            "redirectme.net",
            "dyndns.org",
            "dynu.net",
            "dynv6.net",
            "freeddns.org",
            "mooo.com",
            "chickenkiller.com",
            "strangled.net",
            "github.io",
            "netlify.app",
            "vercel.app",
            "pages.dev",
            "workers.dev",
            "herokuapp.com");

    private static final int NUMBER_DIGITS_MAX = 6;
    private static final int NUMBERS_DIGITS_MAX = 10;

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

    /**
     * A hash of a name that is the same for names that differ in their numbers only: hosts are numbered, and many names
     * of numbered hosts are no data. Numbers of more than six digits, or ten in all, have room for data and count.
     */
    static int hashWithoutNumbers(String name) {
        int hash = 0;
        int run = 0;
        int digits = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            run = digit ? run + 1 : 0;
            digits += digit ? 1 : 0;
            if (run > NUMBER_DIGITS_MAX || digits > NUMBERS_DIGITS_MAX) {
                return name.hashCode();
            }
            if (run <= 1) {
                hash = 31 * hash + (digit ? '0' : c);
            }
        }
        return hash;
    }

    /**
     * Where the registered domain of a name begins: two labels from the end, three below a country's shared label or a
     * domain that everybody shares.
     */
    static int registeredFrom(String name) {
        int last = name.lastIndexOf('.');
        if (last < 0) {
            return 0;
        }
        int second = name.lastIndexOf('.', last - 1);
        boolean shared = name.length() - last == 3
                ? SHARED_SECOND.contains(name.substring(second + 1, last))
                : SHARED_DOMAINS.contains(name.substring(second + 1));
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
