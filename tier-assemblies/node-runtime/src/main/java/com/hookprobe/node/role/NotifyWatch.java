package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.notify.Notifier;
import com.hookprobe.notify.core.Absences;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes notifications of what happens in a node. On the loop, but for what the log tells. */
final class NotifyWatch implements NodeWatcher {
    private static final String OWN_HOST = "a host of this site";

    private final Notifier notifier;
    private final boolean namesOwnHosts;
    private final Absences absences;
    private final Function<NodeId, String> names;
    private final LongSupplier nowNs;
    private final LongSupplier wallMicros;
    private @Nullable Band band;

    /**
     * @param namesOwnHosts whether hosts of this site are named
     * @param lostAfter so long a node must be away to be told of
     * @param names of peers
     */
    NotifyWatch(
            Notifier notifier,
            boolean namesOwnHosts,
            Duration lostAfter,
            Function<NodeId, String> names,
            LongSupplier nowNs,
            LongSupplier wallMicros) {
        this.notifier = notifier;
        this.namesOwnHosts = namesOwnHosts;
        this.absences = new Absences(lostAfter);
        this.names = names;
        this.nowNs = nowNs;
        this.wallMicros = wallMicros;
    }

    private void tell(NotificationType type, Severity severity, String subject, Map<String, Object> data) {
        notifier.tell(
                new Notification(UUID.randomUUID().toString(), type, severity, wallMicros.getAsLong(), subject, data));
    }

    @Override
    public void detected(Detection found, Optional<Decision> decision, Outcome outcome, Hash32 block) {
        if (notifier.wants(NotificationType.DETECTION, found.severity())) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("kind", found.kind().name());
            data.put("source", source(found));
            data.put("mitre", found.kind().mitreId());
            data.put("confidence", found.confidence());
            data.put("internal", found.internal());
            data.put("answer", decision.map(made -> made.action().name()).orElse("NONE"));
            data.put("outcome", decision.isPresent() ? outcome.name() : "NONE");
            data.put("block", block.hex());
            data.put("detector", found.detector());
            tell(NotificationType.DETECTION, found.severity(), found.id(), data);
        }
        if (decision.isPresent() && outcome != Outcome.ALREADY) {
            Decision made = decision.get();
            Severity severity = outcome == Outcome.FAILED
                    ? Severity.HIGH
                    : made.action() == Action.WATCH ? Severity.LOW : Severity.MEDIUM;
            String whom = hidden(found) ? OWN_HOST : made.indicator().toString();
            decided(
                    severity,
                    made.id(),
                    whom,
                    made.action().name(),
                    made.ttl().toSeconds(),
                    "this site",
                    outcome.name(),
                    made.reason());
        }
    }

    private boolean hidden(Detection found) {
        return found.internal() && !namesOwnHosts;
    }

    private String source(Detection found) {
        if (hidden(found)) {
            return OWN_HOST;
        }
        if (found.hasSource()) {
            return found.source().toString();
        }
        return found.internal() && found.sourceMac().isPresent()
                ? found.sourceMac().toString()
                : "somebody unknown";
    }

    private void decided(
            Severity severity,
            String id,
            String indicator,
            String action,
            long seconds,
            String origin,
            String outcome,
            String reason) {
        if (!notifier.wants(NotificationType.DECISION, severity)) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("decision", id);
        data.put("indicator", indicator);
        data.put("action", action);
        data.put("ttl_s", seconds);
        data.put("origin", origin);
        data.put("outcome", outcome);
        data.put("reason", reason);
        tell(NotificationType.DECISION, severity, id, data);
    }

    @Override
    public void told(Word word) {
        if (word.fate() == Fate.IN_FORCE) {
            decided(
                    Severity.MEDIUM,
                    word.decision().id().hex(),
                    word.what().isEmpty() ? "somebody unknown" : word.what(),
                    word.decision().level().name(),
                    word.decision().draft().ttlSeconds(),
                    word.correlator().name(),
                    "ENFORCED",
                    word.decision().draft().sites() + " sites have seen it");
        }
    }

    @Override
    public void scored(Score score, long micros) {
        Band before = band;
        band = score.band();
        if (before == band || (before == null && score.band() == Band.GREEN)) {
            return;
        }
        Severity severity = switch (score.band()) {
            case GREEN -> Severity.LOW;
            case AMBER -> Severity.HIGH;
            case RED -> Severity.CRITICAL;
        };
        if (notifier.wants(NotificationType.SCORE_BAND, severity)) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("band", score.band().name());
            data.put("before", before == null ? "UNKNOWN" : before.name());
            data.put("score", score.value());
            tell(NotificationType.SCORE_BAND, severity, score.band().name(), data);
        }
    }

    @Override
    public void session(NodeId peer, boolean open) {
        tell(absences.session(names.apply(peer), open, nowNs.getAsLong()));
    }

    /** Once a second. */
    void look() {
        tell(absences.tick(nowNs.getAsLong()));
    }

    /** It will not come back, and was told of as revoked. */
    void revoked(NodeId peer) {
        absences.forget(names.apply(peer));
    }

    private void tell(List<Absences.News> all) {
        for (Absences.News news : all) {
            NotificationType type = news.lost() ? NotificationType.NODE_LOST : NotificationType.NODE_BACK;
            if (notifier.wants(type, type.usual())) {
                tell(type, type.usual(), news.peer(), Map.of("peer", news.peer(), "away_s", news.seconds()));
            }
        }
    }

    /** Hears every event of the log, on any thread. */
    void logged(String event, Object... fields) {
        LogAlarms.of(event, fields)
                .filter(told -> notifier.wants(told.type(), told.severity()))
                .ifPresent(told -> tell(
                        told.type(), told.severity(), String.valueOf(told.data().get("about")), told.data()));
    }
}
