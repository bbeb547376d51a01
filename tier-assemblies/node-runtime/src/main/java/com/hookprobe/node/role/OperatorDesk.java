package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.AllowEntry;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.qsecbit.response.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A site's operator: takes his requests about decisions and the allowlist, and seals each in the ledger. Keeps the guard and
 * the journal of what he and others decided. Owned by the node's loop.
 */
final class OperatorDesk implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration GUARD = Duration.ofSeconds(10);
    private static final int ANSWERS_KEPT = 16;
    private static final int SHOWN_MAX = 100;
    private static final int V4_BITS_MIN = Indicator.V4_PREFIX_BITS_MIN;
    private static final int V6_BITS_MIN = Indicator.V6_PREFIX_BITS_MIN;

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Response response;
    private final Defences.Answer answer;
    private final Pardon pardon;
    private Correlating correlator = request -> {
        throw new IllegalArgumentException(
                "expected a pardon at the MSSP or the nexus; this node decides for itself only");
    };
    private Forgiving forgiving = alertClass -> {
        throw new IllegalArgumentException("expected at a site; this node reads no alerts");
    };
    private boolean unsaved;

    /** What a person has said of addresses. */
    enum Word {
        /** What was done about them was wrong. */
        DELETED,
        /** They are never to be acted upon. */
        ALLOWED
    }

    /** Hears of addresses that a person has said are no attackers. */
    @FunctionalInterface
    interface Pardon {
        void accept(List<Cidr> prefixes, Word word) throws Exception;
    }

    /** Hears of alert classes that a person has said are harmless here. */
    @FunctionalInterface
    interface Forgiving {
        void accept(IndicatorValue alertClass) throws Exception;
    }

    /** Takes what an operator asks of the correlator, where this node is one. */
    @FunctionalInterface
    interface Correlating {
        DefenceRequest.Answer answer(DefenceRequest request) throws Exception;
    }

    void correlator(Correlating desk) {
        correlator = desk;
    }

    void forgiving(Forgiving site) {
        forgiving = site;
    }

    /** @param pardon told of addresses that a person has said are no attackers */
    OperatorDesk(NodeContext node, LedgerRole ledger, Defences.Answer answer, Pardon pardon) {
        this.pardon = pardon;
        this.node = node;
        this.ledger = ledger;
        this.answer = answer;
        this.response = answer.response();
    }

    void start() {
        node.loop().every(LOOK, this::look);
        node.loop().every(GUARD, () -> answer.guard(node.loop().wallMicros()));
    }

    void look() throws Exception {
        for (Path file : DefenceRequest.waiting(node.data())) {
            DefenceRequest.Answer done;
            String kind = "";
            try {
                byte[] bytes = DefenceRequest.bytes(file);
                DefenceRequest request = DefenceRequest.read(bytes);
                kind = request.request();
                done = carryOut(request, node.loop().wallMicros());
                seal(request, bytes, "", done);
            } catch (IllegalArgumentException e) {
                done = new DefenceRequest.Answer(String.valueOf(e.getMessage()), Map.of(), List.of());
            }
            DefenceRequest.settle(file, done, ANSWERS_KEPT);
            log(kind, done);
        }
        save();
    }

    /**
     * The same at once, for an operator whose name is known.
     *
     * @param by his login, which is sealed with what he did
     * @throws IllegalArgumentException for what is no request; the message says what was expected
     */
    DefenceRequest.Answer order(DefenceRequest request, String by) throws Exception {
        DefenceRequest.Answer done = carryOut(request, node.loop().wallMicros());
        seal(request, request.bytes(), by, done);
        log(request.request(), done);
        save();
        return done;
    }

    private void log(String kind, DefenceRequest.Answer done) {
        node.log()
                .event(
                        "defence_request",
                        "request",
                        kind,
                        "outcomes",
                        EventLog.json(done.outcomes()),
                        "error",
                        Objects.requireNonNullElse(done.error(), ""));
    }

    /** After what is in the journal has changed as a whole. */
    void saveAnew() {
        try {
            answer.journal().rewrite(response.state(node.loop().wallMicros()));
            unsaved = false;
        } catch (IOException e) {
            // What failed is written anew by the next save.
            unsaved = true;
            node.log().event("decisions_not_saved", "error", e.toString());
        }
    }

    /** The journal is for a restart; a disk that does not take it stops nothing, and is told once. */
    private void save() {
        try {
            answer.journal().rewriteIfLong(response, node.loop().wallMicros());
            unsaved = false;
        } catch (IOException e) {
            if (!unsaved) {
                node.log().event("decisions_not_saved", "error", e.toString());
            }
            unsaved = true;
        }
    }

    private DefenceRequest.Answer carryOut(DefenceRequest request, long now) throws Exception {
        return switch (request.request()) {
            case "add" -> add(request, now);
            case "delete" -> delete(request, now);
            case "allow" -> allow(request, now);
            case "pardon" -> correlator.answer(request);
            case "forgive" -> forgive(request);
            default -> disallow(request);
        };
    }

    private DefenceRequest.Answer add(DefenceRequest request, long now) {
        Action action = Action.valueOf(required(request.action(), "action"));
        Scope scope = Scope.valueOf(Objects.requireNonNullElse(request.scope(), Scope.SITE.name()));
        Duration ttl = Duration.ofSeconds(Objects.requireNonNullElse(request.ttlSeconds(), 0L));
        String reason = required(request.reason(), "reason");
        List<Decision> decisions = new ArrayList<>();
        for (Indicator indicator : indicators(request)) {
            decisions.add(Decision.named(indicator, action, ttl, Origin.OPERATOR, scope, reason, 0, now));
        }
        List<Outcome> outcomes = response.applyAll(decisions, now);
        Tally tally = new Tally();
        for (int i = 0; i < outcomes.size(); i++) {
            tally.count(decisions.get(i).indicator(), outcomes.get(i), response);
        }
        return tally.answer();
    }

    private DefenceRequest.Answer delete(DefenceRequest request, long now) throws Exception {
        List<Indicator> indicators = indicators(request);
        Set<Indicator> lifted = response.undoAll(indicators, now).stream()
                .map(Decision::indicator)
                .collect(Collectors.toSet());
        // Also when nothing is in force here any more: others may still act on what this site has told them.
        pardon.accept(
                indicators.stream()
                        .filter(indicator ->
                                !indicator.isMac() && indicator.prefix().isSingle())
                        .map(Indicator::prefix)
                        .toList(),
                Word.DELETED);
        Tally tally = new Tally();
        for (Indicator indicator : indicators) {
            boolean was = lifted.contains(indicator);
            tally.count(was ? "LIFTED" : "NONE");
            if (!was) {
                tally.refuse(indicator + ": no decision is about exactly this");
            }
        }
        return tally.answer();
    }

    private DefenceRequest.Answer allow(DefenceRequest request, long now) throws Exception {
        List<Cidr> prefixes = prefixes(request);
        Tally tally = new Tally();
        try {
            int lifted = response.allowAll(prefixes, required(request.reason(), "reason"), now)
                    .size();
            tally.count("ALLOWED", prefixes.size());
            tally.count("LIFTED", lifted);
            pardon.accept(prefixes, Word.ALLOWED);
        } catch (IllegalStateException e) {
            tally.refuse(String.valueOf(e.getMessage()));
        }
        return tally.answer();
    }

    /** By the sensor's name; at whatever kind of host. */
    private DefenceRequest.Answer forgive(DefenceRequest request) throws Exception {
        required(request.reason(), "reason");
        Tally tally = new Tally();
        for (String name : request.indicators()) {
            for (HostClass kind : HostClass.values()) {
                forgiving.accept(kind.alert(name));
            }
            tally.count("FORGIVEN");
        }
        return tally.answer();
    }

    private DefenceRequest.Answer disallow(DefenceRequest request) {
        Tally tally = new Tally();
        for (Cidr prefix : prefixes(request)) {
            boolean removed = response.disallow(prefix);
            tally.count(removed ? "REMOVED" : "NONE");
            if (!removed) {
                tally.refuse(
                        prefix + ": no operator has allowed exactly this; the configuration is changed in its file");
            }
        }
        return tally.answer();
    }

    /** The payload stays here; the ledger gets its hash. A long list is sealed by the hash of the request. */
    private void seal(DefenceRequest request, byte[] bytes, String by, DefenceRequest.Answer done) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("operator", request.request());
        if (!by.isEmpty()) {
            map.put("by", by);
        }
        map.put("sha256", HexFormat.of().formatHex(NeuroRole.sha256(bytes)));
        map.put("count", request.indicators().size());
        map.put(
                "indicators",
                request.indicators()
                        .subList(0, Math.min(SHOWN_MAX, request.indicators().size())));
        map.put("action", Objects.requireNonNullElse(request.action(), ""));
        map.put("ttl_s", Objects.requireNonNullElse(request.ttlSeconds(), 0L));
        map.put("scope", Objects.requireNonNullElse(request.scope(), ""));
        map.put("reason", Objects.requireNonNullElse(request.reason(), ""));
        map.put("outcomes", done.outcomes());
        boolean policy =
                request.request().endsWith("allow") || request.request().equals("forgive");
        ledger.seal(
                policy ? EventType.POLICY_UPDATE : EventType.MITIGATION,
                EventLog.json(map).getBytes(StandardCharsets.UTF_8));
    }

    private static String required(@Nullable String value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("the request needs '" + name + "'");
        }
        return value;
    }

    private static List<Indicator> indicators(DefenceRequest request) {
        return request.indicators().stream()
                .map(text -> Indicator.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected an address, a prefix or a hardware address, found " + text)))
                .distinct()
                .toList();
    }

    private static List<Cidr> prefixes(DefenceRequest request) {
        return request.indicators().stream()
                .map(text -> Cidr.parse(text)
                        // To allow half of the world is a slip, and would switch the site's response off.
                        .filter(prefix -> prefix.length() >= (prefix.address().isV4() ? V4_BITS_MIN : V6_BITS_MIN))
                        .orElseThrow(() -> new IllegalArgumentException("expected an address, or a prefix of at least "
                                + V4_BITS_MIN + " bits (IPv6: " + V6_BITS_MIN + "), found " + text)))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        try {
            answer.journal().close();
        } catch (IOException e) {
            node.log().event("decisions_not_saved", "error", e.toString());
        }
    }

    private static final class Tally {
        private final Map<String, Integer> outcomes = new TreeMap<>();
        private final List<String> refused = new ArrayList<>();

        void count(String outcome) {
            count(outcome, 1);
        }

        void count(String outcome, int times) {
            outcomes.merge(outcome, times, Integer::sum);
        }

        void count(Indicator indicator, Outcome outcome, Response response) {
            count(outcome.name());
            switch (outcome) {
                case ENFORCED, ALREADY -> {}
                case ALLOWLISTED ->
                    refuse(indicator + ": allowed, "
                            + response.allowed(indicator)
                                    .map(AllowEntry::reason)
                                    .orElse(""));
                case GUARDED ->
                    refuse(indicator + ": it would cut off "
                            + response.guarded(indicator).orElse(""));
                case FAILED ->
                    refuse(indicator + ": not enforced yet, "
                            + response.lastFailure().orElse(""));
                default -> refuse(indicator + ": " + outcome);
            }
        }

        void refuse(String why) {
            if (refused.size() < SHOWN_MAX) {
                refused.add(why);
            }
        }

        DefenceRequest.Answer answer() {
            return new DefenceRequest.Answer(null, outcomes, refused);
        }
    }
}
