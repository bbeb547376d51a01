package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.Threshold;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services at which passwords are guessed, and how many attempts within five minutes are too many when no reply says
 * that one was refused. Services that honest clients open often get a higher number, and those that honest servers open
 * without any log-in (mail transfer, SMB browsing by our own hosts) are judged by refusals only.
 */
enum LoginService {
    SSH("ssh", 8, true),
    FTP("ftp", 10, true),
    TELNET("telnet", 8, true),
    RDP("rdp", 10, true),
    VNC("vnc", 8, true),
    SMB("smb", 15, true),
    DATABASE("database", 15, true),
    MAIL_ACCESS("mail-access", 20, true),
    MAIL_TRANSFER("mail-transfer", 10, false),
    DIRECTORY("directory", 10, false),
    HTTP("http", 10, false),
    WEB_FORM("web-form", 10, false);

    private final Threshold attempts;
    private final boolean flowsCount;

    LoginService(String word, int attempts, boolean flowsCount) {
        this.attempts = new Threshold(
                "brute-force." + word,
                attempts,
                2,
                AttemptHistory.ATTEMPTS_MAX / 2,
                "attempts",
                "at this service by one source in 5 minutes");
        this.flowsCount = flowsCount;
    }

    Threshold attempts() {
        return attempts;
    }

    /** True when a short flow to the service counts as an attempt. */
    boolean flowsCount() {
        return flowsCount;
    }

    /** The service behind an event: by the protocol that the sensor recognised, else by the port. */
    static Optional<LoginService> of(String appProto, int port) {
        LoginService byProtocol = switch (appProto) {
            case "ssh" -> SSH;
            case "ftp" -> FTP;
            case "telnet" -> TELNET;
            case "rdp" -> RDP;
            case "rfb" -> VNC;
            case "smb" -> SMB;
            case "mysql", "pgsql", "tds", "mongodb", "redis" -> DATABASE;
            case "imap", "pop3" -> MAIL_ACCESS;
            case "smtp" -> MAIL_TRANSFER;
            case "krb5", "ldap" -> DIRECTORY;
            default -> null;
        };
        return Optional.ofNullable(byProtocol == null ? byPort(port) : byProtocol);
    }

    private static @Nullable LoginService byPort(int port) {
        return switch (port) {
            case 22, 2222 -> SSH;
            case 21 -> FTP;
            case 23, 2323 -> TELNET;
            case 3389 -> RDP;
            case 5900, 5901 -> VNC;
            case 139, 445 -> SMB;
            case 1433, 1521, 3306, 5432, 6379, 27017 -> DATABASE;
            case 110, 143, 993, 995 -> MAIL_ACCESS;
            case 25, 465, 587 -> MAIL_TRANSFER;
            case 88, 389, 636 -> DIRECTORY;
            default -> null;
        };
    }
}
