package com.hookprobe.qsecbit.detection.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.snort.SnortParser;
import com.hookprobe.qsecbit.detection.syslog.LogParser;
import com.hookprobe.qsecbit.detection.zeek.ZeekParser;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The formats that files of sensors have. What a file is, is found out from its first bytes; its name decides only where
 * these do not.
 */
public enum SensorFormat {
    /** Suricata EVE, one JSON object per line or one array. */
    EVE,
    /** A tab-separated Zeek log. */
    ZEEK_TSV,
    /** A Zeek log of one JSON object per line. */
    ZEEK_JSON,
    /** Snort 3 {@code alert_json}. */
    SNORT,
    /** A text log of an operating system or a server. */
    LOG;

    /** How many bytes of a file's beginning are enough to tell. */
    public static final int HEAD_BYTES = 1 << 14;

    private static final Set<String> ZEEK_LOGS = Set.of(
            "arp",
            "conn",
            "dce_rpc",
            "dhcp",
            "dns",
            "files",
            "ftp",
            "http",
            "kerberos",
            "ldap",
            "mysql",
            "notice",
            "ntlm",
            "quic",
            "radius",
            "rdp",
            "rfb",
            "sip",
            "smb_cmd",
            "smb_files",
            "smb_mapping",
            "smtp",
            "snmp",
            "software",
            "ssh",
            "ssl",
            "tunnel",
            "weird",
            "x509");

    /**
     * Finds out what a file is.
     *
     * @throws IOException when it cannot be read
     * @throws java.nio.file.NoSuchFileException when there is none; {@link #detect(String, byte[])} with an empty head
     *     goes by the name alone
     */
    public static SensorFormat detect(Path path) throws IOException {
        try (FileSource source = FileSource.open(path)) {
            return detect(path.toString(), source.head(HEAD_BYTES));
        }
    }

    /**
     * Finds out what a file is.
     *
     * @param name of the file, with or without its folder
     * @param head its first bytes, decompressed; may be empty
     */
    public static SensorFormat detect(String name, byte[] head) {
        int at = 0;
        while (at < head.length && (head[at] <= ' ' || head[at] == '[')) {
            // Also what is negative: the mark of byte order.
            at++;
        }
        if (at == head.length) {
            return byName(name);
        }
        return switch (head[at]) {
            case '{' -> ofJson(name, keys(head, at));
            case '#' -> startsWith(head, at, "#separator") || startsWith(head, at, "#fields") ? ZEEK_TSV : LOG;
            default -> LOG;
        };
    }

    /**
     * A parser of this format for one file.
     *
     * @param sensor the name that events get when they do not name their sensor themselves
     * @param name of the file: a Zeek log may say by nothing else which one it is
     * @param host the address of the machine that writes a text log, {@link IpAddress#NONE} when it is not known
     * @param referenceMicros about now, microseconds since the epoch: the years of time stamps without one are taken so
     *     that none lies more than a day behind it
     */
    public RecordParser parser(String sensor, String name, IpAddress host, long referenceMicros) {
        return switch (this) {
            case EVE -> new EveParser(sensor);
            case ZEEK_TSV, ZEEK_JSON -> new ZeekParser(sensor, name);
            case SNORT -> new SnortParser(sensor, referenceMicros);
            case LOG -> new LogParser(sensor, host, referenceMicros);
        };
    }

    private static SensorFormat ofJson(String name, Set<String> keys) {
        if (keys.contains("event_type")) {
            return EVE;
        }
        if (keys.contains("_path") || keys.contains("@stream") || keys.contains("ts")) {
            return ZEEK_JSON;
        }
        if (keys.contains("src_addr") || keys.contains("src_ap") || keys.contains("rule") || keys.contains("sid")) {
            return SNORT;
        }
        SensorFormat named = byName(name);
        return named == ZEEK_TSV ? ZEEK_JSON : named;
    }

    /** The fields of the first object, as many of them as there are. */
    private static Set<String> keys(byte[] head, int from) {
        Set<String> keys = new HashSet<>();
        try (JsonParser parser = JsonFields.parser(head, from, head.length - from)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (IOException e) {
            // The head ends in the middle of it; what was read before counts.
            return keys;
        }
        return keys;
    }

    private static SensorFormat byName(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        int dot = file.indexOf('.');
        String first = dot < 0 ? file : file.substring(0, dot);
        if (first.startsWith("alert_json")) {
            return SNORT;
        }
        if (first.startsWith("eve")) {
            return EVE;
        }
        if (ZEEK_LOGS.contains(first)) {
            return ZEEK_TSV;
        }
        return file.contains(".json") ? EVE : LOG;
    }

    private static boolean startsWith(byte[] bytes, int from, String text) {
        if (bytes.length - from < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
