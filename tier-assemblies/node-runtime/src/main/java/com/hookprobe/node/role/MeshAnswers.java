package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.ClassAnswers;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the mesh's correlators want of this site, carried out: the strongest holds, a cancel lifts what its own correlator set
 * (federation 12). Of addresses at once; of alert classes when an alert comes (alert-baseline 7.5). Owned by the node's loop.
 */
final class MeshAnswers {
    private static final Duration EXPIRE = Duration.ofSeconds(1);
    /** alert-baseline 7.5: nor longer than the class is held. */
    private static final long ANSWER_MICROS = 3_600_000_000L;

    /** The hops of a decision on its way here, when it came, and the proof of its witnesses. */
    record Way(List<Long> hopMicros, long receivedMicros, WitnessProof proof) {}

    private final NodeContext node;
    private final Response response;
    private final Predicate<IndicatorValue> reported;
    private final MeshHolds holds = new MeshHolds();
    private final ClassAnswers classes = new ClassAnswers();
    private final MeshJournal journal;

    /** @param reported what this site has reported itself */
    MeshAnswers(NodeContext node, LedgerRole ledger, Response response, Predicate<IndicatorValue> reported) {
        this.node = node;
        this.response = response;
        this.reported = reported;
        this.journal = new MeshJournal(node, ledger);
        recall();
    }

    /** What was in force when this node stopped; its correlators' later words count from there. */
    private void recall() {
        long now = node.loop().wallMicros();
        for (Decision decision : response.active(now)) {
            MeshReason reason = MeshReason.parse(decision.reason()).orElse(null);
            Member correlator = reason == null
                    ? null
                    : node.mesh().byName(reason.correlator()).orElse(null);
            if (decision.origin() == Origin.MESH
                    && reason != null
                    && correlator != null
                    && !decision.indicator().isMac()) {
                Cidr value = decision.indicator().prefix();
                Measure measure = decision.action() == Action.BLOCK ? Measure.BLOCK : Measure.RATE_LIMIT;
                MeshHolds.Source source = new MeshHolds.Source(correlator.id(), reason.key());
                MeshHolds.Hold hold =
                        new MeshHolds.Hold(source, measure, decision.endsMicros(), decision.id(), reason.sites());
                if (reason.key().type() == IndicatorType.ALERT_CLASS) {
                    classes.recall(value, hold);
                } else {
                    holds.recall(IndicatorValue.prefix(value), hold);
                }
            }
        }
    }

    void start() {
        node.loop().every(EXPIRE, this::expire);
    }

    private void expire() {
        long now = node.loop().wallMicros();
        classes.expire(now).forEach(this::settle);
        holds.expire(now).forEach(this::settle);
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
        IndicatorValue about = own == null ? null : own.value();
        Optional<MeshHolds.Hold> before = about == null ? Optional.empty() : holds.strongest(about, now);
        MeshHolds.Source source = new MeshHolds.Source(correlator.id(), decision.key());
        for (Cidr address : classes.decided(source, id, effects)) {
            lifted(correlator.id(), IndicatorValue.prefix(address), settle(address));
        }
        for (IndicatorValue value : holds.decided(source, id, decision.draft().sites(), effects, now)) {
            Outcome outcome = settle(value);
            if (own == null || about == null || !value.equals(about)) {
                lifted(correlator.id(), value, outcome);
            } else if (value.type() == IndicatorType.ALERT_CLASS) {
                journal.classHeld(before.isEmpty(), correlator, decision, value, own.measure(), way);
            } else if (value.addresses().isPresent()) {
                // What another correlator has blocked, or is renewed, is no news. What this site reported itself it has
                // answered
                // itself: only the others are protected by the mesh's word.
                boolean news =
                        before.filter(held -> held.measure() == Measure.BLOCK).isEmpty()
                                && !reported.test(about)
                                && outcome == Outcome.ENFORCED
                                && own.measure() == Measure.BLOCK;
                long enforced = node.loop().wallMicros();
                journal.decided(news, correlator, decision, value, own.measure(), outcome, way, enforced);
            }
        }
    }

    /** A correlator's cancel that is news. */
    void cancelled(Member correlator, MeshCancel cancel, List<SiteEffect> effects) {
        MeshHolds.Source source = new MeshHolds.Source(correlator.id(), cancel.key());
        for (IndicatorValue value : holds.cancelled(source, cancel.draft().reason(), effects)) {
            lifted(correlator.id(), value, settle(value));
        }
        for (Cidr address : classes.cancelled(source)) {
            lifted(correlator.id(), IndicatorValue.prefix(address), settle(address));
        }
    }

    /** What is held of an alert class now. */
    Optional<MeshHolds.Hold> held(IndicatorValue alertClass) {
        return holds.strongest(alertClass, node.loop().wallMicros());
    }

    /**
     * Answers an alert of a class that is held as an attack by a host outside. What is answered already, and will be for half of the
     * time that is possible, is left as it is: alerts come by thousands.
     *
     * @param most no stronger than this
     * @return what is to be sealed of it
     */
    Optional<LedgerRole.Event> answer(AlertSight sight, MeshHolds.Hold hold, Measure most) {
        long now = node.loop().wallMicros();
        Cidr address = Cidr.of(sight.source());
        Measure measure = hold.measure().compareTo(most) < 0 ? hold.measure() : most;
        long endsMicros = Math.min(hold.endsMicros(), now + ANSWER_MICROS);
        MeshHolds.Hold before = classes.get(address, sight.alertClass()).orElse(null);
        if (before != null
                && before.measure().compareTo(measure) >= 0
                && before.endsMicros() - now >= (endsMicros - now) / 2) {
            return Optional.empty();
        }
        MeshHolds.Hold answer = new MeshHolds.Hold(hold.source(), measure, endsMicros, hold.decision(), hold.sites());
        if (!classes.put(address, sight.alertClass(), answer)) {
            journal.full(classes.size(), now);
            return Optional.empty();
        }
        String name = HostClass.nameOf(sight.alertClass());
        return journal.answered(name, sight, decision(address, answer, name, now), settle(address));
    }

    /** Makes this site enforce the strongest that is held of a value, and nothing when nothing is. */
    private Outcome settle(IndicatorValue value) {
        if (value.type() == IndicatorType.ALERT_CLASS) {
            Outcome worst = Outcome.ALREADY;
            for (Cidr address : classes.changed(value, held(value))) {
                worst = settle(address) == Outcome.ALREADY ? worst : Outcome.ENFORCED;
            }
            return worst;
        }
        return value.addresses().map(this::settle).orElse(Outcome.ALREADY);
    }

    private Outcome settle(Cidr address) {
        long now = node.loop().wallMicros();
        Indicator indicator = new Indicator(address);
        MeshHolds.Hold hold = strongest(address, now).orElse(null);
        if (hold == null) {
            boolean was = !response.lift(indicator, Origin.MESH, now).isEmpty();
            return was ? Outcome.ENFORCED : Outcome.ALREADY;
        }
        String alert = holds.value(hold.source())
                .filter(value -> value.type() == IndicatorType.ALERT_CLASS)
                .map(HostClass::nameOf)
                .orElse("");
        return response.replace(decision(address, hold, alert, now), now);
    }

    private Optional<MeshHolds.Hold> strongest(Cidr address, long now) {
        return Stream.of(holds.strongest(IndicatorValue.prefix(address), now), classes.strongest(address, now))
                .flatMap(Optional::stream)
                .max(MeshHolds.STRENGTH);
    }

    private Decision decision(Cidr address, MeshHolds.Hold hold, String alert, long now) {
        String name = node.links().name(hold.source().correlator());
        return new Decision(
                hold.decision(),
                new Indicator(address),
                hold.measure() == Measure.BLOCK ? Action.BLOCK : Action.RATE_LIMIT,
                Duration.ofNanos(Math.max((hold.endsMicros() - now) * 1_000, Decision.TTL_MIN.toNanos())),
                Origin.MESH,
                new MeshReason(name, hold.sites(), hold.source().key(), alert).text(),
                0,
                now);
    }

    private void lifted(NodeId correlator, IndicatorValue value, Outcome outcome) {
        long now = node.loop().wallMicros();
        Optional<MeshHolds.Hold> left =
                value.addresses().map(address -> strongest(address, now)).orElseGet(() -> held(value));
        journal.lifted(correlator, MeshJournal.text(value), outcome, left);
    }

    /** The tags under which correlators hold values inside a prefix. */
    Set<TagKey> tagsInside(Cidr prefix) {
        return holds.tagsInside(prefix, node.loop().wallMicros());
    }

    /** The tags under which correlators hold a value. */
    Set<TagKey> tags(IndicatorValue value) {
        return holds.tags(value, node.loop().wallMicros());
    }

    /** Why an address is answered: alert classes, and tags of classes that no correlator has told of since this node's start. */
    record Grounds(Set<IndicatorValue> classes, Set<TagKey> tags) {}

    /** A person has taken back what was done about addresses inside a prefix: forgets what alerts it answered. */
    Grounds forget(Cidr prefix) {
        ClassAnswers.Grounds found = classes.forget(prefix);
        Grounds grounds = new Grounds(found.classes(), new LinkedHashSet<>());
        found.sources().forEach(source -> grounds.tags().add(source.key()));
        return grounds;
    }

    /** A person has said that a class is harmless here: nothing is done about its alerts any more. */
    void forgive(IndicatorValue alertClass) {
        classes.changed(alertClass, Optional.empty()).forEach(this::settle);
    }
}
