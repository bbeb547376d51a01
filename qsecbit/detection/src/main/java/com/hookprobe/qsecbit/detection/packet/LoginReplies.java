package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What servers say in clear when somebody logs in, judged by one segment of theirs. */
final class LoginReplies {
    private static final int LINE_BYTES_MAX = 200;
    private static final String[] REFUSALS = {
        "auth", "login", "password", "credential", "denied", "incorrect", "invalid user"
    };

    private static final String[] TELNET_REFUSALS = {
        "login incorrect",
        "login failed",
        "bad password",
        "authentication fail",
        "access denied",
        "password incorrect",
        "invalid password"
    };

    private LoginReplies() {}

    /** The protocol behind a server's port, {@link AppProtocol#UNKNOWN} when it is none that speaks in clear. */
    static AppProtocol protocol(int port) {
        return switch (port) {
            case 21 -> AppProtocol.FTP;
            case 23, 2323 -> AppProtocol.TELNET;
            case 25, 587 -> AppProtocol.SMTP;
            case 110 -> AppProtocol.POP3;
            case 143 -> AppProtocol.IMAP;
            case 445 -> AppProtocol.SMB;
            case 3306 -> AppProtocol.MYSQL;
            case 3389 -> AppProtocol.RDP;
            default -> AppProtocol.UNKNOWN;
        };
    }

    /** What a segment from the server says about a log-in. */
    static Outcome outcome(AppProtocol protocol, Packet p) {
        byte[] data = p.data;
        int at = p.payloadAt;
        int end = at + p.payloadLength;
        return switch (protocol) {
            case FTP -> coded(data, at, end, "530 ", "230 ");
            case SMTP -> coded(data, at, end, "535", "235 ");
            case POP3 ->
                Bytes.startsWith(data, at, end, "-ERR") && says(data, at, end) ? Outcome.REFUSED : Outcome.NONE;
            case IMAP -> imap(data, at, end);
            case TELNET -> telnet(data, at, end);
            case SMB -> smb(data, at, end);
            case MYSQL ->
                end - at >= 7 && data[at + 4] == -1 && data[at + 5] == 0x15 && data[at + 6] == 0x04
                        ? Outcome.REFUSED
                        : Outcome.NONE;
            default -> Outcome.NONE;
        };
    }

    static NetworkEvent.Login login(Outcome outcome, AppProtocol protocol) {
        return new NetworkEvent.Login(outcome, protocol.text(), "");
    }

    private static Outcome coded(byte[] data, int at, int end, String refused, String accepted) {
        if (Bytes.startsWith(data, at, end, refused)) {
            return Outcome.REFUSED;
        }
        return Bytes.startsWith(data, at, end, accepted) ? Outcome.ACCEPTED : Outcome.NONE;
    }

    private static Outcome imap(byte[] data, int at, int end) {
        int space = at;
        while (space < end && space - at < 32 && data[space] != ' ') {
            space++;
        }
        return Bytes.startsWith(data, space, end, " NO ") && says(data, at, end) ? Outcome.REFUSED : Outcome.NONE;
    }

    private static Outcome telnet(byte[] data, int at, int end) {
        // Characters are echoed one by one; only a line can be a verdict.
        if (end - at < 12) {
            return Outcome.NONE;
        }
        String line = line(data, at, end);
        for (String words : TELNET_REFUSALS) {
            if (line.contains(words)) {
                return Outcome.REFUSED;
            }
        }
        return Outcome.NONE;
    }

    /** SMB2: STATUS_LOGON_FAILURE in the answer to a SESSION_SETUP. */
    private static Outcome smb(byte[] data, int at, int end) {
        boolean setup =
                end - at >= 18 && Bytes.i32(data, at + 4) == 0xfe53_4d42 && data[at + 16] == 1 && data[at + 17] == 0;
        return setup && Bytes.i32(data, at + 12) == 0x6d00_00c0 ? Outcome.REFUSED : Outcome.NONE;
    }

    private static boolean says(byte[] data, int at, int end) {
        String line = line(data, at, end);
        for (String word : REFUSALS) {
            if (line.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static String line(byte[] data, int at, int end) {
        return new String(data, at, Math.min(LINE_BYTES_MAX, end - at), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }
}
