package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.util.Locale;

/** Reads the objects inside an EVE record. The parser stands at the value; an object is read to its end. */
final class EveParts {
    private static final int SEVERITY_MAX = 255;
    private static final int BODY_CHARS = 2048;
    private static final int VLAN_MAX = 4095;

    private EveParts() {}

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
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "signature_id" -> into.sid = JsonFields.count(p);
                case "signature" -> into.signature = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "category" -> into.category = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "severity" -> into.severity = (int) Math.min(SEVERITY_MAX, JsonFields.count(p));
                case "source" -> into.source = sideIp(p);
                case "target" -> into.target = sideIp(p);
                case "metadata" ->
                    JsonFields.object(p, (key, q) -> {
                        switch (key) {
                            case "signature_severity" ->
                                JsonFields.elements(q, (none, v) -> into.ruleSeverity = word(v));
                            case "confidence" -> JsonFields.elements(q, (none, v) -> into.ruleConfidence = word(v));
                            default -> JsonFields.skip(q);
                        }
                    });
                default -> JsonFields.skip(p);
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

    static void flow(JsonParser parser, EveDraft.FlowDraft into) throws IOException {
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "pkts_toserver" -> into.packetsToServer = JsonFields.count(p);
                case "pkts_toclient" -> into.packetsToClient = JsonFields.count(p);
                case "bytes_toserver" -> into.bytesToServer = JsonFields.count(p);
                case "bytes_toclient" -> into.bytesToClient = JsonFields.count(p);
                case "start" -> into.startMicros = JsonFields.micros(p);
                case "end" -> into.endMicros = JsonFields.micros(p);
                case "state" ->
                    into.state = JsonFields.text(p, JsonFields.NAME_CHARS).toLowerCase(Locale.ROOT);
                case "src_ip" -> into.initiatorIp = JsonFields.address(p);
                default -> JsonFields.skip(p);
            }
        });
    }

    static void tcp(JsonParser parser, EveDraft.FlowDraft into) throws IOException {
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "tcp_flags_ts" -> into.flagsToServer = JsonFields.hexFlags(p);
                case "tcp_flags_tc" -> into.flagsToClient = JsonFields.hexFlags(p);
                default -> JsonFields.skip(p);
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
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "type" -> into.type = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "rrname" -> into.name = JsonFields.text(p, 2 * JsonFields.NAME_CHARS);
                case "rrtype" -> into.recordType = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "rcode" -> into.responseCode = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "queries", "query" ->
                    JsonFields.elements(
                            p,
                            (none, q) -> JsonFields.object(q, (key, v) -> {
                                boolean first = into.name.isEmpty();
                                switch (key) {
                                    case "rrname" -> {
                                        String text = JsonFields.text(v, 2 * JsonFields.NAME_CHARS);
                                        into.name = first ? text : into.name;
                                    }
                                    case "rrtype" -> {
                                        String text = JsonFields.text(v, JsonFields.NAME_CHARS);
                                        into.recordType = into.recordType.isEmpty() ? text : into.recordType;
                                    }
                                    case "type" -> into.type = JsonFields.text(v, JsonFields.NAME_CHARS);
                                    default -> JsonFields.skip(v);
                                }
                            }));
                default -> JsonFields.skip(p);
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
            String body = "";
        };
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "hostname" -> into.host = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "url" -> into.url = JsonFields.text(p, JsonFields.URL_CHARS);
                case "http_method" -> into.method = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "status" -> into.status = (int) Math.min(999, JsonFields.count(p));
                case "http_user_agent" -> into.userAgent = JsonFields.text(p, 4 * JsonFields.NAME_CHARS);
                case "http_request_body_printable" -> into.body = JsonFields.text(p, BODY_CHARS);
                case "http_refer" -> into.referer = JsonFields.text(p, JsonFields.URL_CHARS);
                default -> JsonFields.skip(p);
            }
        });
        return new NetworkEvent.Http(
                into.host, into.url, into.method, into.status, into.userAgent, into.referer, into.body);
    }

    static NetworkEvent.Ssh ssh(JsonParser parser) throws IOException {
        String[] software = {"", ""};
        JsonFields.object(parser, (name, p) -> {
            int side = name.equals("client") ? 0 : name.equals("server") ? 1 : -1;
            if (side < 0) {
                JsonFields.skip(p);
                return;
            }
            JsonFields.object(p, (key, v) -> {
                if (key.equals("software_version")) {
                    software[side] = JsonFields.text(v, JsonFields.NAME_CHARS);
                } else {
                    JsonFields.skip(v);
                }
            });
        });
        return new NetworkEvent.Ssh(software[0], software[1]);
    }

    static NetworkEvent.Tls tls(JsonParser parser) throws IOException {
        var into = new Object() {
            String sni = "";
            String version = "";
            String subject = "";
            String issuer = "";
            long notBefore;
            long notAfter;
            String ja3 = "";
        };
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "sni" -> into.sni = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "version" -> into.version = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "subject" -> into.subject = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "issuerdn" -> into.issuer = JsonFields.text(p, JsonFields.NAME_CHARS);
                case "notbefore" -> into.notBefore = JsonFields.micros(p);
                case "notafter" -> into.notAfter = JsonFields.micros(p);
                case "ja3" ->
                    JsonFields.object(p, (key, v) -> {
                        if (key.equals("hash")) {
                            into.ja3 = JsonFields.text(v, JsonFields.NAME_CHARS);
                        } else {
                            JsonFields.skip(v);
                        }
                    });
                default -> JsonFields.skip(p);
            }
        });
        return new NetworkEvent.Tls(
                into.sni, into.version, into.subject, into.issuer, into.notBefore, into.notAfter, "", into.ja3);
    }

    static NetworkEvent.Arp arp(JsonParser parser) throws IOException {
        var into = new Object() {
            int operation;
            MacAddress senderMac = MacAddress.NONE;
            IpAddress senderIp = IpAddress.NONE;
            MacAddress targetMac = MacAddress.NONE;
            IpAddress targetIp = IpAddress.NONE;
        };
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "opcode" ->
                    into.operation = switch (word(p).toLowerCase(Locale.ROOT)) {
                        case "request", "1" -> 1;
                        case "reply", "2" -> 2;
                        default -> 0;
                    };
                case "src_mac" -> into.senderMac = JsonFields.mac(p);
                case "src_ip" -> into.senderIp = JsonFields.address(p);
                case "dest_mac" -> into.targetMac = JsonFields.mac(p);
                case "dest_ip" -> into.targetIp = JsonFields.address(p);
                default -> JsonFields.skip(p);
            }
        });
        return new NetworkEvent.Arp(into.operation, into.senderMac, into.senderIp, into.targetMac, into.targetIp);
    }

    static NetworkEvent.Dhcp dhcp(JsonParser parser) throws IOException {
        var into = new Object() {
            String type = "";
            MacAddress client = MacAddress.NONE;
            IpAddress assigned = IpAddress.NONE;
            IpAddress server = IpAddress.NONE;
            IpAddress router = IpAddress.NONE;
            IpAddress dnsServer = IpAddress.NONE;
        };
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "dhcp_type" -> into.type = word(p).toLowerCase(Locale.ROOT);
                case "client_mac" -> into.client = JsonFields.mac(p);
                case "assigned_ip" -> into.assigned = JsonFields.address(p);
                // next_server_ip is the server of a boot file, and not who answers.
                case "server_identifier" -> into.server = JsonFields.address(p);
                case "routers" -> JsonFields.elements(p, (none, v) -> into.router = first(into.router, v));
                case "dns_servers" -> JsonFields.elements(p, (none, v) -> into.dnsServer = first(into.dnsServer, v));
                default -> JsonFields.skip(p);
            }
        });
        return new NetworkEvent.Dhcp(into.type, into.client, into.assigned, into.server, into.router, into.dnsServer);
    }

    static NetworkEvent.Anomaly anomaly(JsonParser parser) throws IOException {
        String[] parts = {"", ""};
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "type" -> parts[0] = word(p).toLowerCase(Locale.ROOT);
                case "event" -> parts[1] = word(p).toLowerCase(Locale.ROOT);
                default -> JsonFields.skip(p);
            }
        });
        return new NetworkEvent.Anomaly(parts[0], parts[1]);
    }

    static void ether(JsonParser parser, EveDraft.LinkDraft into) throws IOException {
        JsonFields.object(parser, (name, p) -> {
            switch (name) {
                case "src_mac" -> into.source = JsonFields.mac(p);
                case "dest_mac" -> into.destination = JsonFields.mac(p);
                default -> JsonFields.skip(p);
            }
        });
    }

    /** A number, or the tags from the outer to the inner one. */
    static void vlan(JsonParser parser, EveDraft.LinkDraft into) throws IOException {
        JsonFields.elements(parser, (none, p) -> {
            int tag = (int) Math.min(VLAN_MAX, JsonFields.count(p));
            if (into.vlan < 0) {
                into.vlan = tag;
            } else if (into.innerVlan < 0) {
                into.innerVlan = tag;
            }
        });
    }

    static PacketDirection direction(JsonParser parser) throws IOException {
        return switch (word(parser)) {
            case "to_server" -> PacketDirection.TO_SERVER;
            case "to_client" -> PacketDirection.TO_CLIENT;
            default -> PacketDirection.UNKNOWN;
        };
    }

    private static IpAddress first(IpAddress before, JsonParser parser) throws IOException {
        IpAddress next = JsonFields.address(parser);
        return before.equals(IpAddress.NONE) ? next : before;
    }

    private static IpAddress sideIp(JsonParser parser) throws IOException {
        IpAddress[] found = {IpAddress.NONE};
        JsonFields.object(parser, (name, p) -> {
            if (name.equals("ip")) {
                found[0] = JsonFields.address(p);
            } else {
                JsonFields.skip(p);
            }
        });
        return found[0];
    }

    private static String word(JsonParser parser) throws IOException {
        return JsonFields.text(parser, JsonFields.NAME_CHARS);
    }
}
