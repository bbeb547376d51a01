package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.core.BouncerView;
import com.hookprobe.qsecbit.exchange.core.GoDuration;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Decisions as CrowdSec writes them: fields by the alphabet, an empty list is null. Written piece by piece: of a hundred thousand
 * decisions there is never more than one in the air.
 */
final class LapiJson {
    private static final JsonFactory JSON = new JsonFactory();

    private LapiJson() {}

    /** A list of what is in force. */
    static Response list(List<Decided> decisions, long nowMicros) {
        return Response.stream(Response.JSON, out -> {
            try (JsonGenerator json = generator(out)) {
                write(json, decisions, nowMicros, false);
            }
        });
    }

    /** What is new and what ended. What ended has no time left, whatever it had. */
    static Response stream(BouncerView view, long nowMicros) {
        return Response.stream(Response.JSON, out -> {
            try (JsonGenerator json = generator(out)) {
                json.writeStartObject();
                json.writeFieldName("deleted");
                write(json, view.deleted(), nowMicros, true);
                json.writeFieldName("new");
                write(json, view.added(), nowMicros, false);
                json.writeEndObject();
            }
        });
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        // A failure in between must leave the answer without its end: half a list must not look like a whole one.
        return JSON.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    private static void write(JsonGenerator json, List<Decided> decisions, long nowMicros, boolean ended)
            throws IOException {
        if (decisions.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (Decided decided : decisions) {
            long left = decided.untilMicros() - nowMicros;
            json.writeStartObject();
            json.writeStringField("duration", GoDuration.format(ended ? Math.min(left, 0) : left));
            json.writeNumberField("id", decided.id());
            json.writeStringField("origin", decided.origin());
            json.writeStringField("scenario", decided.scenario());
            json.writeStringField("scope", decided.subject().kind().scope());
            json.writeStringField("type", decided.remedy().word());
            json.writeStringField("uuid", decided.uuid().toString());
            json.writeStringField("value", decided.subject().value());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
