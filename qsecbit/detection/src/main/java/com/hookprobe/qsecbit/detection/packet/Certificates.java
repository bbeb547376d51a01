package com.hookprobe.qsecbit.detection.packet;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Names and validity in a certificate (RFC 5280), read from its beginning: what follows the subject need not be there.
 *
 * @param subject for example "C=US, O=Example, CN=www.example.net"
 * @param selfIssued true when the issuer is the subject, byte for byte
 */
record Certificates(String subject, String issuer, long notBeforeMicros, long notAfterMicros, boolean selfIssued) {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OBJECT_ID = 0x06;
    private static final int VERSION = 0xa0;
    private static final int UTC_TIME = 0x17;
    private static final int NAME_CHARS_MAX = 256;
    private static final int NAME_PARTS_MAX = 16;

    static final Certificates NONE = new Certificates("", "", 0, 0, false);

    /** Reads as far as the subject; {@link #NONE} when that is not there or is no DER. */
    static Certificates read(byte[] data, int from, int to) {
        Der der = new Der(data, from, to);
        boolean certificate = der.enter(SEQUENCE);
        boolean toBeSigned = der.enter(SEQUENCE);
        if (!certificate || !toBeSigned) {
            return NONE;
        }
        if (der.peek() == VERSION) {
            der.skip();
        }
        der.skip();
        der.skip();
        int issuerAt = der.at;
        int issuerEnd = der.end(SEQUENCE);
        der.at = issuerEnd;
        int validityEnd = der.end(SEQUENCE);
        if (issuerEnd < 0 || validityEnd < 0 || !der.enter(SEQUENCE)) {
            return NONE;
        }
        long notBefore = der.time();
        long notAfter = der.time();
        der.at = validityEnd;
        int subjectAt = der.at;
        int subjectEnd = der.end(SEQUENCE);
        if (subjectEnd < 0) {
            return NONE;
        }
        boolean same = Arrays.equals(data, issuerAt, issuerEnd, data, subjectAt, subjectEnd);
        return new Certificates(
                name(data, subjectAt, subjectEnd), name(data, issuerAt, issuerEnd), notBefore, notAfter, same);
    }

    private static String name(byte[] data, int from, int to) {
        Der der = new Der(data, from, to);
        StringBuilder text = new StringBuilder();
        der.enter(SEQUENCE);
        for (int i = 0; i < NAME_PARTS_MAX && der.at >= 0 && der.at < to && text.length() < NAME_CHARS_MAX; i++) {
            int end = der.end(SET);
            if (end < 0 || !der.enter(SET) || !der.enter(SEQUENCE) || der.peek() != OBJECT_ID) {
                break;
            }
            int idAt = der.at;
            der.skip();
            int valueEnd = der.at < 0 ? -1 : der.end(der.peek());
            if (valueEnd < 0) {
                break;
            }
            String key = key(data, idAt, der.at);
            int valueAt = der.content();
            if (!key.isEmpty()) {
                text.append(text.length() == 0 ? "" : ", ").append(key).append('=');
                int room = Math.min(NAME_CHARS_MAX - Math.min(NAME_CHARS_MAX, text.length()), valueEnd - valueAt);
                text.append(new String(data, valueAt, room, StandardCharsets.UTF_8));
            }
            der.at = end;
        }
        return text.toString();
    }

    /** The short name of 2.5.4.n. */
    private static String key(byte[] data, int at, int end) {
        if (end - at != 5 || data[at + 2] != 0x55 || data[at + 3] != 0x04) {
            return "";
        }
        return switch (data[at + 4]) {
            case 3 -> "CN";
            case 6 -> "C";
            case 7 -> "L";
            case 8 -> "ST";
            case 10 -> "O";
            case 11 -> "OU";
            default -> "";
        };
    }

    /** A walk over DER that stays within its bounds; a position of -1 is the end of it. */
    private static final class Der {
        private final byte[] data;
        private final int to;
        int at;

        Der(byte[] data, int from, int to) {
            this.data = data;
            this.at = from;
            this.to = to;
        }

        int peek() {
            return at < 0 || at >= to ? -1 : Bytes.u8(data, at);
        }

        /** Goes into a value, whose own end may lie beyond what is there. */
        boolean enter(int tag) {
            if (peek() != tag || length() < 0) {
                return false;
            }
            at = content();
            return at <= to;
        }

        /** The end of the value here; -1 when it has another tag or is not there in full. */
        int end(int tag) {
            if (tag < 0 || peek() != tag) {
                return -1;
            }
            int length = length();
            int end = content() + length;
            return length < 0 || end > to ? -1 : end;
        }

        void skip() {
            at = end(peek());
        }

        int content() {
            int first = at + 1 < to ? Bytes.u8(data, at + 1) : 0;
            return at + 2 + (first > 0x80 ? first & 0x7f : 0);
        }

        private int length() {
            if (at + 1 >= to) {
                return -1;
            }
            int first = Bytes.u8(data, at + 1);
            if (first < 0x80) {
                return first;
            }
            int count = first & 0x7f;
            if (count == 0 || count > 3 || at + 2 + count > to) {
                return -1;
            }
            int length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | Bytes.u8(data, at + 2 + i);
            }
            return length;
        }

        /** A UTCTime or GeneralizedTime in microseconds since the epoch; 0 when it is none. */
        long time() {
            int tag = peek();
            int end = tag < 0 ? -1 : end(tag);
            if (end < 0) {
                at = -1;
                return 0;
            }
            String text = new String(data, content(), end - content(), StandardCharsets.US_ASCII);
            at = end;
            int digits = tag == UTC_TIME ? 2 : 4;
            if (!text.matches("[0-9]{" + (digits + 10) + "}Z")) {
                return 0;
            }
            int year = Integer.parseInt(text.substring(0, digits));
            year += digits == 4 ? 0 : year < 50 ? 2000 : 1900;
            try {
                return LocalDateTime.of(
                                        year,
                                        two(text, digits),
                                        two(text, digits + 2),
                                        two(text, digits + 4),
                                        two(text, digits + 6),
                                        two(text, digits + 8))
                                .toEpochSecond(ZoneOffset.UTC)
                        * 1_000_000;
            } catch (DateTimeException e) {
                return 0;
            }
        }

        private static int two(String text, int at) {
            return Integer.parseInt(text.substring(at, at + 2));
        }
    }
}
