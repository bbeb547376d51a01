package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import com.hookprobe.qsecbit.exchange.taxii.SharedShelf.Offered;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Takes what is posted: whole objects are kept, and what they say goes to the node; each is told what became of it. */
final class Inbox {
    static final int BODY_MAX = 2 * 1024 * 1024;
    static final int OBJECTS_MAX = 1_000;

    private static final int ACCEPTED = 202;
    private static final int RETRY_SECONDS = 5;

    private final IndicatorIntake intake;
    private final Statuses statuses;
    private final LongSupplier nowMicros;

    Inbox(IndicatorIntake intake, Statuses statuses, LongSupplier nowMicros) {
        this.intake = intake;
        this.statuses = statuses;
        this.nowMicros = nowMicros;
    }

    Response take(Request request, SharedShelf shelf) throws Problem {
        TaxiiMedia.requireSent(request);
        shelf.requireSound();
        List<JsonNode> objects;
        try {
            objects = Fields.of(Json.parse(request.body()), "the envelope").list("objects", OBJECTS_MAX);
        } catch (RefusedException e) {
            throw Problem.of(422, "Unprocessable", e.expected(), e.found(), "send an envelope of STIX 2.1 objects");
        }
        StixReader reader = new StixReader("taxii:" + request.caller());
        List<Offered> good = new ArrayList<>();
        List<Intelligence> said = new ArrayList<>();
        ArrayNode failures = Json.array();
        for (JsonNode object : objects) {
            try {
                StixReader.Head head = StixReader.head(object);
                reader.read(object).ifPresent(said::add);
                good.add(new Offered(head, object));
            } catch (RefusedException e) {
                failures.add(detail(text(object, "id"), text(object, "modified"), String.valueOf(e.getMessage())));
            }
        }
        // First the node: what it has no room for is sent again, and must not count as known then.
        if (!said.isEmpty() && intake.offer(said) == IndicatorIntake.Verdict.FULL) {
            throw Problem.unavailable("room for objects", "none now", "send them again", RETRY_SECONDS);
        }
        ArrayNode successes = Json.array();
        List<SharedShelf.Added> became = shelf.add(good);
        for (int i = 0; i < good.size(); i++) {
            StixReader.Head head = good.get(i).head();
            if (became.get(i) == SharedShelf.Added.FULL) {
                failures.add(detail(head.id(), head.version(), "the collection is full"));
            } else {
                successes.add(detail(head.id(), head.version(), ""));
            }
        }
        String id = UUID.randomUUID().toString();
        ObjectNode status = status(id, objects.size(), successes, failures);
        statuses.put(id, request.caller(), status);
        return Response.text(ACCEPTED, TaxiiForm.TYPE, Json.text(status));
    }

    private ObjectNode status(String id, int total, ArrayNode successes, ArrayNode failures) {
        ObjectNode status = Json.object()
                .put("id", id)
                .put("status", "complete")
                .put("request_timestamp", StixTime.format(nowMicros.getAsLong()))
                .put("total_count", total)
                .put("success_count", successes.size())
                .put("failure_count", failures.size())
                .put("pending_count", 0);
        if (!successes.isEmpty()) {
            status.set("successes", successes);
        }
        if (!failures.isEmpty()) {
            status.set("failures", failures);
        }
        return status;
    }

    private static ObjectNode detail(String id, String version, String message) {
        ObjectNode detail = Json.object().put("id", id).put("version", version);
        return message.isEmpty() ? detail : detail.put("message", message);
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || !value.isTextual()
                ? ""
                : ExchangeText.oneLine(value.textValue(), Intelligence.ID_CHARS_MAX);
    }
}
