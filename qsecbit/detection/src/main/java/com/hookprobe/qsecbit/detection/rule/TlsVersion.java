package com.hookprobe.qsecbit.detection.rule;

/** The versions of SSL and TLS, from the words of the sensors ("SSLv3", "TLSv1", "TLS 1.2", "TLSv12"). */
final class TlsVersion {
    /** Not a version, or none that is known. */
    static final int UNKNOWN = 0;

    static final int SSL_2 = 2;
    static final int SSL_3 = 3;
    static final int TLS_1_0 = 10;
    static final int TLS_1_1 = 11;
    static final int TLS_1_2 = 12;
    static final int TLS_1_3 = 13;

    private TlsVersion() {}

    /** The version of a word; a greater number is a newer version. */
    static int of(String word) {
        int digits = 0;
        int value = 0;
        for (int i = 0; i < word.length() && digits < 2; i++) {
            char c = word.charAt(i);
            if (c >= '0' && c <= '9') {
                value = 10 * value + c - '0';
                digits++;
            }
        }
        if (word.startsWith("SSL")) {
            return value == 2 || value == 3 ? value : value == 20 || value == 30 ? value / 10 : UNKNOWN;
        }
        if (!word.startsWith("TLS")) {
            return UNKNOWN;
        }
        int version = digits == 1 ? 10 * value : value;
        return version >= TLS_1_0 && version <= TLS_1_3 ? version : UNKNOWN;
    }

    /** True for what RFC 8996 and its predecessors say must not be used any more. */
    static boolean isOld(int version) {
        return version != UNKNOWN && version < TLS_1_2;
    }

    static String text(int version) {
        return version <= SSL_3 ? "SSL " + version : "TLS 1." + (version - TLS_1_0);
    }
}
