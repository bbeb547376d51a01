package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a site writes down of the mesh's decisions: in its log, and sealed in its ledger. Owned by the node's loop. */
final class MeshJournal {
    private static final long MINUTE_MICROS = 60_000_000L;

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Justification justification;
    private long fullMicros;

    MeshJournal(NodeContext node, LedgerRole ledger) {
        this.node = node;
        this.ledger = ledger;
        this.justification = new Justification(node);
    }

    /** For people: of an alert class the sensor's name. */
    static String text(IndicatorValue value) {
        if (value.type() != IndicatorType.ALERT_CLASS) {
            return value.toString();
        }
        return "alert " + HostClass.nameOf(value);
    }

    /** A correlator's decision about addresses and what came of it. */
    void decided(
            boolean news,
            Member correlator,
            MeshDecision decision,
            IndicatorValue value,
            Measure measure,
            Outcome outcome,
            MeshAnswers.Way way,
            long enforced)
            throws IOException {
        // What was missed comes later without its hops: its time says nothing about how fast the mesh is.
        boolean late = way.hopMicros().isEmpty();
        long first = late ? decision.decidedMicros() : way.hopMicros().get(0);
        String blocked = late ? "blocked_late" : "blocked";
        node.log()
                .event(
                        news ? blocked : "mesh_decision",
                        "decision",
                        shortened(decision.id().hex()),
                        "by",
                        correlator.name(),
                        "indicator",
                        text(value),
                        "action",
                        measure.name(),
                        "outcome",
                        outcome.name(),
                        "latency_us",
                        enforced - first,
                        "hops_us",
                        way.hopMicros(),
                        "decided_us",
                        decision.decidedMicros(),
                        "received_us",
                        way.receivedMicros(),
                        "enforced_us",
                        enforced,
                        "sites",
                        decision.draft().sites(),
                        "ttl_s",
                        (decision.endsMicros() - enforced) / 1_000_000);
        if (news) {
            node.watchers().spared(text(value), decision.endsMicros());
            seal(correlator, decision, value, way, enforced);
        }
    }

    /** A correlator's decision about an alert class: from now on its alerts are answered here. */
    void classHeld(
            boolean news,
            Member correlator,
            MeshDecision decision,
            IndicatorValue value,
            Measure measure,
            MeshAnswers.Way way)
            throws IOException {
        node.log()
                .event(
                        "class_held",
                        "decision",
                        shortened(decision.id().hex()),
                        "by",
                        correlator.name(),
                        "class",
                        HostClass.nameOf(value),
                        "action",
                        measure.name(),
                        "sites",
                        decision.draft().sites(),
                        "ttl_s",
                        (decision.endsMicros() - way.receivedMicros()) / 1_000_000);
        if (news) {
            seal(correlator, decision, value, way, way.receivedMicros());
        }
    }

    private void seal(
            Member correlator, MeshDecision decision, IndicatorValue value, MeshAnswers.Way way, long enforced)
            throws IOException {
        Map<String, Object> payload = justification.of(decision, way.proof());
        payload.put("by", correlator.name());
        payload.put("indicator", text(value));
        payload.put("hops_us", way.hopMicros());
        payload.put("received_us", way.receivedMicros());
        payload.put("enforced_us", enforced);
        ledger.seal(EventType.MITIGATION, bytes(payload));
    }

    /** What is held of a value is less than before. */
    void lifted(NodeId correlator, String indicator, Outcome outcome, Optional<MeshHolds.Hold> left) {
        node.log()
                .event(
                        "lifted",
                        "indicator",
                        indicator,
                        "by",
                        node.links().name(correlator),
                        "decisions",
                        outcome == Outcome.ALREADY ? 0 : 1,
                        "still_held_by",
                        left.map(hold -> node.links().name(hold.source().correlator()))
                                .orElse(""));
    }

    /** An alert of a class that the mesh holds was answered as an attack; what is to be sealed of it. */
    Optional<LedgerRole.Event> answered(String name, AlertSight sight, Decision decision, Outcome outcome) {
        node.log()
                .event(
                        "class_answered",
                        "decision",
                        shortened(decision.id()),
                        "class",
                        name,
                        "indicator",
                        decision.indicator().toString(),
                        "action",
                        decision.action().name(),
                        "ttl_s",
                        decision.ttl().toSeconds(),
                        "outcome",
                        outcome.name());
        if (outcome != Outcome.ENFORCED) {
            return Optional.empty();
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("decision", decision.id());
        payload.put("alert", name);
        payload.put("indicator", decision.indicator().toString());
        payload.put("target", sight.target().toString());
        payload.put("action", decision.action().name());
        payload.put("ttl_s", decision.ttl().toSeconds());
        payload.put("reason", decision.reason());
        payload.put("alert_us", sight.micros());
        payload.put("enforced_us", decision.createdMicros());
        return Optional.of(new LedgerRole.Event(EventType.MITIGATION, bytes(payload)));
    }

    /** An alert was not answered, since there is no room; told once a minute. */
    void full(int addresses, long now) {
        if (now - fullMicros >= MINUTE_MICROS) {
            node.log().event("class_answers_full", "addresses", addresses);
            fullMicros = now;
        }
    }

    private static String shortened(String id) {
        return id.substring(0, 16);
    }

    private static byte[] bytes(Map<String, Object> payload) {
        return EventLog.json(payload).getBytes(StandardCharsets.UTF_8);
    }
}
