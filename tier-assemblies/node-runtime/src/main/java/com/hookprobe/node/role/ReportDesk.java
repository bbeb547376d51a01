package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.htp.Channels;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.role.SharedReports.Told;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.alert.Announcement;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a site reports: as attack signatures with a blinded tag and a sealed value, when there is a group key and a way; again under the
 * next key; and what of it can be taken back. Owned by the node's loop.
 */
final class ReportDesk {
    static final int VALID_MINUTES = 24 * 60;
    private static final int WAITING_MAX = 1_024;
    private static final long MINUTE_MICROS = 60_000_000L;
    private static final long AGAIN_MICROS = 10 * MINUTE_MICROS;

    private final NodeContext node;
    private final SharedReports shared;
    private final ReportRoute route;
    private final KeyRing keys;
    private final RelationLookup relations;
    private final SecureRandom random = new SecureRandom();
    /** What is not told yet: there is no key, or no way. */
    private final Deque<Told> waiting = new ArrayDeque<>();

    private SharingRole.@Nullable Region region;

    /** @param relations what this site knows as good */
    ReportDesk(NodeContext node, SharedReports shared, ReportRoute route, KeyRing keys, RelationLookup relations) {
        this.node = node;
        this.shared = shared;
        this.route = route;
        this.keys = keys;
        this.relations = relations;
    }

    /** This node is the nexus. */
    void holds(SharingRole.Region own) {
        region = own;
    }

    /** What is to be told of a detection. */
    static Told told(Detection detection, Microblock sealed, long detectedMicros) {
        long minutes = ReportFacts.minutes(detectedMicros);
        ReportFacts facts = new ReportFacts(
                detection.kind().code(),
                detection.kind().mitreNumber(),
                Context.NONE,
                (int) Math.round(detection.confidence() * 100),
                detection.severity(),
                minutes,
                minutes,
                Buckets.of(Math.round(Math.max(1, detection.evidenceNumber()))),
                Bytes32.of(sealed.hash().bytes()),
                VALID_MINUTES);
        return new Told(IndicatorValue.ip(detection.source()), detection.source(), facts, detectedMicros);
    }

    /** What is to be told of an alert class; its own context is in the value, and not told besides (alert-baseline 1.3). */
    static Told told(Announcement news, IpAddress about, Microblock sealed, long detectedMicros) {
        ReportFacts facts = new ReportFacts(
                AttackKind.IDS_ALERT.code(),
                AttackKind.IDS_ALERT.mitreNumber(),
                Context.NONE,
                news.confidencePercent(),
                news.severity(),
                ReportFacts.minutes(news.firstMicros()),
                ReportFacts.minutes(news.lastMicros()),
                Buckets.of(1),
                Bytes32.of(sealed.hash().bytes()),
                VALID_MINUTES);
        return new Told(news.value(), about, facts, detectedMicros);
    }

    /** A key has come. */
    void onKey(boolean next) throws Exception {
        List<Told> again = new ArrayList<>();
        if (next) {
            // federation 3.5: counts of different epochs are not joined.
            long epoch = keys.latest().orElseThrow().epoch();
            again.addAll(shared.renew(oldest(), epoch));
        }
        again.addAll(waiting);
        waiting.clear();
        for (Told told : again) {
            tellLater(told);
        }
    }

    /** A way has opened. */
    void onWay() throws Exception {
        List<Told> untold = List.copyOf(waiting);
        waiting.clear();
        for (Told told : untold) {
            if (told.detectedMicros() > oldest()) {
                tellLater(told);
            }
        }
    }

    /**
     * alert-baseline 3.4: not what the site knows as good by now. To a correlator it would be new, and the vetoes of others, who have
     * learned the same, would make it a fault.
     */
    private void tellLater(Told told) throws Exception {
        if (relations.relation(told.value(), node.loop().wallMicros()) != Relation.ESTABLISHED) {
            tell(told);
        }
    }

    private long oldest() {
        return node.loop().wallMicros() - VALID_MINUTES * MINUTE_MICROS;
    }

    /** Tells the mesh, if it is news and no curiosity. */
    void tell(Told told) throws Exception {
        if (!told.facts().severity().atLeast(Severity.MEDIUM) || recentlyShared(told)) {
            return;
        }
        GroupKeys group = keys.latest().orElse(null);
        // Told when there is a key and a way; it lasts no longer than a report would.
        if ((group == null || !send(told, group)) && waiting.size() < WAITING_MAX) {
            waiting.add(told);
        }
    }

    private boolean recentlyShared(Told told) {
        // What is worse about the same value is news.
        return shared.last(told.value())
                .filter(last -> told.detectedMicros() - last.detectedMicros() < AGAIN_MICROS
                        && !told.facts().severity().atLeast(Severity.HIGH))
                .isPresent();
    }

    private boolean send(Told told, GroupKeys group) throws Exception {
        Bytes32 self = Bytes32.of(node.self().id().bytes());
        AttackSignature signature = AttackSignature.build(
                told.value(), told.facts(), group, self, random, node.keys().device()::sign);
        MeshMessage message = new MeshMessage.Signature(
                node.self().id().bytes(),
                signature.encode(),
                List.of(told.detectedMicros(), node.loop().wallMicros()));
        byte[] bytes = message.encode();
        String to;
        if (region != null) {
            region.own(message);
            to = node.self().name();
        } else {
            to = route.next().stream()
                    .filter(hop -> node.links().send(hop.id(), Channels.ALERTS, bytes))
                    .map(Member::name)
                    .collect(Collectors.joining(","));
        }
        if (to.isEmpty()) {
            return false;
        }
        shared.add(told, new SharedReports.Statement(signature.key(), signature.reportId(self)));
        node.watchers().warned();
        node.log()
                .event(
                        "signature_sent",
                        "tag",
                        signature.key().tag().hex().substring(0, 16),
                        "to",
                        to,
                        "severity",
                        told.facts().severity().name());
        return true;
    }

    /** A correlator has lifted what it had decided about the value of a tag. */
    void overruled(TagKey key) {
        shared.overruled(key);
    }

    /** Forgets values, chosen by themselves and by the host outside that they are about, and says what was told of them. */
    List<SharedReports.Taken> takeBack(BiPredicate<IndicatorValue, IpAddress> which) {
        List<SharedReports.Taken> all = new ArrayList<>();
        waiting.removeIf(told -> {
            boolean meant = which.test(told.value(), told.about());
            if (meant) {
                all.add(new SharedReports.Taken(told.value(), List.of()));
            }
            return meant;
        });
        all.addAll(shared.takeBack(which));
        return all;
    }
}
