package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.Announcement;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A site's alerts and its experience with them: bursts of what is not its own go to the mesh, and alerts of classes that the mesh holds
 * are answered, as far as this site's own experience allows (alert-baseline 7). Owned by the node's loop.
 */
final class AlertWatch {
    private static final Duration LOOK_FOR_SUSPECTS = Duration.ofHours(1);
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final int REMEMBERED_MAX = 1_024;
    private static final int SHOWN_MAX = 16;
    /** It reads alerts: what it says of a host is no more than these say (alert-baseline 4.1). */
    private static final String OF_ALERTS = "ids-alert";

    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final NodeContext node;
    private final LedgerRole ledger;
    private final AlertBaseline baseline;
    private final MeshAnswers answers;
    private final RelationLookup relations;
    private final Predicate<IndicatorValue> warned;
    private final Telling telling;
    /** The host outside with which an alert of a class came last. */
    private final Map<IndicatorValue, IpAddress> remotes = new Remembered<>();
    /** When a person was last asked. */
    private final Map<Asked, Long> asked = new Remembered<>();

    private List<IndicatorValue> suspects = List.of();

    /** Tells the mesh. */
    @FunctionalInterface
    interface Telling {
        void tell(SharedReports.Told told) throws Exception;
    }

    /** Why an alert of a class that the mesh holds is not answered by the mesh's word. */
    private enum Unanswered {
        /** It is between hosts of this site. */
        INSIDE,
        /** A host of this site began: the other side may be a bystander. */
        FROM_INSIDE,
        /** The host outside is a partner of this site. */
        GOOD_RELATION
    }

    private record Asked(IndicatorValue alertClass, Unanswered why) {}

    /** The one that was put longest ago goes. */
    private static final class Remembered<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED_MAX;
        }
    }

    /**
     * @param baseline what it goes on with; somebody else stores it
     * @param relations this site's experience with addresses
     * @param warned addresses that the mesh's word limits at most
     */
    AlertWatch(
            NodeContext node,
            LedgerRole ledger,
            AlertBaseline baseline,
            MeshAnswers answers,
            RelationLookup relations,
            Predicate<IndicatorValue> warned,
            Telling telling) {
        this.node = node;
        this.ledger = ledger;
        this.baseline = baseline;
        this.answers = answers;
        this.relations = relations;
        this.warned = warned;
        this.telling = telling;
    }

    void start() {
        node.log()
                .event(
                        "alert_baseline",
                        "classes",
                        baseline.size(),
                        "learning",
                        baseline.isLearning(node.loop().wallMicros()));
        node.loop().every(LOOK_FOR_SUSPECTS, this::showSuspects);
    }

    private record News(Announcement announcement, AlertSight sight) {}

    /** Alerts of one reading come together: one wait for the ledger's disk. */
    void take(List<AlertSight> sights) throws Exception {
        long now = node.loop().wallMicros();
        List<News> news = new ArrayList<>();
        List<LedgerRole.Event> acts = new ArrayList<>();
        for (AlertSight sight : sights) {
            // A sensor's clock that is ahead would make the site forget its past.
            long at = Math.max(0, Math.min(sight.micros(), now));
            remember(sight);
            baseline.onAlert(sight.alertClass(), number(sight.host()), at)
                    .forEach(each -> news.add(new News(each, sight)));
            answer(sight, at, now).ifPresent(acts::add);
        }
        if (!acts.isEmpty()) {
            ledger.seal(acts);
        }
        if (!news.isEmpty()) {
            announce(news, now);
        }
    }

    private void remember(AlertSight sight) {
        if (!sight.remote().equals(IpAddress.NONE)) {
            remotes.remove(sight.alertClass());
            remotes.put(sight.alertClass(), sight.remote());
        }
    }

    /** A detector has found something about a host of this site. */
    void onDetection(Detection detection) {
        boolean counts = detection.internal()
                && detection.hasSource()
                && detection.severity().atLeast(Severity.HIGH)
                && !detection.detector().equals(OF_ALERTS);
        if (counts) {
            long now = node.loop().wallMicros();
            baseline.onDetection(number(detection.source()), Math.max(0, Math.min(detection.lastMicros(), now)));
        }
    }

    /** It does not leave the site. */
    private static long number(IpAddress host) {
        return host.high() * MIX + host.low();
    }

    private void announce(List<News> news, long now) throws Exception {
        List<Microblock> sealed = ledger.seal(news.stream()
                .map(each -> new LedgerRole.Event(EventType.IDS_ALERT, payload(each)))
                .toList());
        for (int i = 0; i < news.size(); i++) {
            Announcement each = news.get(i).announcement();
            node.log()
                    .event(
                            "class_announced",
                            "class",
                            HostClass.nameOf(each.value()),
                            "severity",
                            each.severity().name(),
                            "confidence",
                            each.confidencePercent());
            IpAddress about = remotes.getOrDefault(each.value(), IpAddress.NONE);
            telling.tell(ReportDesk.told(each, about, sealed.get(i), now));
        }
    }

    private byte[] payload(News news) {
        Announcement each = news.announcement();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("alert", HostClass.nameOf(each.value()));
        map.put("host", news.sight().host().toString());
        map.put("remote", remotes.getOrDefault(each.value(), IpAddress.NONE).toString());
        map.put("severity", each.severity().name());
        map.put("confidence", each.confidencePercent());
        map.put("first_us", each.firstMicros());
        map.put("last_us", each.lastMicros());
        return bytes(map);
    }

    /** @return what is to be sealed of it */
    private Optional<LedgerRole.Event> answer(AlertSight sight, long at, long now) {
        MeshHolds.Hold hold = answers.held(sight.alertClass()).orElse(null);
        // What is read late would be over by now.
        if (hold == null || now - at >= HOUR_MICROS || !baseline.mayBlock(sight.alertClass(), now)) {
            return Optional.empty();
        }
        if (!sight.isFromOutside()) {
            boolean inside = sight.remote().equals(IpAddress.NONE);
            return ask(sight, hold, inside ? Unanswered.INSIDE : Unanswered.FROM_INSIDE, now);
        }
        IndicatorValue who = IndicatorValue.ip(sight.source());
        Relation relation = relations.relation(who, at);
        if (relation == Relation.ESTABLISHED) {
            return ask(sight, hold, Unanswered.GOOD_RELATION, now);
        }
        boolean limited = relation == Relation.WEAK || warned.test(who);
        return answers.answer(sight, hold, limited ? Measure.RATE_LIMIT : Measure.BLOCK);
    }

    /** A person should look; once an hour for each class. */
    private Optional<LedgerRole.Event> ask(AlertSight sight, MeshHolds.Hold hold, Unanswered why, long now) {
        Asked about = new Asked(sight.alertClass(), why);
        Long last = asked.get(about);
        if (last != null && now - last < HOUR_MICROS) {
            return Optional.empty();
        }
        asked.remove(about);
        asked.put(about, now);
        String name = HostClass.nameOf(sight.alertClass());
        node.log()
                .event(
                        "class_not_answered",
                        "class",
                        name,
                        "decision",
                        hold.decision().substring(0, 16),
                        "reason",
                        why.name());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("decision", hold.decision());
        map.put("alert", name);
        map.put("source", sight.source().toString());
        map.put("target", sight.target().toString());
        map.put("not_answered", why.name());
        map.put("alert_us", sight.micros());
        return Optional.of(new LedgerRole.Event(EventType.IDS_ALERT, bytes(map)));
    }

    /** alert-baseline 4.2. */
    private void showSuspects() {
        List<IndicatorValue> found = baseline.suspects(node.loop().wallMicros());
        if (!found.isEmpty() && !found.equals(suspects)) {
            node.log()
                    .event(
                            "alert_suspects",
                            "classes",
                            found.size(),
                            "names",
                            found.stream()
                                    .limit(SHOWN_MAX)
                                    .map(HostClass::nameOf)
                                    .toList());
        }
        suspects = found;
    }

    private static byte[] bytes(Map<String, Object> map) {
        return EventLog.json(map).getBytes(StandardCharsets.UTF_8);
    }
}
