package com.hookprobe.qsecbit.detection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Suricata EVE record from its JSON text.
 *
 * <p>Unknown fields are skipped. A record is refused as a whole when it is not one JSON object, when event type or time
 * stamp are missing, or when an address, port or number that we use is not one: half an event could ban the wrong host.
 * Thread-safe.
 */
public final class EveParser {
    private static final int NESTING_MAX = 64;

    private final JsonFactory json = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxStringLength(RecordSplitter.RECORD_BYTES_MAX)
                    .maxNumberLength(64)
                    .build())
            .build();
    private final String defaultSensor;

    /** A parser; events that do not name their sensor get the given name. */
    public EveParser(String defaultSensor) {
        this.defaultSensor = defaultSensor;
    }

    /** Reads the record in a part of an array, UTF-8; empty when it is broken. */
    public Optional<NetworkEvent> parse(byte[] bytes, int from, int length) {
        try (JsonParser parser = json.createParser(bytes, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Draft draft = new Draft(defaultSensor);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                readField(name, parser, draft);
            }
            return parser.nextToken() == null ? draft.finish() : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // Broken text is the peer's fault: the reader counts it and goes on.
            return Optional.empty();
        }
    }

    private static void readField(@Nullable String name, JsonParser parser, Draft draft) throws IOException {
        if (name == null) {
            throw new IllegalArgumentException("a value without a name");
        }
        switch (name) {
            case "timestamp" -> draft.loggedMicros = EveFields.micros(parser);
            case "event_type" -> draft.eventType = EveFields.text(parser, EveFields.NAME_CHARS);
            case "flow_id" -> draft.event.flowId(EveFields.unsigned(parser));
            case "src_ip" -> draft.srcIp = EveFields.address(parser);
            case "dest_ip" -> draft.dstIp = EveFields.address(parser);
            case "src_port" -> draft.srcPort = EveFields.port(parser);
            case "dest_port" -> draft.dstPort = EveFields.port(parser);
            case "proto" -> draft.event.transport(Transport.of(EveFields.text(parser, EveFields.NAME_CHARS)));
            case "app_proto" ->
                draft.event.appProto(
                        EveFields.text(parser, EveFields.NAME_CHARS).toLowerCase(Locale.ROOT));
            case "direction" -> draft.event.direction(EveFields.direction(parser));
            case "host" -> draft.sensor(EveFields.text(parser, EveFields.NAME_CHARS));
            case "alert" -> draft.event.alert(EveParts.alert(parser));
            case "flow" -> EveParts.flow(parser, draft.flow);
            case "tcp" -> EveParts.tcp(parser, draft.flow);
            case "dns" -> draft.event.dns(EveParts.dns(parser));
            case "http" -> draft.event.http(EveParts.http(parser));
            case "ssh" -> draft.event.ssh(EveParts.ssh(parser));
            case "tls" -> draft.event.tls(EveParts.tls(parser));
            case "ftp", "smb", "krb5", "rfb", "mysql", "pgsql", "smtp", "imap", "pop3", "rdp", "ldap" ->
                draft.authFailed |= EveAuth.failed(name, parser);
            default -> EveFields.skip(parser);
        }
    }
}
