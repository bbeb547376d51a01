package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * Makes an alert of a record of {@code notice.log}.
 *
 * <p>A notice has a name where a rule has a number. Its number is made of the name, above the 32 bits of Suricata's and
 * Snort's, so that the same notice has the same number everywhere. Its category is the one of Suricata's that means the
 * same.
 */
final class ZeekNotice {
    private static final long SID_BASE = NetworkEvent.Alert.NAMED_SID_MIN;
    private static final int WORST = 1;
    private static final int MIDDLE = 2;
    private static final int SLIGHT = 3;
    private static final int NOTE_ONLY = 4;

    /** What a notice means. */
    private record Meaning(String category, int severity, boolean namesAttacker) {}

    private static final Meaning SCAN = new Meaning("Detection of a Network Scan", MIDDLE, true);
    private static final Meaning GUESSING =
            new Meaning("Attempt to login by a default username and password", WORST, true);
    private static final Meaning WEB_ATTACK = new Meaning("Web Application Attack", WORST, true);
    private static final Meaning EXPLOIT = new Meaning("Attempted Administrator Privilege Gain", WORST, false);
    private static final Meaning MALWARE = new Meaning("A Network Trojan was detected", WORST, false);
    private static final Meaning REMARK = new Meaning("Not Suspicious Traffic", NOTE_ONLY, false);
    private static final Meaning OTHER = new Meaning("Potentially Bad Traffic", SLIGHT, false);

    private ZeekNotice() {}

    static void read(ZeekRecord record, NetworkEventBuilder event) {
        String note = record.text(ZeekField.NOTE);
        if (note.isEmpty()) {
            throw new IllegalArgumentException("expected the name of a notice, found none");
        }
        IpAddress source = record.address(record.has(ZeekField.SOURCE) ? ZeekField.SOURCE : ZeekField.ORIG_HOST);
        IpAddress target =
                record.address(record.has(ZeekField.DESTINATION) ? ZeekField.DESTINATION : ZeekField.RESP_HOST);
        boolean ofConnection = source.equals(record.address(ZeekField.ORIG_HOST));
        int port = record.port(record.has(ZeekField.RESP_PORT) ? ZeekField.RESP_PORT : ZeekField.PORT);
        Meaning meaning = meaning(note);
        event.type(EventType.ALERT)
                .from(source, ofConnection ? record.port(ZeekField.ORIG_PORT) : 0)
                .to(target, port)
                .alert(new NetworkEvent.Alert(
                        sid(note),
                        signature(note, record.text(ZeekField.MESSAGE)),
                        meaning.category(),
                        meaning.severity(),
                        meaning.namesAttacker() ? source : IpAddress.NONE,
                        meaning.namesAttacker() ? target : IpAddress.NONE,
                        "",
                        ""));
    }

    /** The number of a notice: 2^40 and the low 32 bits of the FNV-1a hash of its name. */
    static long sid(String note) {
        return SID_BASE | (ZeekEvents.flowId(note) & 0xffff_ffffL);
    }

    private static String signature(String note, String message) {
        String text = message.isEmpty() ? note : note + ": " + message;
        return text.substring(0, Math.min(text.length(), JsonFields.NAME_CHARS));
    }

    private static Meaning meaning(String note) {
        return switch (note) {
            case "SSH::Password_Guessing", "FTP::Bruteforcing", "RDP::Password_Guessing" -> GUESSING;
            case "HTTP::SQL_Injection_Attacker" -> WEB_ATTACK;
            // The victim is the source of this one.
            case "HTTP::SQL_Injection_Victim" -> new Meaning("Web Application Attack", WORST, false);
            case "Heartbleed::SSL_Heartbeat_Attack", "Heartbleed::SSL_Heartbeat_Attack_Success" -> EXPLOIT;
            case "TeamCymruMalwareHashRegistry::Match", "Intel::Notice" -> MALWARE;
            default -> byModule(note);
        };
    }

    private static Meaning byModule(String note) {
        String name = ZeekEvents.lower(note);
        if (name.startsWith("scan::") || name.endsWith("scan") || name.endsWith("_scan")) {
            return SCAN;
        }
        if (name.startsWith("ssl::")
                || name.startsWith("captureloss::")
                || name.startsWith("packetfilter::")
                || name.startsWith("software::")
                || name.startsWith("ssh::interesting_hostname_login")) {
            return REMARK;
        }
        return OTHER;
    }
}
