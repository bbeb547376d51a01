package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.witness.WitnessProof;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the mesh's correlators want of this site, carried out: the strongest holds, a cancel lifts what its own correlator set
 * (federation 12). Owned by the node's loop.
 */
final class MeshAnswers {
    private static final Duration EXPIRE = Duration.ofMinutes(1);

    /** The hops of a decision on its way here, when it came, and the proof of its witnesses. */
    record Way(List<Long> hopMicros, long receivedMicros, WitnessProof proof) {}

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Response response;
    private final Predicate<Cidr> own;
    private final MeshHolds holds = new MeshHolds();
    private final Justification justification;

    /** @param own what this site has reported itself */
    MeshAnswers(NodeContext node, LedgerRole ledger, Response response, Predicate<Cidr> own) {
        this.node = node;
        this.ledger = ledger;
        this.response = response;
        this.own = own;
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
                holds.put(
                        value,
                        new MeshHolds.Hold(source, measure, decision.endsMicros(), decision.id(), reason.sites()),
                        now);
            }
        }
    }

    void start() {
        node.loop().every(EXPIRE, () -> holds.expire(node.loop().wallMicros()));
    }

    void apply(Member correlator, MeshDecision decision, SiteEffect.Apply apply, Way way) throws IOException {
        Cidr value = apply.value().addresses().orElse(null);
        if (value == null) {
            return;
        }
        long now = node.loop().wallMicros();
        long ends = now + Math.max(apply.ttlMicros(), Decision.TTL_MIN.toNanos() / 1_000);
        MeshHolds.Hold hold = new MeshHolds.Hold(
                new MeshHolds.Source(correlator.id(), decision.key()),
                apply.measure(),
                ends,
                decision.id().hex(),
                decision.draft().sites());
        boolean blocked = holds.strongest(value, now)
                .filter(held -> held.measure() == Measure.BLOCK)
                .isPresent();
        boolean weaker = holds.put(value, hold, now);
        if (weaker) {
            response.lift(new Indicator(value), Origin.MESH, now);
        }
        Outcome outcome = enforce(value, weaker ? holds.strongest(value, now).orElse(hold) : hold, now);
        long enforced = node.loop().wallMicros();
        // What another correlator has blocked, or is renewed, is no news. What this site reported itself it has
        // answered itself: only
        // the others are protected by the mesh's word.
        boolean news = !blocked && !own.test(value) && outcome == Outcome.ENFORCED && apply.measure() == Measure.BLOCK;
        log(news, correlator, decision, value, apply.measure(), outcome, way, enforced);
        if (news) {
            seal(correlator, decision, value, way, enforced);
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

    private Outcome enforce(Cidr value, MeshHolds.Hold hold, long now) {
        String name = node.links().name(hold.source().correlator());
        return response.apply(
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

    /** A correlator takes back what it holds under a tag; returns what that was about. */
    Optional<Cidr> lift(NodeId correlator, TagKey key) {
        Optional<Cidr> value = holds.remove(new MeshHolds.Source(correlator, key));
        value.ifPresent(gone -> lifted(correlator, gone));
        return value;
    }

    /** A correlator takes back what it holds of a value by one decision, or by all of them when none is named. */
    void lift(NodeId correlator, Cidr value, Optional<String> decision) {
        if (holds.remove(correlator, value, decision)) {
            lifted(correlator, value);
        }
    }

    /** What others still hold stays. */
    private void lifted(NodeId correlator, Cidr value) {
        long now = node.loop().wallMicros();
        int lifted = response.lift(new Indicator(value), Origin.MESH, now).size();
        Optional<MeshHolds.Hold> left = holds.strongest(value, now);
        left.ifPresent(hold -> enforce(value, hold, now));
        node.log()
                .event(
                        "lifted",
                        "indicator",
                        value.toString(),
                        "by",
                        node.links().name(correlator),
                        "decisions",
                        lifted,
                        "still_held_by",
                        left.map(hold -> node.links().name(hold.source().correlator()))
                                .orElse(""));
    }

    /** The tags under which correlators hold values inside a prefix. */
    Set<TagKey> tagsInside(Cidr prefix) {
        return holds.tagsInside(prefix, node.loop().wallMicros());
    }
}
