package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads DNS messages (RFC 1035): header and first question. */
final class DnsMessages {
    private static final int HEADER_BYTES = 12;
    private static final int NAME_BYTES_MAX = 255;
    private static final int LABEL_MAX = 63;
    private static final String[] CODES = {
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE"
    };

    private DnsMessages() {}

    /** A message between two positions; empty when it is none. */
    static Optional<NetworkEvent.Dns> read(byte[] data, int from, int to) {
        if (to - from < HEADER_BYTES) {
            return Optional.empty();
        }
        int flags = Bytes.u16(data, from + 2);
        boolean answer = (flags & 0x8000) != 0;
        int questions = Bytes.u16(data, from + 4);
        String code = answer ? code(flags & 15) : "";
        if (questions == 0) {
            return answer ? Optional.of(new NetworkEvent.Dns(false, "", "", code)) : Optional.empty();
        }
        byte[] name = new byte[NAME_BYTES_MAX];
        int length = 0;
        int at = from + HEADER_BYTES;
        while (true) {
            if (at >= to) {
                return Optional.empty();
            }
            int label = Bytes.u8(data, at);
            if (label == 0) {
                at++;
                break;
            }
            // A first question has nothing before it to point to.
            if (label > LABEL_MAX || at + 1 + label > to || length + label + 1 > NAME_BYTES_MAX) {
                return Optional.empty();
            }
            if (length > 0) {
                name[length++] = '.';
            }
            for (int i = 1; i <= label; i++) {
                byte b = data[at + i];
                name[length++] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
            }
            at += label + 1;
        }
        if (at + 4 > to) {
            return Optional.empty();
        }
        String text = new String(name, 0, length, StandardCharsets.ISO_8859_1);
        return Optional.of(new NetworkEvent.Dns(!answer, text, type(Bytes.u16(data, at)), code));
    }

    private static String code(int code) {
        return code < CODES.length ? CODES[code] : "RCODE" + code;
    }

    private static String type(int type) {
        return switch (type) {
            case 1 -> "A";
            case 2 -> "NS";
            case 5 -> "CNAME";
            case 6 -> "SOA";
            case 10 -> "NULL";
            case 12 -> "PTR";
            case 15 -> "MX";
            case 16 -> "TXT";
            case 25 -> "KEY";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            case 35 -> "NAPTR";
            case 43 -> "DS";
            case 46 -> "RRSIG";
            case 48 -> "DNSKEY";
            case 64 -> "SVCB";
            case 65 -> "HTTPS";
            case 252 -> "AXFR";
            case 255 -> "ANY";
            default -> type >= 0xff00 ? "PRIVATE" : "TYPE" + type;
        };
    }
}
