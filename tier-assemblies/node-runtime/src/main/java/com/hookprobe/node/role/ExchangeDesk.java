package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.exchange.PullLoop;
import com.hookprobe.qsecbit.exchange.lapi.Bouncers;
import com.hookprobe.qsecbit.exchange.lapi.Machines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes an operator's requests about keys and accounts, seals what changes, and says how the exchange is doing. Owned by the loop. */
final class ExchangeDesk {
    private static final int ANSWERS_KEPT = 16;
    /** An answer is bounded; those seen last are shown. */
    private static final int BOUNCERS_SHOWN_MAX = 1_000;

    private static final String HELD = "active_decisions";

    private final NodeContext node;
    private final LedgerRole ledger;
    private final ExchangeKeys keys;
    private final Machines machines;
    private final Bouncers bouncers;
    private final Supplier<Map<String, Object>> server;
    private final LongSupplier head;
    private final Supplier<Map<String, PullLoop.State>> pulls;

    ExchangeDesk(
            NodeContext node,
            LedgerRole ledger,
            ExchangeKeys keys,
            Machines machines,
            Bouncers bouncers,
            Supplier<Map<String, Object>> server,
            LongSupplier head,
            Supplier<Map<String, PullLoop.State>> pulls) {
        this.node = node;
        this.ledger = ledger;
        this.keys = keys;
        this.machines = machines;
        this.bouncers = bouncers;
        this.server = server;
        this.head = head;
        this.pulls = pulls;
    }

    void look() throws IOException {
        for (Path file : RequestFolder.waiting(ExchangeRequest.folder(node.data()))) {
            String kind = "";
            String name = "";
            ExchangeRequest.Answer answer;
            try {
                ExchangeRequest request = ExchangeRequest.read(RequestFolder.bytes(file));
                kind = request.request();
                name = Objects.requireNonNullElse(request.name(), "");
                answer = new ExchangeRequest.Answer(null, carryOut(request));
                if (!request.asksOnly()) {
                    seal(request);
                }
            } catch (IllegalArgumentException | IOException e) {
                answer = new ExchangeRequest.Answer(String.valueOf(e.getMessage()), List.of());
            }
            ExchangeRequest.settle(file, answer, ANSWERS_KEPT);
            node.log()
                    .event(
                            "exchange_request",
                            "request",
                            kind,
                            "name",
                            name,
                            "error",
                            Objects.requireNonNullElse(answer.error(), ""));
        }
    }

    private List<Map<String, Object>> carryOut(ExchangeRequest request) throws IOException {
        switch (request.request()) {
            case "key-add" ->
                keys.add(
                        required(request.name(), "name"),
                        required(request.sha256(), "sha256"),
                        required(request.rights(), "rights"));
            case "key-remove" -> keys.remove(required(request.name(), "name"));
            case "key-list" -> {
                return keys.rows();
            }
            case "machine-approve" -> approve(required(request.name(), "name"), required(request.weight(), "weight"));
            case "machine-remove" -> {
                String name = required(request.name(), "name");
                if (!machines.remove(name)) {
                    throw new IllegalArgumentException("no account is named " + name);
                }
            }
            case "machine-list" -> {
                return accounts();
            }
            default -> {
                return status();
            }
        }
        return List.of();
    }

    private void approve(String name, double weight) throws IOException {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("a weight is 0 to 1, found " + weight);
        }
        if (!machines.approve(name, weight)) {
            throw new IllegalArgumentException("no account is named " + name + ": its engine registers it first");
        }
    }

    private List<Map<String, Object>> accounts() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Machines.Machine machine : machines.all()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", machine.name());
            row.put("approved", machine.approved());
            row.put("weight", machine.weight());
            rows.add(row);
        }
        return rows;
    }

    private List<Map<String, Object>> status() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, Object> first = new LinkedHashMap<>(server.get());
        first.put("keys", keys.size());
        first.put("machines", machines.all().size());
        first.put(
                "machines_waiting",
                machines.all().stream().filter(one -> !one.approved()).count());
        rows.add(first);
        List<Bouncers.Seen> seen = bouncers.all();
        for (Bouncers.Seen one : seen.subList(Math.max(0, seen.size() - BOUNCERS_SHOWN_MAX), seen.size())) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("bouncer", one.name());
            row.put("address", one.address());
            row.put("agent", one.agent());
            row.put("asked_us", one.pullMicros());
            row.put("questions", one.pulls());
            row.put("behind", one.position() < 0 ? -1 : Math.max(0, head.getAsLong() - one.position()));
            row.put("holds", holds(one.metrics()));
            rows.add(row);
        }
        pulls.get().forEach((name, state) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("source", name);
            row.put("taken", state.sum().taken());
            row.put("passed_over", state.sum().passedOver());
            row.put("refused", state.sum().refused());
            row.put("failures", state.failures());
            row.put("message", state.message());
            rows.add(row);
        });
        return rows;
    }

    /** What a bouncer says that it holds; -1 when it says nothing. */
    private static long holds(Map<String, Double> metrics) {
        return metrics.keySet().stream().noneMatch(name -> name.startsWith(HELD))
                ? -1
                : Math.round(metrics.entrySet().stream()
                        .filter(one -> one.getKey().startsWith(HELD))
                        .mapToDouble(Map.Entry::getValue)
                        .sum());
    }

    private void seal(ExchangeRequest request) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("exchange", request.request());
        map.put("name", Objects.requireNonNullElse(request.name(), ""));
        map.put("rights", Objects.requireNonNullElse(request.rights(), List.of()));
        map.put("weight", Objects.requireNonNullElse(request.weight(), 0.0));
        ledger.seal(EventType.POLICY_UPDATE, EventLog.json(map).getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("the request needs '" + name + "'");
        }
        return value;
    }
}
