package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.Transport;
import java.util.Locale;

/**
 * What a port is for. Fourteen classes stand for 65,536 ports: what an attack does depends on whether the door is a web
 * server's or one that hardly anybody opens, and not on its number.
 */
public enum ServiceClass {
    WEB,
    MAIL,
    DNS,
    FTP,
    FTP_DATA,
    /** A shell or a desktop, or a log-in to one. */
    REMOTE,
    /** Shares, directories, databases, printers: what belongs inside. */
    INTERNAL,
    TIME,
    CHAT,
    ECHO_REQUEST,
    ECHO_REPLY,
    ICMP_ERROR,
    /** A port that nobody has given a name. */
    PRIVATE,
    /** A service that has a name and hardly any users, the usual finding of a scanner. */
    RARE;

    private static final int PRIVATE_MIN = 1024;

    String feature() {
        return "service=" + name().toLowerCase(Locale.ROOT);
    }

    /** Of a KDD record's {@code service}. */
    public static ServiceClass ofKdd(String name) {
        return switch (name) {
            case "http", "http_443", "http_8001", "http_2784" -> WEB;
            case "smtp", "pop_2", "pop_3", "imap4" -> MAIL;
            case "domain", "domain_u" -> DNS;
            case "ftp", "tftp_u" -> FTP;
            case "ftp_data" -> FTP_DATA;
            case "telnet", "ssh", "login", "shell", "exec", "klogin", "kshell", "rje", "remote_job", "X11" -> REMOTE;
            case "sunrpc", "netbios_ns", "netbios_dgm", "netbios_ssn", "ldap", "sql_net", "printer" -> INTERNAL;
            case "ntp_u", "time" -> TIME;
            case "IRC", "nntp", "auth", "finger", "aol" -> CHAT;
            case "eco_i" -> ECHO_REQUEST;
            case "ecr_i" -> ECHO_REPLY;
            case "urp_i", "urh_i", "red_i", "tim_i" -> ICMP_ERROR;
            case "private", "other" -> PRIVATE;
            default -> RARE;
        };
    }

    /**
     * Of a connection.
     *
     * @param port the responder's port; of ICMP the type
     */
    public static ServiceClass of(Transport transport, int port) {
        if (transport == Transport.ICMP) {
            return port == 8 || port == 128 ? ECHO_REQUEST : port == 0 || port == 129 ? ECHO_REPLY : ICMP_ERROR;
        }
        return switch (port) {
            case 80, 443, 8000, 8001, 8008, 8080, 8443 -> WEB;
            case 25, 109, 110, 143, 465, 587, 993, 995 -> MAIL;
            case 53, 853 -> DNS;
            case 21, 69, 990 -> FTP;
            case 20 -> FTP_DATA;
            case 22, 23, 512, 513, 514, 543, 544, 3389, 5900, 5985, 5986, 6000 -> REMOTE;
            case 88, 111, 135, 137, 138, 139, 389, 445, 515, 636, 1433, 1521, 2049, 3306, 5432, 6379, 9100, 27017 ->
                INTERNAL;
            case 37, 123 -> TIME;
            case 79, 113, 119, 194, 1883, 5222, 6667, 6697 -> CHAT;
            default -> port >= PRIVATE_MIN ? PRIVATE : RARE;
        };
    }
}
