package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.util.Locale;

/** Reads the objects inside an EVE record. The parser stands at the value; an object is read to its end. */
final class EveParts {
    private static final int SEVERITY_MAX = 255;
    private static final int STATUS_MAX = 999;
    private static final int BODY_CHARS = 2048;

    private EveParts() {}

    static NetworkEvent.Alert alert(JsonParser p) throws IOException {
        long sid = 0;
        String signature = "";
        String category = "";
        int severity = 3;
        IpAddress source = IpAddress.NONE;
        IpAddress target = IpAddress.NONE;
        String ruleSeverity = "";
        String ruleConfidence = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "signature_id" -> sid = JsonFields.count(p);
                case "signature" -> signature = word(p);
                case "category" -> category = word(p);
                case "severity" -> severity = (int) Math.min(SEVERITY_MAX, JsonFields.count(p));
                case "source" -> source = sideIp(p);
                case "target" -> target = sideIp(p);
                case "metadata" -> {
                    for (String key = JsonFields.firstField(p); key != null; key = JsonFields.nextField(p)) {
                        switch (key) {
                            case "signature_severity" -> ruleSeverity = lastWord(p);
                            case "confidence" -> ruleConfidence = lastWord(p);
                            default -> JsonFields.skip(p);
                        }
                    }
                }
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Alert(sid, signature, category, severity, source, target, ruleSeverity, ruleConfidence);
    }

    static void flow(JsonParser p, EveDraft.FlowDraft into) throws IOException {
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "pkts_toserver" -> into.packetsToServer = JsonFields.count(p);
                case "pkts_toclient" -> into.packetsToClient = JsonFields.count(p);
                case "bytes_toserver" -> into.bytesToServer = JsonFields.count(p);
                case "bytes_toclient" -> into.bytesToClient = JsonFields.count(p);
                case "start" -> into.startMicros = JsonFields.micros(p);
                case "end" -> into.endMicros = JsonFields.micros(p);
                case "state" -> into.state = word(p).toLowerCase(Locale.ROOT);
                case "src_ip" -> into.initiatorIp = JsonFields.address(p);
                default -> JsonFields.skip(p);
            }
        }
    }

    /** One direction of a flow, from the source of the record to its destination. */
    static void netflow(JsonParser p, EveDraft.FlowDraft into) throws IOException {
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "pkts" -> into.packetsToServer = JsonFields.count(p);
                case "bytes" -> into.bytesToServer = JsonFields.count(p);
                case "start" -> into.startMicros = JsonFields.micros(p);
                case "end" -> into.endMicros = JsonFields.micros(p);
                default -> JsonFields.skip(p);
            }
        }
    }

    /** The one packet that was dropped; of the other side nothing was seen. */
    static void drop(JsonParser p, EveDraft.FlowDraft into) throws IOException {
        int flags = 0;
        boolean tcp = false;
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            int bit = switch (name) {
                case "fin" -> 0x01;
                case "syn" -> 0x02;
                case "rst" -> 0x04;
                case "psh" -> 0x08;
                case "ack" -> 0x10;
                case "urg" -> 0x20;
                default -> 0;
            };
            if (bit != 0) {
                tcp = true;
                flags |= p.getValueAsBoolean() ? bit : 0;
                JsonFields.skip(p);
            } else if (name.equals("len")) {
                into.bytesToServer = JsonFields.count(p);
            } else {
                JsonFields.skip(p);
            }
        }
        into.packetsToServer = 1;
        into.flagsToServer = tcp ? flags : -1;
        into.flagsToClient = tcp ? 0 : -1;
    }

    static void tcp(JsonParser p, EveDraft.FlowDraft into) throws IOException {
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "tcp_flags_ts" -> into.flagsToServer = JsonFields.hexFlags(p);
                case "tcp_flags_tc" -> into.flagsToClient = JsonFields.hexFlags(p);
                default -> JsonFields.skip(p);
            }
        }
    }

    static NetworkEvent.Http http(JsonParser p, EveDraft draft) throws IOException {
        String host = "";
        String url = "";
        String method = "";
        int status = 0;
        String userAgent = "";
        String referer = "";
        String body = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "hostname" -> host = word(p);
                case "url" -> url = JsonFields.text(p, JsonFields.URL_CHARS);
                case "http_method" -> method = word(p);
                case "status" -> status = (int) Math.min(STATUS_MAX, JsonFields.count(p));
                case "http_user_agent" -> userAgent = JsonFields.text(p, 4 * JsonFields.NAME_CHARS);
                case "http_request_body_printable" -> body = JsonFields.text(p, BODY_CHARS);
                case "http_content_type" -> draft.declaredType = word(p);
                case "http_refer" -> referer = JsonFields.text(p, JsonFields.URL_CHARS);
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Http(host, url, method, status, userAgent, referer, body);
    }

    /** The kind of a file, in the words of libmagic. */
    static String magic(JsonParser p) throws IOException {
        String actual = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            if (name.equals("magic")) {
                String words = word(p);
                actual = words.startsWith("PE32") || words.startsWith("MS-DOS executable")
                        ? "application/x-dosexec"
                        : words.startsWith("ELF") || words.startsWith("Mach-O") ? "application/x-executable" : "";
            } else {
                JsonFields.skip(p);
            }
        }
        return actual;
    }

    static NetworkEvent.Ssh ssh(JsonParser p) throws IOException {
        String client = "";
        String server = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "client" -> client = inside(p, "software_version");
                case "server" -> server = inside(p, "software_version");
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Ssh(client, server);
    }

    /** A handshake of TLS, or the one inside QUIC, of which less is told. */
    static NetworkEvent.Tls tls(JsonParser p) throws IOException {
        String sni = "";
        String version = "";
        String subject = "";
        String issuer = "";
        long notBefore = 0;
        long notAfter = 0;
        String ja3 = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "sni" -> sni = word(p);
                case "version" -> version = word(p);
                case "subject" -> subject = word(p);
                case "issuerdn" -> issuer = word(p);
                case "notbefore" -> notBefore = JsonFields.microsOrZero(p);
                case "notafter" -> notAfter = JsonFields.microsOrZero(p);
                case "ja3" -> ja3 = inside(p, "hash");
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Tls(sni, version, subject, issuer, notBefore, notAfter, "", ja3);
    }

    static NetworkEvent.Anomaly anomaly(JsonParser p) throws IOException {
        String type = "";
        String event = "";
        String code = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "type" -> type = word(p).toLowerCase(Locale.ROOT);
                case "event" -> event = word(p).toLowerCase(Locale.ROOT);
                // What has no name yet has a number.
                case "code" -> code = word(p);
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Anomaly(type, event.isEmpty() ? code : event);
    }

    static String word(JsonParser p) throws IOException {
        return JsonFields.text(p, JsonFields.NAME_CHARS);
    }

    private static String lastWord(JsonParser p) throws IOException {
        boolean array = p.isExpectedStartArrayToken();
        String last = "";
        for (boolean more = JsonFields.firstElement(p); more; more = JsonFields.nextElement(p, array)) {
            last = word(p);
        }
        return last;
    }

    /** One text of an object; empty when it has no such field. */
    private static String inside(JsonParser p, String field) throws IOException {
        String found = "";
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            if (name.equals(field)) {
                found = word(p);
            } else {
                JsonFields.skip(p);
            }
        }
        return found;
    }

    private static IpAddress sideIp(JsonParser p) throws IOException {
        IpAddress found = IpAddress.NONE;
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            if (name.equals("ip")) {
                found = JsonFields.address(p);
            } else {
                JsonFields.skip(p);
            }
        }
        return found;
    }
}
