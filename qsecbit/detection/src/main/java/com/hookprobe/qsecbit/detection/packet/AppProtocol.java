package com.hookprobe.qsecbit.detection.packet;

/** What is spoken in a flow, as far as it was recognised; the names are those that sensors write. */
enum AppProtocol {
    /** Nothing was said yet. */
    UNKNOWN(""),
    /** Something was said that is none of the others. */
    OPAQUE(""),
    HTTP("http"),
    TLS("tls"),
    SSH("ssh"),
    DNS("dns"),
    DHCP("dhcp"),
    FTP("ftp"),
    SMTP("smtp"),
    POP3("pop3"),
    IMAP("imap"),
    TELNET("telnet"),
    SMB("smb"),
    RDP("rdp"),
    MYSQL("mysql"),
    QUIC("quic");

    private static final AppProtocol[] ALL = values();

    private final String text;

    AppProtocol(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static AppProtocol of(int ordinal) {
        return ALL[Math.min(ordinal, ALL.length - 1)];
    }
}
