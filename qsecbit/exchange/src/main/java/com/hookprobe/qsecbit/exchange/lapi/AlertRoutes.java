package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Query;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.AlertIntake;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionFeed;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.core.DecisionFilter;
import com.hookprobe.qsecbit.exchange.core.GoDuration;
import com.hookprobe.qsecbit.exchange.lapi.AlertBook.Entry;
import com.hookprobe.qsecbit.metric.Cidr;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Alerts of engines in, and what an engine may ask and take back of its own (EXCHANGE 4.7, 4.8). */
public final class AlertRoutes {
    private static final int BODY_MAX = 2 * 1024 * 1024;
    private static final int RETRY_SECONDS = 5;
    private static final int CREATED = 201;
    private static final Set<String> SEARCH = Set.of(
            "scope",
            "value",
            "scenario",
            "ip",
            "range",
            "since",
            "until",
            "simulated",
            "has_active_decision",
            "decision_type",
            "limit",
            "origin");

    private final AlertIntake intake;
    private final DecisionFeed feed;
    private final MachineRoutes machines;
    private final AlertBook book;
    private final LongSupplier nowMicros;

    /** For the engines whose accounts these are. */
    public AlertRoutes(AlertIntake intake, DecisionFeed feed, MachineRoutes machines, LongSupplier nowMicros) {
        this.intake = intake;
        this.feed = feed;
        this.machines = machines;
        this.nowMicros = nowMicros;
        this.book = new AlertBook(nowMicros.getAsLong() / 1_000);
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        Endpoint.Guard guard = machines.guard();
        return List.of(
                Endpoint.post("/v1/alerts", guard, BODY_MAX, this::take),
                Endpoint.get("/v1/alerts", guard, SEARCH, this::search),
                Endpoint.get("/v1/alerts/{id}", guard, Set.of(), this::one),
                Endpoint.delete("/v1/decisions", guard, Filters.DELETE, this::withdraw),
                Endpoint.delete("/v1/decisions/{id}", guard, Set.of(), this::withdrawOne));
    }

    private Response take(Request request) throws Problem {
        String machine = request.caller();
        AlertReader.Read read;
        try {
            read = new AlertReader(machine, machines.weight(machine)).read(request.body());
        } catch (RefusedException e) {
            throw MachineRoutes.refused(e);
        }
        if (!read.alerts().isEmpty() && intake.offer(read.alerts()) == AlertIntake.Verdict.FULL) {
            throw Problem.unavailable("room for alerts", "none now", "send them again", RETRY_SECONDS);
        }
        ArrayNode ids = Json.array();
        book.add(read.alerts(), nowMicros.getAsLong()).forEach(id -> ids.add(Long.toString(id)));
        return Response.text(CREATED, Response.JSON, Json.text(ids));
    }

    private Response search(Request request) throws Problem {
        Query query = request.query();
        long now = nowMicros.getAsLong();
        long since = now - ago(query, "since", now);
        long until = now - ago(query, "until", 0);
        Optional<Cidr> addresses = Filters.list(query).addresses();
        boolean simulated = Filters.flag(query, "simulated", true);
        String scope = query.text("scope").orElse("").toLowerCase(Locale.ROOT);
        String value = query.text("value").orElse("");
        String scenario = query.text("scenario").orElse("");
        String type = query.text("decision_type").orElse("");
        String origin = query.text("origin").orElse("");
        Set<Subject> active = Filters.flag(query, "has_active_decision", false)
                ? own(request).map(Decided::subject).collect(Collectors.toSet())
                : Set.of();
        boolean onlyActive = Filters.flag(query, "has_active_decision", false);
        int limit = (int) query.number("limit", 0, Integer.MAX_VALUE, 50);
        List<Entry> found = book.find(
                request.caller(),
                entry -> {
                    ForeignAlert alert = entry.alert();
                    return entry.takenMicros() >= since
                            && entry.takenMicros() <= until
                            && (simulated || !alert.simulated())
                            && (!onlyActive || active.contains(alert.subject()))
                            && (type.isEmpty()
                                    || wishes(
                                            alert, wish -> wish.remedy().word().equals(type)))
                            && (origin.isEmpty()
                                    || wishes(alert, wish -> wish.origin().equals(origin)))
                            && (scenario.isEmpty() || scenario.equals(alert.scenario()))
                            && (value.isEmpty() || value.equals(alert.subject().value()))
                            && (scope.isEmpty()
                                    || scope.equalsIgnoreCase(
                                            alert.subject().kind().scope()))
                            && (addresses.isEmpty()
                                    || alert.subject()
                                            .addresses()
                                            .filter(addresses.get()::overlaps)
                                            .isPresent());
                },
                limit == 0 ? AlertBook.ALERTS_MAX : limit);
        if (found.isEmpty()) {
            return Response.json("null");
        }
        ArrayNode list = Json.array();
        found.forEach(entry -> list.add(json(entry)));
        return Response.json(Json.text(list));
    }

    private Response one(Request request) throws Problem {
        Entry entry = book.get(request.caller(), request.number("id", 0, Long.MAX_VALUE))
                .orElseThrow(() -> Problem.notFound(
                        "the number of an alert of this account, one of the latest",
                        request.text("id"),
                        "see /v1/alerts"));
        return Response.json(Json.text(json(entry)));
    }

    private Response withdraw(Request request) throws Problem {
        DecisionFilter filter = Filters.delete(request.query());
        return withdrawn(request, own(request).filter(filter::matches).toList());
    }

    private Response withdrawOne(Request request) throws Problem {
        long id = request.number("id", 1, Long.MAX_VALUE);
        List<Decided> found = own(request).filter(one -> one.id() == id).toList();
        if (found.isEmpty()) {
            throw Problem.notFound(
                    "a decision that rests on this account's alerts alone", request.text("id"), "see /v1/alerts");
        }
        return withdrawn(request, found);
    }

    private Stream<Decided> own(Request request) {
        return feed.snapshot().inForce().stream()
                .filter(decided -> decided.owner().equals(request.caller()));
    }

    private Response withdrawn(Request request, List<Decided> found) {
        int count = found.isEmpty() ? 0 : intake.withdraw(request.caller(), found);
        return Response.json(Json.text(Json.object().put("nbDeleted", Integer.toString(count))));
    }

    private static boolean wishes(ForeignAlert alert, Predicate<ForeignAlert.Wish> wanted) {
        return alert.wishes().stream().anyMatch(wanted);
    }

    private static long ago(Query query, String name, long absent) throws Problem {
        Optional<String> text = query.text(name);
        if (text.isEmpty() || text.get().isEmpty()) {
            return absent;
        }
        OptionalLong micros = GoDuration.parse(text.get());
        if (micros.isEmpty() || micros.getAsLong() < 0) {
            throw Problem.badRequest("a duration such as 4h as " + name, text.get(), "leave it out");
        }
        return micros.getAsLong();
    }

    private static ObjectNode json(Entry entry) {
        ForeignAlert alert = entry.alert();
        ObjectNode json = Json.object().put("capacity", 0).put("created_at", time(entry.takenMicros()));
        ArrayNode decisions = json.putArray("decisions");
        for (ForeignAlert.Wish wish : alert.wishes()) {
            decisions.add(Json.object()
                    .put("duration", GoDuration.format(wish.ttlMicros()))
                    .put("origin", wish.origin())
                    .put("scenario", wish.scenario())
                    .put("scope", wish.subject().kind().scope())
                    .put("simulated", true)
                    .put("type", wish.remedy().word())
                    .put("value", wish.subject().value()));
        }
        json.putArray("events");
        json.put("events_count", alert.events())
                .put("id", entry.id())
                .put("leakspeed", "")
                .put("machine_id", alert.machine())
                .put("message", alert.message())
                .put("scenario", alert.scenario())
                .put("scenario_hash", "")
                .put("scenario_version", "")
                .put("simulated", alert.simulated());
        json.putObject("source")
                .put("scope", alert.subject().kind().scope())
                .put("value", alert.subject().value());
        json.put("start_at", time(alert.startMicros())).put("stop_at", time(alert.stopMicros()));
        return json;
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
