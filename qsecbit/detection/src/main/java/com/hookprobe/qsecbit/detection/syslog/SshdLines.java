package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.syslog.Attempts.Sign;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of OpenSSH's server.
 *
 * <p>A user's name is whatever the client has sent, and may be made to look like the rest of a line; so what follows a
 * name is sought from the end of the line.
 */
final class SshdLines {
    private static final String SERVICE = "ssh";
    private static final int PORT = 22;
    private static final String FROM = " from ";
    private static final String NEGOTIATE = "Unable to negotiate with ";
    private static final String TIMEOUT = "Timeout before authentication for ";
    private static final String CONNECTION = "connection from ";
    private static final String REFUSED_BY_RULE = "refused connect from ";
    private static final String INVALID_USER = "invalid user ";
    private static final String ILLEGAL_USER = "illegal user ";

    private final LogEvents events;
    private final Attempts attempts;

    SshdLines(LogEvents events, Attempts attempts) {
        this.events = events;
        this.attempts = attempts;
    }

    static boolean wrote(String program) {
        return program.equals("sshd") || program.equals("sshd-session") || program.equals("sshd-auth");
    }

    @Nullable NetworkEvent read(LogLine line) {
        String text = line.message();
        text = text.startsWith("error: ") ? text.substring("error: ".length()) : text;
        if (text.startsWith("Failed ") || text.startsWith("Accepted ")) {
            return answered(line, text);
        }
        if (text.startsWith("Invalid user ")) {
            return refused(line, text, "Invalid user ".length(), Sign.UNKNOWN_USER);
        }
        if (text.startsWith("User ") && text.contains(" not allowed because ")) {
            int end = text.lastIndexOf(" not allowed because ");
            return refused(line, text.substring(0, end), "User ".length(), Sign.UNKNOWN_USER);
        }
        if (text.startsWith("maximum authentication attempts exceeded for ")) {
            return refused(line, text, "maximum authentication attempts exceeded for ".length(), Sign.ENDED);
        }
        if (text.startsWith("PAM: ")) {
            int forAt = text.indexOf(" for ");
            return forAt < 0 ? null : refused(line, text, forAt + " for ".length(), Sign.PAM);
        }
        if (isEnd(text)) {
            return ended(line, text);
        }
        return oddity(line, text);
    }

    /** {@code Failed METHOD for [invalid user ]NAME from ADDRESS port N ssh2}. */
    private @Nullable NetworkEvent answered(LogLine line, String text) {
        int forAt = text.indexOf(" for ");
        if (forAt < 0) {
            return null;
        }
        boolean none = text.startsWith("Failed none");
        if (text.startsWith("Failed ")) {
            // A client asks with the method "none" which methods there are.
            boolean key = text.startsWith("Failed publickey");
            Sign sign = none ? Sign.UNKNOWN_USER : key ? Sign.KEY : Sign.FAILED;
            return refused(line, text, forAt + " for ".length(), sign);
        }
        int from = text.lastIndexOf(FROM);
        Optional<Peer> client = from < forAt ? Optional.empty() : Peer.at(text, from + FROM.length());
        return client.map(peer -> events.login(
                        line.requireTime(),
                        Outcome.ACCEPTED,
                        peer,
                        SERVICE,
                        PORT,
                        text.substring(Math.min(forAt + 5, from), from)))
                .orElse(null);
    }

    private @Nullable NetworkEvent refused(LogLine line, String text, int nameFrom, Sign sign) {
        int from = text.lastIndexOf(FROM);
        if (from < nameFrom - 1) {
            return null;
        }
        Optional<Peer> client = Peer.at(text, from + FROM.length());
        String name = from <= nameFrom ? "" : text.substring(nameFrom, from);
        boolean unknown = name.startsWith(INVALID_USER) || name.startsWith(ILLEGAL_USER);
        String user = unknown ? name.substring(INVALID_USER.length()) : name;
        return client.map(peer -> attempt(line, peer, user, sign)).orElse(null);
    }

    private NetworkEvent attempt(LogLine line, Peer client, String user, Sign sign) {
        long time = line.requireTime();
        return attempts.isNew(client, line.pid(), sign)
                ? events.login(time, Outcome.REFUSED, client, SERVICE, PORT, user)
                : events.to(time, client, SERVICE, PORT).build();
    }

    private static boolean isEnd(String text) {
        return text.startsWith("Connection closed by ")
                || text.startsWith("Connection reset by ")
                || text.startsWith("Disconnected from ")
                || text.startsWith("Disconnecting ");
    }

    /** {@code Connection closed by [authenticating user NAME ]ADDRESS port N [preauth]}. */
    private @Nullable NetworkEvent ended(LogLine line, String text) {
        int port = text.lastIndexOf(" port ");
        boolean before = text.endsWith("[preauth]");
        int addressAt = port < 0 ? -1 : text.lastIndexOf(' ', port - 1) + 1;
        if (addressAt <= 0 || !before) {
            // After a log-in it is only the end of a session.
            return null;
        }
        Optional<Peer> client = Peer.at(text, addressAt);
        int user = text.indexOf(" user ");
        if (user > 0 && user < addressAt) {
            int nameFrom = Math.min(user + " user ".length(), addressAt - 1);
            String name = text.substring(nameFrom, Math.max(nameFrom, addressAt - 1));
            return client.map(peer -> attempt(line, peer, name, Sign.ENDED)).orElse(null);
        }
        return client.map(peer -> events.to(line.requireTime(), peer, SERVICE, PORT)
                        .type(EventType.SSH)
                        .build())
                .orElse(null);
    }

    /** Whoever does not speak the protocol, or not to its end. */
    private @Nullable NetworkEvent oddity(LogLine line, String text) {
        String name = text.startsWith("banner exchange: ") || text.startsWith("Bad protocol version ")
                ? "ssh.bad_protocol"
                : text.startsWith("Did not receive identification string ")
                        ? "ssh.no_banner"
                        : text.startsWith(NEGOTIATE)
                                ? "ssh.no_common_algorithm"
                                : text.startsWith(REFUSED_BY_RULE)
                                        ? "ssh.not_allowed"
                                        : text.startsWith("ssh_dispatch_run_fatal: ")
                                                        || text.startsWith("Magic value check ")
                                                ? "ssh.broken_handshake"
                                                : "";
        if (name.isEmpty()) {
            return timeout(line, text);
        }
        if (text.startsWith(REFUSED_BY_RULE)) {
            // The name of a host comes first, its address in brackets.
            return anomaly(line, text, text.lastIndexOf('(') + 1, name);
        }
        if (text.startsWith(NEGOTIATE)) {
            // What the client has offered comes behind it.
            return anomaly(line, text, NEGOTIATE.length(), name);
        }
        int from = text.lastIndexOf(FROM);
        return from < 0 ? null : anomaly(line, text, from + FROM.length(), name);
    }

    private @Nullable NetworkEvent timeout(LogLine line, String text) {
        String told = text.startsWith("fatal: ") ? text.substring("fatal: ".length()) : text;
        if (!told.startsWith(TIMEOUT)) {
            return null;
        }
        // Since OpenSSH 9.8 a few words more.
        int at = told.startsWith(CONNECTION, TIMEOUT.length()) ? CONNECTION.length() : 0;
        return anomaly(line, told, TIMEOUT.length() + at, "ssh.timeout");
    }

    private @Nullable NetworkEvent anomaly(LogLine line, String text, int addressAt, String name) {
        return Peer.at(text, addressAt)
                .map(peer -> events.to(line.requireTime(), peer, SERVICE, PORT)
                        .type(EventType.ANOMALY)
                        .anomaly(new NetworkEvent.Anomaly("applayer", name))
                        .build())
                .orElse(null);
    }
}
