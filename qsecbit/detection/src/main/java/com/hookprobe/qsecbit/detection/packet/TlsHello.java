package com.hookprobe.qsecbit.detection.packet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a TLS client offers (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2) and the JA3 hash of it: MD5 over version,
 * ciphers, extensions, groups and point formats in decimal, without the values that RFC 8701 reserves as grease.
 *
 * @param sni the name asked for, lower case, empty without one
 * @param version the highest version offered, as on the wire
 * @param ja3 32 hex digits
 * @param weak true when nothing but broken ciphers is offered: null, anonymous, export, RC4, DES
 * @param fallback true when the client says that it has tried a higher version before (RFC 7507)
 */
record TlsHello(String sni, int version, String ja3, boolean weak, boolean fallback) {
    private static final int RANDOM_BYTES = 32;
    private static final int SERVER_NAME = 0;
    private static final int GROUPS = 10;
    private static final int POINT_FORMATS = 11;
    private static final int VERSIONS = 43;
    private static final int FALLBACK_SCSV = 0x5600;
    private static final int RENEGOTIATION_SCSV = 0x00ff;
    private static final int NAME_BYTES_MAX = 255;

    static final TlsHello NONE = new TlsHello("", 0, "", false, false);

    /** Reads the body of a client hello that is there in full; {@link #NONE} when it is none. */
    static TlsHello read(byte[] data, int from, int to) {
        int at = from + 2 + RANDOM_BYTES;
        if (at >= to) {
            return NONE;
        }
        int version = Bytes.u16(data, from);
        at += 1 + Bytes.u8(data, at);
        if (at + 2 > to) {
            return NONE;
        }
        int ciphersEnd = at + 2 + Bytes.u16(data, at);
        at += 2;
        if (ciphersEnd >= to) {
            return NONE;
        }
        StringBuilder ja3 = new StringBuilder(512).append(version).append(',');
        boolean strong = false;
        boolean fallback = false;
        for (int i = at; i + 2 <= ciphersEnd; i += 2) {
            int cipher = Bytes.u16(data, i);
            if (!isGrease(cipher)) {
                append(ja3, cipher);
                fallback |= cipher == FALLBACK_SCSV;
                strong |= cipher != FALLBACK_SCSV && cipher != RENEGOTIATION_SCSV && !isWeak(cipher);
            }
        }
        at = ciphersEnd + 1 + Bytes.u8(data, ciphersEnd);
        ja3.append(',');
        Extensions extensions = new Extensions(version);
        if (at + 2 <= to) {
            extensions.read(data, at + 2, Math.min(to, at + 2 + Bytes.u16(data, at)), ja3);
        }
        ja3.append(',').append(extensions.groups).append(',').append(extensions.formats);
        return new TlsHello(extensions.name, extensions.version, md5(ja3.toString()), !strong, fallback);
    }

    private static final class Extensions {
        final StringBuilder groups = new StringBuilder();
        final StringBuilder formats = new StringBuilder();
        String name = "";
        int version;

        Extensions(int version) {
            this.version = version;
        }

        void read(byte[] data, int from, int to, StringBuilder ja3) {
            int at = from;
            while (at + 4 <= to) {
                int type = Bytes.u16(data, at);
                int length = Bytes.u16(data, at + 2);
                at += 4;
                if (at + length > to) {
                    return;
                }
                if (!isGrease(type)) {
                    append(ja3, type);
                }
                switch (type) {
                    case SERVER_NAME -> name = name(data, at, length);
                    case GROUPS -> {
                        for (int i = at + 2; i + 2 <= at + length; i += 2) {
                            if (!isGrease(Bytes.u16(data, i))) {
                                append(groups, Bytes.u16(data, i));
                            }
                        }
                    }
                    case POINT_FORMATS -> {
                        for (int i = at + 1; i < at + length; i++) {
                            append(formats, Bytes.u8(data, i));
                        }
                    }
                    case VERSIONS -> {
                        for (int i = at + 1; i + 2 <= at + length; i += 2) {
                            int offered = Bytes.u16(data, i);
                            version = isGrease(offered) ? version : Math.max(version, offered);
                        }
                    }
                    default -> {}
                }
                at += length;
            }
        }

        private static String name(byte[] data, int at, int length) {
            if (length < 5 || data[at + 2] != 0) {
                return "";
            }
            int size = Bytes.u16(data, at + 3);
            if (size > length - 5 || size > NAME_BYTES_MAX) {
                return "";
            }
            return new String(data, at + 5, size, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        }
    }

    private static void append(StringBuilder list, int value) {
        if (list.length() > 0 && list.charAt(list.length() - 1) != ',') {
            list.append('-');
        }
        list.append(value);
    }

    private static boolean isGrease(int value) {
        return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
    }

    /** Null, export, anonymous, DES and RC4 suites of RFC 5246, RFC 4346 and RFC 4492. */
    static boolean isWeak(int cipher) {
        return cipher <= 0x0009
                || (cipher >= 0x000b && cipher <= 0x000c)
                || (cipher >= 0x000e && cipher <= 0x000f)
                || (cipher >= 0x0011 && cipher <= 0x0012)
                || (cipher >= 0x0014 && cipher <= 0x0015)
                || (cipher >= 0x0017 && cipher <= 0x001a)
                || cipher == 0x0034
                || cipher == 0x003a
                || cipher == 0x003b
                || (cipher >= 0x0060 && cipher <= 0x0066)
                || cipher == 0xc002
                || cipher == 0xc007
                || cipher == 0xc00c
                || cipher == 0xc011;
    }

    private static String md5(String text) {
        try {
            // JA3 is defined with MD5; nothing here depends on its strength.
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
