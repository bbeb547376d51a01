package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import com.hookprobe.qsecbit.detection.syslog.Attempts.Sign;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what services other than SSH write of log-ins: FTP, mail, files, databases, Telnet, and PAM for all of them. */
final class LoginLines {
    private static final String NO_ENTRY = "FATAL:  no pg_hba.conf entry for host \"";
    private static final String REMOTE = " remote host [ipv";

    private final LogEvents events;
    private final Attempts attempts;

    LoginLines(LogEvents events, Attempts attempts) {
        this.events = events;
        this.attempts = attempts;
    }

    @Nullable NetworkEvent read(LogLine line) {
        String text = line.message();
        if (text.contains("authentication failure;")) {
            return pam(line, text);
        }
        String program = line.program();
        if (program.startsWith("postfix/") || program.equals("saslauthd")) {
            return between(line, text, "[", ": SASL ", " authentication failed", "smtp", 25);
        }
        return switch (program) {
            case "dovecot" -> dovecot(line, text);
            case "exim", "exim4" -> exim(line, text);
            case "proftpd" -> proftpd(line, text);
            case "vsftpd" -> vsftpd(line, text);
            case "pure-ftpd" -> pureFtpd(line, text);
            case "smbd", "smb", "samba" -> samba(line, text);
            case "login", "telnetd", "in.telnetd" -> telnet(line, text);
            default -> anonymous(line, text);
        };
    }

    /** Logs of services that write no name before their lines: what they say decides. */
    private @Nullable NetworkEvent anonymous(LogLine line, String text) {
        if (text.contains("Access denied for user '")) {
            return mysql(line, text);
        }
        if (text.contains("password authentication failed for user ") || text.contains(NO_ENTRY)) {
            return postgres(line, text);
        }
        if (text.contains(" FAIL LOGIN: Client ") || text.contains(" OK LOGIN: Client ")) {
            return vsftpd(line, text);
        }
        if (text.contains(" authenticator failed for ")) {
            return exim(line, text);
        }
        return text.startsWith("Auth: [") || text.contains(" Auth: [") ? samba(line, text) : null;
    }

    /** {@code pam_unix(sshd:auth): authentication failure; logname= uid=0 ... rhost=ADDRESS  user=NAME}. */
    private @Nullable NetworkEvent pam(LogLine line, String text) {
        int open = text.indexOf("pam_");
        int from = open < 0 ? -1 : text.indexOf('(', open);
        int colon = from < 0 ? -1 : text.indexOf(':', from);
        String service = colon < 0 ? line.program() : text.substring(from + 1, colon);
        int failure = text.indexOf("authentication failure;");
        // Before the host may stand a name that the client has sent; behind it only one that the system knows.
        int rhost = text.lastIndexOf(" rhost=");
        int user = text.indexOf(" user=", Math.max(failure, rhost));
        String name = user < 0 ? "" : text.substring(user + " user=".length());
        Optional<Peer> client = rhost < 0 ? Optional.empty() : Peer.at(text, rhost + " rhost=".length());
        String protocol = protocol(service);
        if (client.isPresent()) {
            return refused(line, client.get(), Sign.PAM, protocol, port(protocol), name);
        }
        boolean local = service.equals("su") || service.startsWith("sudo") || service.startsWith("su-");
        return local
                ? events.login(line.requireTime(), Outcome.REFUSED, new Peer(events.host(), 0), service, 0, name)
                : null;
    }

    private @Nullable NetworkEvent dovecot(LogLine line, String text) {
        String protocol = text.startsWith("pop3-login") || text.contains(" pop3-login") ? "pop3" : "imap";
        int rip = text.lastIndexOf(" rip=");
        Optional<Peer> client = rip < 0 ? Optional.empty() : Peer.at(text, rip + " rip=".length());
        if (client.isPresent() && text.contains("(auth failed, ")) {
            return refused(line, client.get(), Sign.FAILED, protocol, port(protocol), inside(text, "user=<", ">"));
        }
        if (client.isPresent() && (text.contains("login: Login: ") || text.contains(" Info: Login: "))) {
            return events.login(
                    line.requireTime(),
                    Outcome.ACCEPTED,
                    client.get(),
                    protocol,
                    port(protocol),
                    inside(text, "user=<", ">"));
        }
        return worker(line, text);
    }

    /** The worker says it before the door does: {@code pam(NAME,ADDRESS,<session>): unknown user}. */
    private @Nullable NetworkEvent worker(LogLine line, String text) {
        int close = Math.max(text.lastIndexOf("): unknown user"), text.lastIndexOf("): pam_authenticate() failed"));
        close = Math.max(close, text.lastIndexOf("): Password mismatch"));
        int open = close < 0 || !text.startsWith("auth") ? -1 : text.lastIndexOf('(', close);
        if (open < 0) {
            return null;
        }
        int session = text.lastIndexOf(",<", close);
        int end = session > open ? session : close;
        // A name may hold a comma; the address does not.
        int comma = text.lastIndexOf(',', end - 1);
        Optional<Peer> client = comma <= open ? Optional.empty() : Peer.at(text, comma + 1);
        return client.map(peer -> refused(line, peer, Sign.PAM, "imap", port("imap"), text.substring(open + 1, comma)))
                .orElse(null);
    }

    private @Nullable NetworkEvent exim(LogLine line, String text) {
        int failed = text.indexOf(" authenticator failed for ");
        int code = failed < 0 ? -1 : text.indexOf(": 535 ", failed);
        int bracket = code < 0 ? -1 : text.lastIndexOf(" [", code);
        Optional<Peer> client = failed < 0 || bracket < failed ? Optional.empty() : Peer.at(text, bracket + 1);
        return client.map(peer -> refused(line, peer, Sign.FAILED, "smtp", 25, inside(text, "(set_id=", ")")))
                .orElse(null);
    }

    /** {@code host (name[ADDRESS]): USER x: no such user found from ...}, or {@code USER x (Login failed): ...}. */
    private @Nullable NetworkEvent proftpd(LogLine line, String text) {
        int user = text.indexOf("): USER ");
        int dash = text.indexOf(") - USER ");
        int at = user < 0 ? dash : user;
        if (at < 0 || !(text.contains(": no such user found ") || text.contains("(Login failed)"))) {
            return null;
        }
        int bracket = text.lastIndexOf('[', at);
        Optional<Peer> client = bracket < 0 ? Optional.empty() : Peer.at(text, bracket);
        int nameFrom = text.indexOf("USER ", at) + 5;
        int nameEnd = Math.max(text.lastIndexOf(": no such user found "), text.lastIndexOf(" (Login failed)"));
        String name = text.substring(nameFrom, Math.max(nameFrom, nameEnd));
        return client.map(peer -> refused(line, peer, Sign.FAILED, "ftp", 21, name))
                .orElse(null);
    }

    /** {@code [pid 2] [NAME] FAIL LOGIN: Client "ADDRESS"}. */
    private @Nullable NetworkEvent vsftpd(LogLine line, String text) {
        int at = text.lastIndexOf(" LOGIN: Client \"");
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at + " LOGIN: Client \"".length());
        if (client.isEmpty()) {
            return null;
        }
        String user = inside(text.substring(text.startsWith("[pid ") ? text.indexOf(']') + 1 : 0), "[", "] ");
        return text.startsWith("FAIL", at - 4)
                ? refused(line, client.get(), Sign.FAILED, "ftp", 21, user)
                : events.login(line.requireTime(), Outcome.ACCEPTED, client.get(), "ftp", 21, user);
    }

    /** {@code (?@ADDRESS) [WARNING] Authentication failed for user [NAME]}. */
    private @Nullable NetworkEvent pureFtpd(LogLine line, String text) {
        return between(line, text, "@", ") [WARNING] ", "Authentication failed for user ", "ftp", 21);
    }

    private @Nullable NetworkEvent samba(LogLine logged, String text) {
        LogLine line = logged.timeMicros() == Timestamps.INVALID ? logged.at(sambaTime(text)) : logged;
        int remote = text.indexOf(REMOTE);
        if (text.indexOf(REMOTE, remote + 1) > 0) {
            // The user's name stands on both sides of the address and may hold another one.
            throw new IllegalArgumentException("expected one remote host, found two");
        }
        int status = text.lastIndexOf(" status [NT_STATUS_");
        if (remote < 0 || status < 0) {
            return null;
        }
        Optional<Peer> client = Peer.at(text, text.indexOf(':', remote) + 1);
        boolean accepted = text.startsWith("OK]", status + " status [NT_STATUS_".length());
        String user = inside(text.substring(text.indexOf(" user [") + 1), "]\\[", "]");
        if (client.isEmpty()) {
            return null;
        }
        return accepted
                ? events.login(line.requireTime(), Outcome.ACCEPTED, client.get(), "smb", 445, user)
                : refused(line, client.get(), Sign.FAILED, "smb", 445, user);
    }

    /** {@code at [Thu, 14 Oct 2021 15:24:12.023984 UTC]}. */
    private static long sambaTime(String text) {
        int at = text.indexOf(" at [") + 5;
        if (at < 5 || at + 25 > text.length()) {
            return Timestamps.INVALID;
        }
        long seconds = Timestamps.utcSeconds(
                Timestamps.digits(text, at + 12, at + 16),
                YearlessTime.month(text, at + 8),
                Timestamps.digits(text, at + 5, at + 7),
                Timestamps.clock(text, at + 17));
        return seconds == Timestamps.INVALID ? seconds : seconds * 1_000_000;
    }

    private @Nullable NetworkEvent mysql(LogLine line, String text) {
        // The name of a database may follow in other lines, and the client chooses it.
        int at = text.lastIndexOf("'@'", text.lastIndexOf("' (using password: "));
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at + 3);
        int name = text.indexOf("for user '") + "for user '".length();
        return client.map(
                        peer -> refused(line, peer, Sign.FAILED, "mysql", 3306, text.substring(Math.min(name, at), at)))
                .orElse(null);
    }

    /**
     * The client is at the beginning or behind {@code client=} or {@code host=}, which {@code log_line_prefix} has to
     * say, or in a refusal by the rules for hosts. Around it are names of its choice: where one of them looks like an
     * address of the same form, nothing can be told.
     */
    private @Nullable NetworkEvent postgres(LogLine line, String text) {
        int refusal = text.indexOf(NO_ENTRY);
        int fatal = Math.max(0, text.indexOf(refusal < 0 ? "password authentication failed for user " : " user \""));
        int at = refusal < 0 ? only(text, "client=", fatal) : only(text, NO_ENTRY, text.length());
        at = at < 0 && refusal < 0 ? only(text, "host=", fatal) : at;
        Optional<Peer> client = Peer.at(text, Math.max(0, at));
        return client.map(peer ->
                        refused(line, peer, Sign.FAILED, "pgsql", 5432, inside(text.substring(fatal), "\"", "\"")))
                .orElse(null);
    }

    /** Behind the only mark before an index, -1 without one. */
    private static int only(String text, String mark, int end) {
        int at = text.lastIndexOf(mark, end - mark.length());
        if (at >= 0 && text.indexOf(mark) != at) {
            throw new IllegalArgumentException("expected " + mark + " once, found it twice");
        }
        return at < 0 ? -1 : at + mark.length();
    }

    /** {@code FAILED LOGIN (1) on '/dev/pts/1' from 'ADDRESS' FOR 'NAME', ...}. */
    private @Nullable NetworkEvent telnet(LogLine line, String text) {
        if (!text.startsWith("FAILED LOGIN ")) {
            return null;
        }
        int quoted = text.indexOf(" from '");
        int plain = text.indexOf(" FROM ");
        int from = quoted < 0 || plain < 0 ? Math.max(quoted, plain) : Math.min(quoted, plain);
        int at = from < 0 ? -1 : from + (text.charAt(from + 6) == '\'' ? 7 : 6);
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at);
        return client.map(peer -> refused(line, peer, Sign.FAILED, "telnet", 23, inside(text, "FOR '", "'")))
                .orElse(null);
    }

    /** An address between two marks, when a third one says that the log-in failed. */
    private @Nullable NetworkEvent between(
            LogLine line, String text, String open, String close, String failed, String service, int port) {
        int end = text.indexOf(close);
        if (end < 0 || text.indexOf(failed, end) < 0) {
            return null;
        }
        int start = text.lastIndexOf(open, end);
        int at = start < 0 ? -1 : start + (open.equals("[") ? 0 : open.length());
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at);
        return client.map(peer -> refused(line, peer, Sign.FAILED, service, port, ""))
                .orElse(null);
    }

    private NetworkEvent refused(LogLine line, Peer client, Sign sign, String service, int port, String user) {
        long time = line.requireTime();
        return attempts.isNew(client, line.pid(), sign)
                ? events.login(time, Outcome.REFUSED, client, service, port, user)
                : events.to(time, client, service, port).build();
    }

    private static String inside(String text, String open, String close) {
        int from = text.indexOf(open);
        int end = from < 0 ? -1 : text.indexOf(close, from + open.length());
        return end < 0 ? "" : text.substring(from + open.length(), end);
    }

    private static String protocol(String pamService) {
        return switch (pamService) {
            case "sshd" -> "ssh";
            case "vsftpd", "proftpd", "pure-ftpd", "ftp" -> "ftp";
            case "dovecot", "imap" -> "imap";
            case "smtp", "exim" -> "smtp";
            case "samba", "smbd" -> "smb";
            case "remote", "telnet", "login" -> "telnet";
            default -> pamService;
        };
    }

    private static int port(String service) {
        return switch (service) {
            case "ssh" -> 22;
            case "ftp" -> 21;
            case "telnet" -> 23;
            case "smtp" -> 25;
            case "pop3" -> 110;
            case "imap" -> 143;
            case "smb" -> 445;
            default -> 0;
        };
    }
}
