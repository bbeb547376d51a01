package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the owners that confirm a tag and decides how strongly the mesh answers (FEDERATION 1 and 7). Pure and not
 * thread-safe; times are microseconds since the epoch and should not run backwards.
 *
 * <p>The level that a set of statements reaches does not depend on the order of their arrival. The name of a decision
 * does: it lists the first reports that reached the level, and an auditor who has the log of arrivals gets the same.
 *
 * <p>The caller has verified each message with the key of the node it passes as {@link Reporter}, and drops those of
 * nodes that are not enrolled, suspended or revoked.
 */
public final class Correlator {
    private static final long MICROS_PER_MINUTE = 60_000_000;

    /** How far a report's clock may be ahead. */
    static final long SKEW_MICROS = 10 * MICROS_PER_MINUTE;

    private final CorrelatorConfig config;
    private final EntryStore store;
    private final Verdicts verdicts;
    private int activeOwners;
    private long nextSerial;

    /**
     * An empty correlator.
     *
     * @param activeOwners how many owners take part: it sets how many of them can lie
     */
    public Correlator(CorrelatorConfig config, int activeOwners) {
        this.config = config;
        this.store = new EntryStore(config.entriesMax(), config.entriesPerOwnerMax());
        this.verdicts = new Verdicts(config);
        activeOwners(activeOwners);
    }

    /**
     * A correlator that goes on from a snapshot.
     *
     * @param config as before, or another one: it holds from now on, and changes nothing about what is held
     * @throws MalformedException when it is no snapshot
     */
    public static Correlator restore(CorrelatorConfig config, byte[] snapshot) throws MalformedException {
        Correlator correlator = new Correlator(config, 0);
        CorrelatorSnapshot.Head head = CorrelatorSnapshot.decode(snapshot, correlator.store, correlator.verdicts);
        correlator.activeOwners(head.activeOwners());
        correlator.nextSerial = head.nextSerial();
        return correlator;
    }

    /**
     * Everything that later effects depend on, besides the configuration: two correlators with equal snapshots and
     * configurations do the same from then on. A new array.
     */
    public byte[] snapshot() {
        return CorrelatorSnapshot.encode(new CorrelatorSnapshot.Head(activeOwners, nextSerial), store, verdicts);
    }

    /**
     * Sets how many owners take part.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public void activeOwners(int owners) {
        if (owners < 0) {
            throw new IllegalArgumentException("a number of owners is not negative, got " + owners);
        }
        activeOwners = owners;
        verdicts.activeOwners(owners);
    }

    /** Takes a verified report. */
    public List<CorrelatorEffect> report(AttackSignature report, Reporter reporter, long nowMicros) {
        int weight = Weights.of(reporter, config.youngDays());
        Severity severity = report.facts().severity();
        if (weight == 0) {
            return ignored(IgnoreReason.NO_WEIGHT);
        }
        if (!severity.atLeast(config.severityMin())) {
            return ignored(IgnoreReason.LOW_SEVERITY);
        }
        Entry entry = Entry.ofReport(report, reporter, weight, config.windowMinutes(), nowMicros, nextSerial++);
        return take(entry, nowMicros);
    }

    /** Takes a verified veto. */
    public List<CorrelatorEffect> veto(Veto veto, Reporter reporter, long nowMicros) {
        int weight = Weights.of(reporter, config.youngDays());
        if (weight == 0) {
            return ignored(IgnoreReason.NO_WEIGHT);
        }
        Bytes32 id = veto.id(reporter.node());
        return take(statement(Entry.Kind.VETO, veto.key(), id, reporter, weight, veto.minutes(), nowMicros), nowMicros);
    }

    /** Takes a verified retraction: what this node saw about the tag up to then counts no more. */
    public List<CorrelatorEffect> retract(Retraction retraction, Reporter reporter, long nowMicros) {
        Entry entry = statement(
                Entry.Kind.RETRACTION,
                retraction.key(),
                retraction.reportId(),
                reporter,
                0,
                retraction.minutes(),
                nowMicros);
        return take(entry, nowMicros);
    }

    /** Forgets everything that a node said: it lost its resonance, was suspended or has left. */
    public List<CorrelatorEffect> revoke(Bytes32 node, long nowMicros) {
        store.expire(nowMicros);
        List<CorrelatorEffect> effects = new ArrayList<>();
        for (TagState state : store.spokenOf(node)) {
            boolean vetoed = verdicts.isVetoed(state, nowMicros);
            store.removeNode(state, node);
            verdicts.withdrawn(state, node, Long.MAX_VALUE, CancelReason.REVOKED, nowMicros, effects);
            if (vetoed && !verdicts.isVetoed(state, nowMicros)) {
                verdicts.reconsider(state, nowMicros, effects);
            }
            store.dropIfEmpty(state, nowMicros);
        }
        return effects;
    }

    /** A person allows a tag until a time: what holds is cancelled, and nothing new is decided about it. */
    public List<CorrelatorEffect> suppress(TagKey key, long untilMicros, long nowMicros) {
        store.expire(nowMicros);
        TagState state = store.state(key);
        state.suppressedUntilMicros = Math.max(state.suppressedUntilMicros, untilMicros);
        List<CorrelatorEffect> effects = new ArrayList<>();
        verdicts.cancel(state, CancelReason.OPERATOR, List.of(), nowMicros, effects);
        store.dropIfEmpty(state, nowMicros);
        return effects;
    }

    /** Lets time pass; call it about once a second. */
    public List<CorrelatorEffect> tick(long nowMicros) {
        store.expire(nowMicros);
        List<CorrelatorEffect> effects = new ArrayList<>();
        verdicts.tick(store, nowMicros, effects);
        return effects;
    }

    /** The level that the tag's statements reach now, whether or not a decision about it is out. */
    public Optional<DecisionLevel> level(TagKey key, long nowMicros) {
        return store.find(key).flatMap(state -> verdicts.reached(state, nowMicros));
    }

    /** The decision that the sites hold about a tag. */
    public Optional<DecisionDraft> active(TagKey key, long nowMicros) {
        return store.find(key)
                .flatMap(state -> Optional.ofNullable(state.activeAt(nowMicros)))
                .map(TagState.Active::draft);
    }

    /** How many statements are held. */
    public int entries() {
        return store.size();
    }

    /** How many tags are known. */
    public int tags() {
        return store.tags();
    }

    private List<CorrelatorEffect> take(Entry came, long nowMicros) {
        store.expire(nowMicros);
        Optional<IgnoreReason> fault = faultOf(came, nowMicros);
        if (fault.isPresent()) {
            return ignored(fault.get());
        }
        TagState state = store.state(came.key());
        Entry before = state.entries.get(came.place());
        Entry entry = before != null && before.untilMicros() > nowMicros ? came.arrivedWith(before) : came;
        store.put(entry);
        List<CorrelatorEffect> effects = new ArrayList<>();
        switch (entry.kind()) {
            case REPORT -> {
                if (state.isTakenBack(entry)) {
                    store.remove(entry.place(), state);
                    return ignored(IgnoreReason.RETRACTED);
                }
                verdicts.reported(state, entry, nowMicros, effects);
            }
            case VETO -> verdicts.vetoed(state, nowMicros, effects);
            case RETRACTION -> {
                store.removeReport(state, entry);
                verdicts.withdrawn(
                        state, entry.node(), entry.seenMinutes(), CancelReason.RETRACTED, nowMicros, effects);
            }
        }
        return effects;
    }

    private Optional<IgnoreReason> faultOf(Entry entry, long nowMicros) {
        if (entry.seenMinutes() * MICROS_PER_MINUTE > nowMicros + SKEW_MICROS) {
            return Optional.of(IgnoreReason.FUTURE);
        }
        if (entry.untilMicros() <= nowMicros) {
            return Optional.of(IgnoreReason.STALE);
        }
        Optional<Entry> before =
                store.find(entry.key()).flatMap(state -> Optional.ofNullable(state.entries.get(entry.place())));
        if (before.isPresent()) {
            return entry.isNewerThan(before.get()) ? Optional.empty() : Optional.of(IgnoreReason.DUPLICATE);
        }
        return store.hasRoom(entry, activeOwners) ? Optional.empty() : Optional.of(IgnoreReason.OVER_QUOTA);
    }

    private Entry statement(
            Entry.Kind kind, TagKey key, Bytes32 id, Reporter reporter, int weight, long minutes, long nowMicros) {
        return new Entry(
                kind,
                key,
                id,
                reporter.node(),
                reporter.owner(),
                weight,
                false,
                0,
                minutes,
                (minutes + config.windowMinutes()) * MICROS_PER_MINUTE,
                nowMicros,
                nextSerial++,
                null);
    }

    private static List<CorrelatorEffect> ignored(IgnoreReason reason) {
        return List.of(new CorrelatorEffect.Ignored(reason));
    }
}
