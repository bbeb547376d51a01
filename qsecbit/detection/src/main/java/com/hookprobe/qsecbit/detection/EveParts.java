package com.hookprobe.qsecbit.detection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.util.Locale;

/** Reads the objects inside an EVE record. The parser stands at the value; an object is read to its end. */
final class EveParts {
    private static final int SEVERITY_MAX = 255;

    private EveParts() {}

    /** What to do with one field of an object. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser parser) throws IOException;
    }

    /** Calls back for each field; anything but an object is skipped. The callback consumes the whole value. */
    static void object(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            EveFields.skip(parser);
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name == null ? "" : name, parser);
        }
    }

    /** Calls back with the parser at each element of an array; anything else counts as one element. */
    static void elements(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            field.read("", parser);
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            field.read("", parser);
        }
    }

    static NetworkEvent.Alert alert(JsonParser parser) throws IOException {
        var into = new Object() {
            long sid;
            String signature = "";
            String category = "";
            int severity = 3;
            IpAddress source = IpAddress.NONE;
            IpAddress target = IpAddress.NONE;
            String ruleSeverity = "";
            String ruleConfidence = "";
        };
        object(parser, (name, p) -> {
            switch (name) {
                case "signature_id" -> into.sid = EveFields.count(p);
                case "signature" -> into.signature = EveFields.text(p, EveFields.NAME_CHARS);
                case "category" -> into.category = EveFields.text(p, EveFields.NAME_CHARS);
                case "severity" -> into.severity = (int) Math.min(SEVERITY_MAX, EveFields.count(p));
                case "source" -> into.source = sideIp(p);
                case "target" -> into.target = sideIp(p);
                case "metadata" ->
                    object(p, (key, q) -> {
                        switch (key) {
                            case "signature_severity" -> elements(q, (none, v) -> into.ruleSeverity = word(v));
                            case "confidence" -> elements(q, (none, v) -> into.ruleConfidence = word(v));
                            default -> EveFields.skip(q);
                        }
                    });
                default -> EveFields.skip(p);
            }
        });
        return new NetworkEvent.Alert(
                into.sid,
                into.signature,
                into.category,
                into.severity,
                into.source,
                into.target,
                into.ruleSeverity,
                into.ruleConfidence);
    }

    static void flow(JsonParser parser, Draft.FlowDraft into) throws IOException {
        object(parser, (name, p) -> {
            switch (name) {
                case "pkts_toserver" -> into.packetsToServer = EveFields.count(p);
                case "pkts_toclient" -> into.packetsToClient = EveFields.count(p);
                case "bytes_toserver" -> into.bytesToServer = EveFields.count(p);
                case "bytes_toclient" -> into.bytesToClient = EveFields.count(p);
                case "start" -> into.startMicros = EveFields.micros(p);
                case "end" -> into.endMicros = EveFields.micros(p);
                case "state" ->
                    into.state = EveFields.text(p, EveFields.NAME_CHARS).toLowerCase(Locale.ROOT);
                case "src_ip" -> into.initiatorIp = EveFields.address(p);
                default -> EveFields.skip(p);
            }
        });
    }

    static void tcp(JsonParser parser, Draft.FlowDraft into) throws IOException {
        object(parser, (name, p) -> {
            switch (name) {
                case "tcp_flags_ts" -> into.flagsToServer = EveFields.hexFlags(p);
                case "tcp_flags_tc" -> into.flagsToClient = EveFields.hexFlags(p);
                default -> EveFields.skip(p);
            }
        });
    }

    /** Version 2 has the question beside the type; version 3, and the form inside an alert, have lists. */
    static NetworkEvent.Dns dns(JsonParser parser) throws IOException {
        var into = new Object() {
            String type = "";
            String name = "";
            String recordType = "";
            String responseCode = "";
        };
        object(parser, (name, p) -> {
            switch (name) {
                case "type" -> into.type = EveFields.text(p, EveFields.NAME_CHARS);
                case "rrname" -> into.name = EveFields.text(p, 2 * EveFields.NAME_CHARS);
                case "rrtype" -> into.recordType = EveFields.text(p, EveFields.NAME_CHARS);
                case "rcode" -> into.responseCode = EveFields.text(p, EveFields.NAME_CHARS);
                case "queries", "query" ->
                    elements(
                            p,
                            (none, q) -> object(q, (key, v) -> {
                                boolean first = into.name.isEmpty();
                                switch (key) {
                                    case "rrname" -> {
                                        String text = EveFields.text(v, 2 * EveFields.NAME_CHARS);
                                        into.name = first ? text : into.name;
                                    }
                                    case "rrtype" -> {
                                        String text = EveFields.text(v, EveFields.NAME_CHARS);
                                        into.recordType = into.recordType.isEmpty() ? text : into.recordType;
                                    }
                                    case "type" -> into.type = EveFields.text(v, EveFields.NAME_CHARS);
                                    default -> EveFields.skip(v);
                                }
                            }));
                default -> EveFields.skip(p);
            }
        });
        String lower = into.name.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        boolean query = into.type.equals("query") || into.type.equals("request");
        return new NetworkEvent.Dns(query, bare, into.recordType, into.responseCode);
    }

    static NetworkEvent.Http http(JsonParser parser) throws IOException {
        var into = new Object() {
            String host = "";
            String url = "";
            String method = "";
            int status;
            String userAgent = "";
            String referer = "";
        };
        object(parser, (name, p) -> {
            switch (name) {
                case "hostname" -> into.host = EveFields.text(p, EveFields.NAME_CHARS);
                case "url" -> into.url = EveFields.text(p, EveFields.URL_CHARS);
                case "http_method" -> into.method = EveFields.text(p, EveFields.NAME_CHARS);
                case "status" -> into.status = (int) Math.min(999, EveFields.count(p));
                case "http_user_agent" -> into.userAgent = EveFields.text(p, 4 * EveFields.NAME_CHARS);
                case "http_refer" -> into.referer = EveFields.text(p, EveFields.URL_CHARS);
                default -> EveFields.skip(p);
            }
        });
        return new NetworkEvent.Http(into.host, into.url, into.method, into.status, into.userAgent, into.referer);
    }

    static NetworkEvent.Ssh ssh(JsonParser parser) throws IOException {
        String[] software = {"", ""};
        object(parser, (name, p) -> {
            int side = name.equals("client") ? 0 : name.equals("server") ? 1 : -1;
            if (side < 0) {
                EveFields.skip(p);
                return;
            }
            object(p, (key, v) -> {
                if (key.equals("software_version")) {
                    software[side] = EveFields.text(v, EveFields.NAME_CHARS);
                } else {
                    EveFields.skip(v);
                }
            });
        });
        return new NetworkEvent.Ssh(software[0], software[1]);
    }

    static NetworkEvent.Tls tls(JsonParser parser) throws IOException {
        String[] parts = {"", "", "", ""};
        object(parser, (name, p) -> {
            switch (name) {
                case "sni" -> parts[0] = EveFields.text(p, EveFields.NAME_CHARS);
                case "version" -> parts[1] = EveFields.text(p, EveFields.NAME_CHARS);
                case "subject" -> parts[2] = EveFields.text(p, EveFields.NAME_CHARS);
                case "ja3" ->
                    object(p, (key, v) -> {
                        if (key.equals("hash")) {
                            parts[3] = EveFields.text(v, EveFields.NAME_CHARS);
                        } else {
                            EveFields.skip(v);
                        }
                    });
                default -> EveFields.skip(p);
            }
        });
        return new NetworkEvent.Tls(parts[0], parts[1], parts[2], parts[3]);
    }

    private static IpAddress sideIp(JsonParser parser) throws IOException {
        IpAddress[] found = {IpAddress.NONE};
        object(parser, (name, p) -> {
            if (name.equals("ip")) {
                found[0] = EveFields.address(p);
            } else {
                EveFields.skip(p);
            }
        });
        return found[0];
    }

    private static String word(JsonParser parser) throws IOException {
        return EveFields.text(parser, EveFields.NAME_CHARS);
    }
}
