package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the mesh's correlators want of this site, carried out: the strongest holds, a cancel lifts what its own correlator set
 * (federation 12). Owned by the node's loop.
 */
final class MeshAnswers {
    private static final Duration EXPIRE = Duration.ofSeconds(1);

    /** The hops of a decision on its way here, when it came, and the proof of its witnesses. */
    record Way(List<Long> hopMicros, long receivedMicros, WitnessProof proof) {}

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Response response;
    private final Predicate<Cidr> reported;
    private final MeshHolds holds = new MeshHolds();
    private final Justification justification;

    /** @param reported what this site has reported itself */
    MeshAnswers(NodeContext node, LedgerRole ledger, Response response, Predicate<Cidr> reported) {
        this.node = node;
        this.ledger = ledger;
        this.response = response;
        this.reported = reported;
        this.justification = new Justification(node);
        recall();
    }

    /** What was in force when this node stopped; its correlators' later words count from there. */
    private void recall() {
        long now = node.loop().wallMicros();
        for (Decision decision : response.active(now)) {
            Cidr value = decision.indicator().prefix();
            MeshReason reason = MeshReason.parse(decision.reason()).orElse(null);
            Member correlator = reason == null
                    ? null
                    : node.mesh().byName(reason.correlator()).orElse(null);
            if (decision.origin() == Origin.MESH
                    && reason != null
                    && correlator != null
                    && !decision.indicator().isMac()) {
                Measure measure = decision.action() == Action.BLOCK ? Measure.BLOCK : Measure.RATE_LIMIT;
                MeshHolds.Source source = new MeshHolds.Source(correlator.id(), reason.key());
                holds.recall(
                        value,
                        new MeshHolds.Hold(source, measure, decision.endsMicros(), decision.id(), reason.sites()));
            }
        }
    }

    void start() {
        node.loop().every(EXPIRE, () -> holds.expire(node.loop().wallMicros()).forEach(this::settle));
    }

    /**
     * A correlator's decision.
     *
     * @param effects what its filter says of it
     */
    void decided(Member correlator, MeshDecision decision, List<SiteEffect> effects, Way way) throws IOException {
        long now = node.loop().wallMicros();
        String id = decision.id().hex();
        SiteEffect.Apply own = MeshHolds.own(id, effects).orElse(null);
        Cidr about = own == null ? null : own.value().addresses().orElse(null);
        boolean blocked = about != null
                && holds.strongest(about, now)
                        .filter(held -> held.measure() == Measure.BLOCK)
                        .isPresent();
        MeshHolds.Source source = new MeshHolds.Source(correlator.id(), decision.key());
        for (Cidr value : holds.decided(source, id, decision.draft().sites(), effects, now)) {
            Outcome outcome = settle(value);
            if (own == null || !value.equals(about)) {
                lifted(correlator.id(), value, outcome);
                continue;
            }
            long enforced = node.loop().wallMicros();
            // What another correlator has blocked, or is renewed, is no news. What this site reported itself it has
            // answered
            // itself: only the others are protected by the mesh's word.
            boolean news =
                    !blocked && !reported.test(value) && outcome == Outcome.ENFORCED && own.measure() == Measure.BLOCK;
            log(news, correlator, decision, value, own.measure(), outcome, way, enforced);
            if (news) {
                seal(correlator, decision, value, way, enforced);
            }
        }
    }

    /** A correlator's cancel that is news. */
    void cancelled(Member correlator, MeshCancel cancel, List<SiteEffect> effects) {
        MeshHolds.Source source = new MeshHolds.Source(correlator.id(), cancel.key());
        for (Cidr value : holds.cancelled(source, cancel.draft().reason(), effects)) {
            lifted(correlator.id(), value, settle(value));
        }
    }

    private void log(
            boolean news,
            Member correlator,
            MeshDecision decision,
            Cidr value,
            Measure measure,
            Outcome outcome,
            Way way,
            long enforced) {
        // What was missed comes later without its hops: its time says nothing about how fast the mesh is.
        boolean late = way.hopMicros().isEmpty();
        long first = late ? decision.decidedMicros() : way.hopMicros().get(0);
        String blocked = late ? "blocked_late" : "blocked";
        node.log()
                .event(
                        news ? blocked : "mesh_decision",
                        "decision",
                        decision.id().hex().substring(0, 16),
                        "by",
                        correlator.name(),
                        "indicator",
                        value.toString(),
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
    }

    private void seal(Member correlator, MeshDecision decision, Cidr value, Way way, long enforced) throws IOException {
        Map<String, Object> payload = justification.of(decision, way.proof());
        payload.put("by", correlator.name());
        payload.put("indicator", value.toString());
        payload.put("hops_us", way.hopMicros());
        payload.put("received_us", way.receivedMicros());
        payload.put("enforced_us", enforced);
        ledger.seal(EventType.MITIGATION, EventLog.json(payload).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes this site enforce the strongest that is held of a value, and nothing when nothing is. */
    private Outcome settle(Cidr value) {
        long now = node.loop().wallMicros();
        MeshHolds.Hold hold = holds.strongest(value, now).orElse(null);
        if (hold == null) {
            boolean was = !response.lift(new Indicator(value), Origin.MESH, now).isEmpty();
            return was ? Outcome.ENFORCED : Outcome.ALREADY;
        }
        String name = node.links().name(hold.source().correlator());
        return response.replace(
                new Decision(
                        hold.decision(),
                        new Indicator(value),
                        hold.measure() == Measure.BLOCK ? Action.BLOCK : Action.RATE_LIMIT,
                        Duration.ofNanos(Math.max((hold.endsMicros() - now) * 1_000, Decision.TTL_MIN.toNanos())),
                        Origin.MESH,
                        new MeshReason(name, hold.sites(), hold.source().key()).text(),
                        0,
                        now),
                now);
    }

    private void lifted(NodeId correlator, Cidr value, Outcome outcome) {
        node.log()
                .event(
                        "lifted",
                        "indicator",
                        value.toString(),
                        "by",
                        node.links().name(correlator),
                        "decisions",
                        outcome == Outcome.ALREADY ? 0 : 1,
                        "still_held_by",
                        holds.strongest(value, node.loop().wallMicros())
                                .map(hold -> node.links().name(hold.source().correlator()))
                                .orElse(""));
    }

    /** The tags under which correlators hold values inside a prefix. */
    Set<TagKey> tagsInside(Cidr prefix) {
        return holds.tagsInside(prefix, node.loop().wallMicros());
    }
}
