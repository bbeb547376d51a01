package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.IgnoreReason;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.federation.core.Standings;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What hosts the correlator: it knows who is enrolled and whom to trust, verifies, logs every input, numbers and signs what
 * comes out, and after a restart goes on from a snapshot and what was logged since (FEDERATION 7.6).
 */
final class Mssp {
    private record Logged(long atMicros, BiFunction<Correlator, Long, List<CorrelatorEffect>> input) {}

    private static final int STATEMENT_BYTES = 143;
    private static final int LOGGED_MAX = 200;
    private static final int VETO_KIND = 1;

    /** Takes what the mesh is sent. */
    interface Outlet {
        void decided(CorrelatorEffect.Broadcast broadcast, byte[] message);

        void cancelled(CorrelatorEffect.Cancel cancel, byte[] message);
    }

    private final Clockwork clock;
    private final CorrelatorConfig config;
    private final Truth truth;
    private final Outlet outlet;
    private final Map<Bytes32, Member> members = new HashMap<>();
    private final List<Logged> log = new ArrayList<>();
    final NodeKey key = new NodeKey(-1);
    final Outages outages = new Outages();
    private Standings standings = new Standings();
    private Correlator correlator;
    private byte[] snapshot;
    private int owners;
    private long sequence;
    private long replayed;
    private int mostEntries;
    private int mostTags;

    Mssp(Clockwork clock, CorrelatorConfig config, int owners, Truth truth, Outlet outlet) {
        this.clock = clock;
        this.config = config;
        this.owners = owners;
        this.truth = truth;
        this.outlet = outlet;
        this.correlator = new Correlator(config, owners);
        this.snapshot = correlator.snapshot();
    }

    void enrol(Member member) {
        members.put(member.node(), member);
    }

    int owners() {
        return owners;
    }

    Standings standings() {
        return standings;
    }

    /** Effects that were dropped because they had been carried out before a restart, in all restarts. */
    long replayed() {
        return replayed;
    }

    int mostEntries() {
        return mostEntries;
    }

    int mostTags() {
        return mostTags;
    }

    /** Takes what came in the name of a node. */
    void take(Bytes32 node, byte[] message) {
        Member by = members.get(node);
        if (by == null || !by.enrolled) {
            return;
        }
        try {
            if (message.length != STATEMENT_BYTES) {
                report(by, AttackSignature.decode(message));
            } else if (message[1] == VETO_KIND) {
                veto(by, Veto.decode(message));
            } else {
                retraction(by, Retraction.decode(message));
            }
        } catch (MalformedException e) {
            // A liar's: nothing that the honest send is malformed, and the invariants would miss it.
            return;
        }
    }

    private void report(Member by, AttackSignature report) {
        if (report.verify(by.key)) {
            Reporter reporter = reporter(by, Standings.Word.REPORT);
            long validMinutes = Math.min(config.windowMinutes(), report.facts().validMinutes());
            long seen = report.facts().lastSeenMinutes();
            int weight = weight(reporter);
            List<CorrelatorEffect> effects = apply((c, now) -> c.report(report, reporter, now));
            if (isHeard(by, effects)) {
                truth.report(
                        new Said(
                                by,
                                report.key(),
                                report.reportId(by.node()),
                                report.facts().severity().atLeast(Severity.MEDIUM) ? weight : 0,
                                report.facts().severity().atLeast(Severity.HIGH),
                                clock.now(),
                                seen,
                                (seen + validMinutes) * Clockwork.MINUTE),
                        clock.now());
            }
            carryOut(effects);
        }
    }

    /** A liar beyond its share of the memory harms itself; the honest keep within theirs. */
    private static boolean isHeard(Member by, List<CorrelatorEffect> effects) {
        return by.honest || !effects.contains(new CorrelatorEffect.Ignored(IgnoreReason.OVER_QUOTA));
    }

    private void veto(Member by, Veto veto) {
        if (veto.verify(by.key)) {
            Reporter reporter = reporter(by, Standings.Word.VETO);
            truth.veto(new Said(
                    by,
                    veto.key(),
                    veto.id(by.node()),
                    weight(reporter),
                    false,
                    clock.now(),
                    veto.minutes(),
                    (veto.minutes() + config.windowMinutes()) * Clockwork.MINUTE));
            input((c, now) -> c.veto(veto, reporter, now));
        }
    }

    private void retraction(Member by, Retraction retraction) {
        if (retraction.verify(by.key)) {
            Reporter reporter = reporter(by, Standings.Word.REPORT);
            List<CorrelatorEffect> effects = apply((c, now) -> c.retract(retraction, reporter, now));
            if (isHeard(by, effects)) {
                truth.retraction(retraction.key(), by, retraction.minutes(), clock.now());
            }
            carryOut(effects);
        }
    }

    /** A node leaves, is suspended or revoked; with its last one its owner is no longer counted. */
    void revoke(Member by, boolean lastOfItsOwner) {
        by.enrolled = false;
        truth.left(by, clock.now());
        if (lastOfItsOwner) {
            owners--;
            int left = owners;
            input((c, now) -> {
                c.activeOwners(left);
                return List.of();
            });
        }
        input((c, now) -> c.revoke(by.node(), now));
    }

    void suppress(TagKey tag, long untilMicros) {
        input((c, now) -> c.suppress(tag, untilMicros, now));
    }

    void tick() {
        input(Correlator::tick);
    }

    /** All that was in memory is lost: the stored snapshots and the log are all it has. */
    void restart() {
        byte[] before = correlator.snapshot();
        try {
            correlator = Correlator.restore(config, snapshot);
            standings = Standings.restore(standings.snapshot());
        } catch (MalformedException e) {
            throw new IllegalStateException("a snapshot cannot be read", e);
        }
        for (Logged logged : log) {
            // FEDERATION 7.6: what comes of it was sent before.
            List<CorrelatorEffect> dropped = logged.input().apply(correlator, logged.atMicros());
            replayed += dropped.size();
        }
        if (!Arrays.equals(before, correlator.snapshot())) {
            throw new SimulationFailure("FEDERATION 7.6: a restart made another correlator of the same inputs");
        }
    }

    private void input(BiFunction<Correlator, Long, List<CorrelatorEffect>> input) {
        carryOut(apply(input));
    }

    private List<CorrelatorEffect> apply(BiFunction<Correlator, Long, List<CorrelatorEffect>> input) {
        long now = clock.now();
        if (log.size() == LOGGED_MAX) {
            snapshot = correlator.snapshot();
            log.clear();
        }
        log.add(new Logged(now, input));
        List<CorrelatorEffect> effects = input.apply(correlator, now);
        mostEntries = Math.max(mostEntries, correlator.entries());
        mostTags = Math.max(mostTags, correlator.tags());
        return effects;
    }

    private Reporter reporter(Member by, Standings.Word word) {
        double trust = standings.weigh(word, by.ownerId(), by.trust, clock.now());
        return new Reporter(by.node(), by.ownerId(), trust, by.ageDays);
    }

    /** FEDERATION 1.2, once more and from its words. */
    private int weight(Reporter reporter) {
        if (reporter.trust() < 0.5) {
            return 0;
        }
        long weight = reporter.trust() >= 0.8 ? 1000 : Math.round(1000 * reporter.trust() / 0.8);
        return (int) (reporter.ageDays() < config.youngDays() ? weight / 2 : weight);
    }

    private void carryOut(List<CorrelatorEffect> effects) {
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                byte[] message = MeshDecision.sign(
                                broadcast.draft(), sequence++, clock.now(), List.of(clock.now()), key)
                        .encode();
                outlet.decided(broadcast, message);
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                byte[] message = MeshCancel.sign(cancel.draft(), sequence++, clock.now(), key)
                        .encode();
                outlet.cancelled(cancel, message);
            } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
                standings.wronged(penalise.owners(), clock.now());
            } else if (effect instanceof CorrelatorEffect.Confirm confirm) {
                standings.confirmed(confirm.owners(), clock.now());
                standings.outvoted(confirm.outvoted(), clock.now());
            }
        }
    }
}
