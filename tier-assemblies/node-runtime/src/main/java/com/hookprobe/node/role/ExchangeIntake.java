package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.node.exchange.FeedDecisions;
import com.hookprobe.node.exchange.ForeignAlerts;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.AlertIntake;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What others say, from the exchange's threads to the node's loop (exchange 8.4, 8.5). */
final class ExchangeIntake implements AlertIntake {
    private static final int ALERTS_MAX = 1_024;
    private static final int INDICATORS_MAX = 4_096;
    private static final long WITHDRAW_MS = 2_000;
    private static final int SHOWN_MAX = 100;

    /** So many decisions of a site at the most while others may add to them: its own need the rest. */
    private static final int ROOM = Response.DECISIONS_MAX / 2;

    private final NodeContext node;
    private final Response response;
    private final LedgerRole ledger;
    private final Site site;
    private final Function<String, FeedDecisions.Belief> beliefs;
    private final ForeignAlerts alerts;
    private final FeedDecisions feeds;
    private final Inflow<ForeignAlert> alerting;
    private final Inflow<Intelligence> telling;
    private volatile boolean closed;

    /** The parts of a site that answer. */
    interface Site {
        /** Detections that an engine stands for; as those of the site's own sensors. */
        void take(String machine, List<Detection> found) throws Exception;

        /** What of these rests on this engine's alerts alone. */
        List<Indicator> restingOn(String machine, List<Decided> decisions, long nowMicros);
    }

    /** @param beliefs how far a source is believed, by its name */
    ExchangeIntake(
            NodeContext node,
            LedgerRole ledger,
            Response response,
            LocalNetworks own,
            Site site,
            Function<String, FeedDecisions.Belief> beliefs) {
        this.node = node;
        this.ledger = ledger;
        this.response = response;
        this.site = site;
        this.beliefs = beliefs;
        this.alerts = new ForeignAlerts(own);
        this.feeds = new FeedDecisions(own);
        this.alerting = new Inflow<>(node.loop(), ALERTS_MAX, this::alerts);
        this.telling = new Inflow<>(node.loop(), INDICATORS_MAX, this::indicators);
    }

    /** Takes from now on; before, there is no room. */
    void open() {
        alerting.open();
        telling.open();
    }

    /** Takes nothing more; nobody waits for the loop any longer. */
    void close() {
        closed = true;
        alerting.close();
        telling.close();
    }

    @Override
    public AlertIntake.Verdict offer(List<ForeignAlert> alerts) {
        return alerting.offer(alerts) ? AlertIntake.Verdict.TAKEN : AlertIntake.Verdict.FULL;
    }

    /** Pullers and posters of indicators. */
    IndicatorIntake indicators() {
        return said -> telling.offer(said) ? IndicatorIntake.Verdict.TAKEN : IndicatorIntake.Verdict.FULL;
    }

    /** Waits for the loop, for two seconds at the most: what it has not begun by then is not done. */
    @Override
    public int withdraw(String machine, List<Decided> decisions) {
        AtomicBoolean claimed = new AtomicBoolean();
        CompletableFuture<Integer> count = new CompletableFuture<>();
        node.loop().execute(() -> {
            if (!claimed.compareAndSet(false, true)) {
                return;
            }
            try {
                count.complete(closed ? 0 : lift(machine, decisions));
            } catch (Exception e) {
                count.complete(0);
                throw e;
            }
        });
        try {
            return count.get(WITHDRAW_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return claimed.compareAndSet(false, true) ? 0 : count.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return claimed.compareAndSet(false, true) ? 0 : count.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is completed with a number only", e);
        }
    }

    private int lift(String machine, List<Decided> decisions) throws IOException {
        long now = node.loop().wallMicros();
        List<String> lifted = new ArrayList<>();
        for (Indicator indicator : site.restingOn(machine, decisions, now)) {
            if (!response.lift(indicator, Origin.LOCAL, now).isEmpty()) {
                lifted.add(indicator.toString());
            }
        }
        if (!lifted.isEmpty()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("exchange", "withdrawn");
            map.put("machine", machine);
            map.put("count", lifted.size());
            map.put("indicators", lifted.subList(0, Math.min(SHOWN_MAX, lifted.size())));
            seal(EventType.MITIGATION, map);
        }
        node.log().event("exchange_withdrawn", "machine", machine, "decisions", lifted.size());
        return lifted.size();
    }

    private void alerts(List<ForeignAlert> piece) throws Exception {
        long now = node.loop().wallMicros();
        Map<String, List<Detection>> found = new LinkedHashMap<>();
        Map<String, Integer> passedOver = new LinkedHashMap<>();
        for (ForeignAlert alert : piece) {
            List<Detection> list = found.computeIfAbsent(alert.machine(), machine -> new ArrayList<>());
            alerts.detection(alert, now)
                    .ifPresentOrElse(list::add, () -> passedOver.merge(alert.machine(), 1, Integer::sum));
        }
        for (Map.Entry<String, List<Detection>> one : found.entrySet()) {
            node.log()
                    .event(
                            "exchange_alerts",
                            "machine",
                            one.getKey(),
                            "taken",
                            one.getValue().size(),
                            "passed_over",
                            passedOver.getOrDefault(one.getKey(), 0));
            if (!one.getValue().isEmpty()) {
                site.take(one.getKey(), one.getValue());
            }
        }
    }

    private void indicators(List<Intelligence> piece) throws IOException {
        long now = node.loop().wallMicros();
        Map<String, List<Intelligence.Indicator>> said = new LinkedHashMap<>();
        for (Intelligence one : piece) {
            // Sightings of others are no reason to act: they come without an address.
            if (one instanceof Intelligence.Indicator indicator) {
                said.computeIfAbsent(one.source(), source -> new ArrayList<>()).add(indicator);
            }
        }
        for (Map.Entry<String, List<Intelligence.Indicator>> one : said.entrySet()) {
            indicators(one.getKey(), one.getValue(), now);
        }
    }

    private void indicators(String source, List<Intelligence.Indicator> said, long now) throws IOException {
        Map<String, Integer> outcomes = new TreeMap<>();
        List<Decision> decisions = new ArrayList<>();
        for (Intelligence.Indicator one : said) {
            if (one.revoked()) {
                outcomes.merge("LIFTED", revoked(one, now), Integer::sum);
            }
            List<Decision> of = feeds.decisions(one, beliefs.apply(source), now);
            decisions.addAll(of);
            outcomes.merge("PASSED_OVER", of.isEmpty() && !one.revoked() ? 1 : 0, Integer::sum);
        }
        if (response.size() + decisions.size() > ROOM) {
            outcomes.put("NO_ROOM", decisions.size());
            decisions = List.of();
        }
        List<Outcome> done = response.applyAll(decisions, now);
        List<String> acted = new ArrayList<>();
        for (int i = 0; i < done.size(); i++) {
            outcomes.merge(done.get(i).name(), 1, Integer::sum);
            if (done.get(i) == Outcome.ENFORCED && decisions.get(i).action().isEnforced()) {
                acted.add(decisions.get(i).indicator().toString());
            }
        }
        outcomes.values().removeIf(count -> count == 0);
        node.log().event("exchange_indicators", "source", source, "outcomes", EventLog.json(outcomes));
        if (!acted.isEmpty()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("exchange", "indicators");
            map.put("source", source);
            map.put("count", acted.size());
            map.put("indicators", acted.subList(0, Math.min(SHOWN_MAX, acted.size())));
            seal(EventType.MITIGATION, map);
        }
    }

    /** A source takes back its own word only. */
    private int revoked(Intelligence.Indicator said, long now) {
        int lifted = 0;
        for (Indicator indicator : feeds.indicators(said)) {
            boolean own = response.about(indicator.prefix().address(), now).stream()
                    .anyMatch(decision ->
                            decision.indicator().equals(indicator) && FeedDecisions.restsOn(decision, said.source()));
            lifted += own ? response.lift(indicator, Origin.FEED, now).size() : 0;
        }
        return lifted;
    }

    private void seal(EventType type, Map<String, Object> map) throws IOException {
        ledger.seal(type, EventLog.json(map).getBytes(StandardCharsets.UTF_8));
    }
}
