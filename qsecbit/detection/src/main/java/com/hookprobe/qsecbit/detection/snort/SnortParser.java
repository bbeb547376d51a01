package com.hookprobe.qsecbit.detection.snort;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of Snort 3's {@code alert_json}.
 *
 * <p>Which fields are written is configured, so each may be missing but two: without a time, or without what was alerted
 * on, a record is no alert and is refused as a whole. {@code seconds} is preferred to {@code timestamp}, whose usual form
 * has no year. Thread-safe.
 *
 * @see <a href="https://docs.snort.org/start/alert_logging">Snort 3: alert logging</a>
 */
public final class SnortParser implements RecordParser {
    /** The year 5138. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private static final int BYTE_MAX = 255;
    private static final String FLAG_LETTERS = "FSRPAU";

    private final String sensor;
    private final YearlessTime years;

    /**
     * A parser.
     *
     * @param sensor the name that the events get
     * @param referenceMicros about now, microseconds since the epoch: the years of time stamps without one are taken so
     *     that none lies more than a day behind it
     */
    public SnortParser(String sensor, long referenceMicros) {
        this(sensor, () -> referenceMicros);
    }

    /**
     * A parser of a file that is followed as it grows.
     *
     * @param sensor the name that the events get
     * @param referenceMicros gives about now, asked at each time stamp without a year
     */
    public SnortParser(String sensor, LongSupplier referenceMicros) {
        this.sensor = sensor;
        this.years = new YearlessTime(referenceMicros);
    }

    @Override
    public boolean arrays() {
        return true;
    }

    @Override
    public boolean parse(byte[] bytes, int from, int length, Consumer<NetworkEvent> out) {
        NetworkEvent event;
        try (JsonParser parser = JsonFields.parser(bytes, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            SnortDraft draft = new SnortDraft();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                readField(name, parser, draft);
            }
            if (parser.nextToken() != null || !draft.isAlert()) {
                return false;
            }
            event = draft.finish(sensor);
        } catch (IOException | IllegalArgumentException e) {
            // Broken text is the peer's fault: the reader counts it and goes on.
            return false;
        }
        out.accept(event);
        return true;
    }

    private void readField(@Nullable String name, JsonParser parser, SnortDraft draft) throws IOException {
        if (name == null) {
            throw new IllegalArgumentException("a value without a name");
        }
        switch (name) {
            case "seconds" -> draft.epochMicros = epochMicros(JsonFields.count(parser));
            case "timestamp" -> draft.stampMicros = years.monthAndDay(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "src_addr" -> draft.srcIp = JsonFields.address(parser);
            case "dst_addr" -> draft.dstIp = JsonFields.address(parser);
            case "src_port" -> draft.srcPort = JsonFields.port(parser);
            case "dst_port" -> draft.dstPort = JsonFields.port(parser);
            case "src_ap" -> draft.source(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "dst_ap" -> draft.destination(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "proto" -> draft.transport = transport(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "service" -> draft.service = service(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "dir" ->
                draft.direction = switch (JsonFields.text(parser, JsonFields.NAME_CHARS)) {
                    case "C2S" -> PacketDirection.TO_SERVER;
                    case "S2C" -> PacketDirection.TO_CLIENT;
                    default -> PacketDirection.UNKNOWN;
                };
            case "sid" -> draft.sid = JsonFields.count(parser);
            case "rule" -> draft.ruleSid = sidOfRule(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "msg" -> draft.message = JsonFields.text(parser, JsonFields.NAME_CHARS);
            case "class" -> draft.category = JsonFields.text(parser, JsonFields.NAME_CHARS);
            case "priority" -> draft.priority = (int) Math.min(BYTE_MAX, JsonFields.count(parser));
            case "eth_src" -> draft.source = JsonFields.mac(parser);
            case "eth_dst" -> draft.destination = JsonFields.mac(parser);
            case "vlan" -> draft.vlan = (int) Math.min(4095, JsonFields.count(parser));
            case "icmp_type" -> draft.icmpType = (int) Math.min(BYTE_MAX, JsonFields.count(parser));
            case "icmp_code" -> draft.icmpCode = (int) Math.min(BYTE_MAX, JsonFields.count(parser));
            case "tcp_flags" -> draft.tcpFlags = flags(JsonFields.text(parser, JsonFields.NAME_CHARS));
            default -> JsonFields.skip(parser);
        }
    }

    private static long epochMicros(long seconds) {
        if (seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("expected seconds since the epoch, found " + seconds);
        }
        return seconds * 1_000_000;
    }

    private static Transport transport(String name) {
        return name.equals("ICMP4") || name.equals("ICMP6") ? Transport.ICMP : Transport.of(name);
    }

    /** The service in the words of EVE. */
    private static String service(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "unknown" -> "";
            case "ssl" -> "tls";
            case "netbios-ssn" -> "smb";
            case "postgresql" -> "pgsql";
            case "kerberos" -> "krb5";
            default -> lower;
        };
    }

    /** The middle one of {@code gid:sid:rev}. */
    private static long sidOfRule(String rule) {
        int first = rule.indexOf(':');
        int second = rule.indexOf(':', first + 1);
        if (first < 1 || second < 0) {
            throw new IllegalArgumentException("expected gid:sid:rev, found \"" + rule + '"');
        }
        long sid = Long.parseLong(rule.substring(first + 1, second));
        if (sid < 0) {
            throw new IllegalArgumentException("expected a rule's number, found " + sid);
        }
        return sid;
    }

    /** {@code ***AP***} as bits; a letter stands for its flag wherever it stands. */
    private static int flags(String text) {
        int flags = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            int bit = FLAG_LETTERS.indexOf(letter);
            if (bit < 0 && "*12CE".indexOf(letter) < 0) {
                throw new IllegalArgumentException("expected TCP flags, found \"" + text + '"');
            }
            flags |= bit < 0 ? 0 : 1 << bit;
        }
        return flags;
    }
}
