package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.syslog.Attempts.Sign;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what services of remote access write of log-ins: Dropbear, OpenVPN, xrdp, Webmin, Asterisk. A name that the
 * client has chosen stands before the address, which is sought from the end.
 */
final class AccessServiceLines {
    private static final String OPENVPN_REFUSAL = " TLS Auth Error: Auth Username/Password verification failed";
    private static final String XRDP_REFUSAL = "AUTHFAIL: user=";
    private static final String WEBMIN_REFUSAL = "Invalid login as ";
    private static final String FROM = " from ";

    private final LogEvents events;
    private final Attempts attempts;

    AccessServiceLines(LogEvents events, Attempts attempts) {
        this.events = events;
        this.attempts = attempts;
    }

    static boolean wrote(String program) {
        return switch (program) {
            case "dropbear", "openvpn", "xrdp", "xrdp-sesman", "webmin", "asterisk" -> true;
            default -> program.startsWith("ovpn-");
        };
    }

    @Nullable NetworkEvent read(LogLine line) {
        String text = line.message();
        return switch (line.program()) {
            case "dropbear" -> dropbear(line, text);
            case "xrdp", "xrdp-sesman" -> {
                int at = text.indexOf(XRDP_REFUSAL);
                yield at < 0 ? null : behind(line, text, at + XRDP_REFUSAL.length(), " ip=", "rdp", 3389);
            }
            case "webmin" ->
                text.startsWith(WEBMIN_REFUSAL)
                        ? behind(line, text, WEBMIN_REFUSAL.length(), FROM, "http", 10_000)
                        : null;
            case "asterisk" -> asterisk(line, text);
            default -> openvpn(line, text);
        };
    }

    /** {@code Bad password attempt for 'NAME' from ADDRESS:PORT}, {@code Password auth succeeded for ...}. */
    private @Nullable NetworkEvent dropbear(LogLine line, String text) {
        if (text.startsWith("Bad password attempt for ") || text.startsWith("Bad PAM password attempt for ")) {
            return behind(line, text, text.indexOf(" for ") + 5, FROM, "ssh", 22);
        }
        if (text.startsWith("Login attempt for nonexistent user")) {
            return behind(line, text, "Login attempt for nonexistent user".length(), FROM, "ssh", 22);
        }
        int succeeded = text.indexOf(" auth succeeded for '");
        int from = succeeded < 0 ? -1 : text.lastIndexOf(FROM);
        Optional<Peer> client = from <= succeeded ? Optional.empty() : Peer.at(text, from + FROM.length());
        return client.map(peer -> events.login(
                        line.requireTime(),
                        Outcome.ACCEPTED,
                        peer,
                        "ssh",
                        22,
                        unquoted(text, text.indexOf('\'', succeeded), from)))
                .orElse(null);
    }

    /** {@code ... Registration from 'NAME' failed for 'ADDRESS:PORT' - Wrong password}. */
    private @Nullable NetworkEvent asterisk(LogLine line, String text) {
        int name = text.indexOf(" from '");
        return name < 0 || text.lastIndexOf(" failed for '") < name
                ? null
                : behind(line, text, name + " from ".length(), " failed for '", "sip", 5060);
    }

    /** {@code ADDRESS:PORT TLS Auth Error: ...}, or behind the name of the client and a slash. */
    private @Nullable NetworkEvent openvpn(LogLine line, String text) {
        int at = text.indexOf(OPENVPN_REFUSAL);
        int start = at < 0 ? -1 : text.lastIndexOf('/', at) + 1;
        return start < 0
                ? null
                : Peer.at(text, start)
                        .map(peer -> refused(line, peer, "openvpn", 1194, ""))
                        .orElse(null);
    }

    /** A refusal whose address stands behind the last mark. */
    private @Nullable NetworkEvent behind(
            LogLine line, String text, int nameFrom, String mark, String service, int port) {
        int at = text.lastIndexOf(mark);
        if (at < nameFrom - 1) {
            return null;
        }
        return Peer.at(text, at + mark.length())
                .map(peer -> refused(line, peer, service, port, unquoted(text, nameFrom, at)))
                .orElse(null);
    }

    private NetworkEvent refused(LogLine line, Peer client, String service, int port, String user) {
        long time = line.requireTime();
        return attempts.isNew(client, line.pid(), Sign.FAILED)
                ? events.login(time, Outcome.REFUSED, client, service, port, user)
                : events.to(time, client, service, port).build();
    }

    private static String unquoted(String text, int from, int to) {
        String name = from < 0 || from >= to ? "" : text.substring(from, to);
        boolean quoted = name.length() > 1 && name.charAt(0) == '\'' && name.charAt(name.length() - 1) == '\'';
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
