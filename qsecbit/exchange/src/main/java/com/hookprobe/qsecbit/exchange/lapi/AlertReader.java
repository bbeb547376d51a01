package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.ForeignAlert.Wish;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.core.GoDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Alerts of engines, read strictly; log lines, users and places are looked over and not kept (EXCHANGE 4.7). */
final class AlertReader {
    static final int ALERTS_MAX = 128;

    private static final int EVENTS_MAX = 1_024;
    private static final int META_MAX = 128;
    private static final int TEXT_CHARS_MAX = 4_096;
    private static final int MESSAGE_CHARS_MAX = 256;
    private static final long TTL_MICROS_MAX = 365L * 24 * 3_600 * 1_000_000;

    private final String machine;
    private final double weight;

    AlertReader(String machine, double weight) {
        this.machine = machine;
        this.weight = weight;
    }

    /** What was read, and how many alerts were about what we have no word for, a country or a user. */
    record Read(List<ForeignAlert> alerts, int passedOver) {}

    Read read(byte[] body) throws RefusedException {
        JsonNode list = Json.parse(body);
        if (!list.isArray() || list.size() > ALERTS_MAX) {
            throw new RefusedException(
                    "an array of at most " + ALERTS_MAX + " alerts",
                    list.getNodeType().toString());
        }
        List<ForeignAlert> alerts = new ArrayList<>();
        int passedOver = 0;
        for (JsonNode node : list) {
            Optional<ForeignAlert> alert = alert(Fields.of(node, "an alert"));
            alert.ifPresent(alerts::add);
            passedOver += alert.isPresent() ? 0 : 1;
        }
        return new Read(alerts, passedOver);
    }

    private Optional<ForeignAlert> alert(Fields fields) throws RefusedException {
        // All that the interface's description calls needed, needed or not.
        for (String name : List.of("scenario_hash", "scenario_version", "leakspeed")) {
            fields.text(name, TEXT_CHARS_MAX);
        }
        fields.number("capacity", Integer.MIN_VALUE, Integer.MAX_VALUE);
        String scenario = scenario(fields);
        String message = ExchangeText.oneLine(fields.text("message", 64 * 1024), MESSAGE_CHARS_MAX);
        int events = (int) fields.number("events_count", 0, Integer.MAX_VALUE);
        long start = micros(fields, "start_at");
        long stop = micros(fields, "stop_at");
        if (stop < start) {
            throw new RefusedException("stop_at not before start_at", "an alert that ends before it begins");
        }
        boolean simulated = fields.flag("simulated", false);
        events(fields);
        Fields source = fields.object("source");
        Optional<Subject> subject = subject(source);
        List<Wish> wishes = new ArrayList<>();
        for (JsonNode node : fields.list("decisions", ForeignAlert.WISHES_MAX)) {
            wish(Fields.of(node, "a decision")).ifPresent(wishes::add);
        }
        return subject.map(known ->
                new ForeignAlert(machine, weight, known, scenario, message, events, start, stop, simulated, wishes));
    }

    private static void events(Fields fields) throws RefusedException {
        for (JsonNode node : fields.list("events", EVENTS_MAX)) {
            Fields event = Fields.of(node, "an event");
            event.text("timestamp", 64);
            for (JsonNode meta : event.list("meta", META_MAX)) {
                Fields pair = Fields.of(meta, "meta");
                pair.optionalText("key", TEXT_CHARS_MAX);
                pair.optionalText("value", 64 * 1024);
            }
        }
    }

    private static Optional<Wish> wish(Fields fields) throws RefusedException {
        String type = fields.text("type", 64);
        String duration = fields.text("duration", 64);
        String origin = fields.text("origin", Decided.WORD_CHARS_MAX);
        String scenario = scenario(fields);
        Optional<Subject> subject = subject(fields);
        OptionalLong ttl = GoDuration.parse(duration);
        if (ttl.isEmpty()) {
            throw new RefusedException("a duration such as 4h0m0s", duration);
        }
        Optional<Remedy> remedy = Remedy.of(type);
        if (subject.isEmpty() || remedy.isEmpty() || ttl.getAsLong() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Wish(
                subject.get(),
                remedy.get(),
                Math.min(ttl.getAsLong(), TTL_MICROS_MAX),
                ExchangeText.oneLine(origin, Decided.WORD_CHARS_MAX),
                scenario));
    }

    /** Empty for a scope that we have no word for. */
    private static Optional<Subject> subject(Fields fields) throws RefusedException {
        String scope = fields.text("scope", 64);
        String value = fields.text("value", Subject.VALUE_CHARS_MAX);
        Optional<Subject.Kind> kind = Subject.Kind.ofScope(scope);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Subject.of(kind.get(), value)
                .orElseThrow(() -> new RefusedException("a value of scope " + scope, value)));
    }

    private static String scenario(Fields fields) throws RefusedException {
        String scenario = fields.text("scenario", Decided.NAME_CHARS_MAX);
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < scenario.length(); i++) {
            char c = scenario.charAt(i);
            plain.append(ExchangeText.isName(String.valueOf(c), 1) ? c : '-');
        }
        // A manual decision's scenario is a sentence.
        if (plain.isEmpty()) {
            throw new RefusedException("a scenario", "an empty one");
        }
        return plain.toString();
    }

    private static long micros(Fields fields, String name) throws RefusedException {
        String text = fields.text(name, 64);
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
            if (micros >= 0) {
                return micros;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Refused below.
        }
        throw new RefusedException("a time such as 2026-11-27T17:00:00Z as " + name, text);
    }
}
