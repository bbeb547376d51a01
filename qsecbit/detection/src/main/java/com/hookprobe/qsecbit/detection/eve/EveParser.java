package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one Suricata EVE record from its JSON text.
 *
 * <p>Unknown fields are skipped. A record is refused as a whole when it is not one JSON object, when event type or time
 * stamp are missing, or when an address, port or number that we use is not one: half an event could ban the wrong host.
 * Thread-safe.
 */
public final class EveParser implements RecordParser {
    private final String defaultSensor;

    /** A parser; events that do not name their sensor get the given name. */
    public EveParser(String defaultSensor) {
        this.defaultSensor = defaultSensor;
    }

    @Override
    public boolean arrays() {
        return true;
    }

    @Override
    public boolean parse(byte[] bytes, int from, int length, Consumer<NetworkEvent> out) {
        Optional<NetworkEvent> event = parse(bytes, from, length);
        event.ifPresent(out);
        return event.isPresent();
    }

    /** Reads the record in a part of an array, UTF-8; empty when it is broken. */
    public Optional<NetworkEvent> parse(byte[] bytes, int from, int length) {
        try (JsonParser parser = JsonFields.parser(bytes, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            EveDraft draft = new EveDraft(defaultSensor);
            for (String name = JsonFields.nextField(parser); name != null; name = JsonFields.nextField(parser)) {
                readField(name, parser, draft);
            }
            return parser.nextToken() == null ? draft.finish() : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // Broken text is the peer's fault: the reader counts it and goes on.
            return Optional.empty();
        }
    }

    private static void readField(String name, JsonParser parser, EveDraft draft) throws IOException {
        switch (name) {
            case "timestamp" -> draft.loggedMicros = JsonFields.micros(parser);
            case "event_type" -> draft.eventType = JsonFields.text(parser, JsonFields.NAME_CHARS);
            case "flow_id" -> draft.event.flowId(JsonFields.unsigned(parser));
            case "src_ip" -> draft.srcIp = JsonFields.address(parser);
            case "dest_ip" -> draft.dstIp = JsonFields.address(parser);
            case "src_port" -> draft.srcPort = JsonFields.port(parser);
            case "dest_port" -> draft.dstPort = JsonFields.port(parser);
            case "proto" -> draft.event.transport(Transport.of(JsonFields.text(parser, JsonFields.NAME_CHARS)));
            case "icmp_type" -> draft.icmpType = JsonFields.octet(parser);
            case "icmp_code" -> draft.icmpCode = JsonFields.octet(parser);
            case "app_proto" ->
                draft.event.appProto(
                        JsonFields.text(parser, JsonFields.NAME_CHARS).toLowerCase(Locale.ROOT));
            case "direction" -> draft.event.direction(EveLinkParts.direction(parser));
            case "host" -> draft.sensor(JsonFields.text(parser, JsonFields.NAME_CHARS));
            case "vlan" -> EveLinkParts.vlan(parser, draft.link);
            case "ether" -> EveLinkParts.ether(parser, draft.link);
            case "alert" -> draft.event.alert(EveParts.alert(parser));
            case "flow" -> EveParts.flow(parser, draft.flow);
            case "tcp" -> EveParts.tcp(parser, draft.flow);
            case "netflow" -> EveParts.netflow(parser, draft.flow);
            case "drop" -> EveParts.drop(parser, draft.flow);
            case "dns", "mdns", "llmnr" -> draft.event.dns(EveDns.read(parser));
            case "http" -> draft.event.http(EveParts.http(parser, draft));
            case "fileinfo" -> draft.actualType = EveParts.magic(parser);
            case "ssh" -> draft.event.ssh(EveParts.ssh(parser));
            case "tls", "quic" -> draft.event.tls(EveParts.tls(parser));
            case "arp" -> draft.event.arp(EveLinkParts.arp(parser));
            case "dhcp" -> draft.dhcp = EveLinkParts.dhcp(parser);
            case "anomaly" -> draft.event.anomaly(EveParts.anomaly(parser));
            case "ftp", "smb", "krb5", "rfb", "mysql", "pgsql", "smtp", "imap", "pop3", "rdp", "ldap", "mqtt" ->
                draft.login(name, EveAuth.read(name, parser));
            default -> JsonFields.skip(parser);
        }
    }
}
