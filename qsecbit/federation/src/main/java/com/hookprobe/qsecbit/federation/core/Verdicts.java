package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what the statements about a tag reach with what the sites hold, and says what to send. */
final class Verdicts {
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** FEDERATION 7.3: how often a decision is sent again with more sealed values. */
    static final long RESEND_MICROS = 10 * MICROS_PER_SECOND;

    private static final int SITES_MAX = 0xffff;

    private final CorrelatorConfig config;
    private final Set<TagKey> resends = new LinkedHashSet<>();
    private final Unsettled unsettled = new Unsettled();
    private int activeOwners;

    Verdicts(CorrelatorConfig config) {
        this.config = config;
    }

    void activeOwners(int owners) {
        activeOwners = owners;
    }

    /** The tags whose decisions are to be sent again, in the order in which they are. */
    Set<TagKey> resends() {
        return resends;
    }

    /** The decisions that wait for vetoes, and until when, in the order in which they are due. */
    Map<TagKey, Long> unsettled() {
        return unsettled.dueMicros();
    }

    /** The level that the valid statements reach. */
    Optional<DecisionLevel> reached(TagState state, long nowMicros) {
        if (state.suppressedUntilMicros > nowMicros || isVetoed(state, nowMicros)) {
            return Optional.empty();
        }
        return state.reports(nowMicros).level(config.blockOwners(), activeOwners);
    }

    /** A report has come. */
    void reported(TagState state, Entry report, long nowMicros, List<CorrelatorEffect> effects) {
        TagState.Active active = state.activeAt(nowMicros);
        if (active != null) {
            active.basis().put(report.node(), report);
        }
        Optional<DecisionLevel> level = reached(state, nowMicros);
        if (level.isPresent() && isNews(active, level.get(), nowMicros)) {
            broadcast(state, level.get(), nowMicros, effects);
        } else if (active != null && wantsResend(state, active, nowMicros)) {
            resends.add(state.key);
        }
    }

    /** A veto has come. */
    void vetoed(TagState state, long nowMicros, List<CorrelatorEffect> effects) {
        if (!isVetoed(state, nowMicros)) {
            return;
        }
        int proven = Weights.provenWeight(activeOwners);
        List<Bytes32> names = state.vetoes(nowMicros).reaching(proven, DecisionDraft.REPORTS_MAX);
        TagState.Active active = state.activeAt(nowMicros);
        if (active != null && cancel(state, CancelReason.VETOED, names, nowMicros, effects)) {
            List<Bytes32> owners = Tally.of(active.basis().values()).byArrival().stream()
                    .map(Entry::owner)
                    .toList();
            effects.add(new CorrelatorEffect.Penalise(owners, state.key));
        }
    }

    /**
     * A node's reports up to a minute count no more.
     *
     * <p>FEDERATION P3: the decision falls only when it rested on them. Whoever spoke for it and has merely grown old
     * still does, or a liar could lift a ban by taking back a report it never made.
     */
    void withdrawn(
            TagState state,
            Bytes32 node,
            long upToMinutes,
            CancelReason reason,
            long nowMicros,
            List<CorrelatorEffect> effects) {
        TagState.Active active = state.activeAt(nowMicros);
        Entry spoken = active == null ? null : active.basis().get(node);
        if (active == null || spoken == null || spoken.seenMinutes() > upToMinutes) {
            return;
        }
        active.basis().remove(node);
        Optional<DecisionLevel> left = Tally.of(active.basis().values()).level(config.blockOwners(), activeOwners);
        if (left.filter(level -> level.atLeast(active.draft().level())).isPresent()) {
            return;
        }
        if (left.filter(level -> level.atLeast(DecisionLevel.BLOCK)).isPresent()) {
            stepDown(state, active, left.get(), nowMicros, effects);
            return;
        }
        cancel(state, reason, List.of(), nowMicros, effects);
        reached(state, nowMicros).ifPresent(level -> broadcast(state, level, nowMicros, effects));
    }

    /** The vetoes that kept a decision away are gone: it is made now, and not only when the next report comes. */
    void reconsider(TagState state, long nowMicros, List<CorrelatorEffect> effects) {
        if (state.activeAt(nowMicros) == null) {
            reached(state, nowMicros).ifPresent(level -> broadcast(state, level, nowMicros, effects));
        }
    }

    /** Lifts what the sites hold; false when they hold nothing. */
    boolean cancel(
            TagState state, CancelReason reason, List<Bytes32> vetoes, long nowMicros, List<CorrelatorEffect> effects) {
        TagState.Active active = state.activeAt(nowMicros);
        if (active == null) {
            return false;
        }
        state.active = null;
        resends.remove(state.key);
        unsettled.cancelled(state.key);
        effects.add(new CorrelatorEffect.Cancel(
                new CancelDraft(state.key, active.draft().id(), reason, vetoes)));
        return true;
    }

    /** Lets time pass. */
    void tick(EntryStore store, long nowMicros, List<CorrelatorEffect> effects) {
        resendDue(store, nowMicros, effects);
        unsettled.settle(store, nowMicros, effects);
    }

    private void resendDue(EntryStore store, long nowMicros, List<CorrelatorEffect> effects) {
        for (TagKey key : List.copyOf(resends)) {
            Optional<TagState> state = store.find(key);
            TagState.Active active = state.isEmpty() ? null : state.get().activeAt(nowMicros);
            if (state.isEmpty() || active == null) {
                resends.remove(key);
            } else if (nowMicros - active.sentMicros() >= RESEND_MICROS) {
                resends.remove(key);
                resend(state.get(), active, nowMicros, effects);
            }
        }
    }

    boolean isVetoed(TagState state, long nowMicros) {
        return state.vetoes(nowMicros).sum() >= Weights.provenWeight(activeOwners);
    }

    /**
     * Higher than what holds, or as high again in the second half of its life, or a block that outlasts a long one: who comes back when
     * that ends must not find the gate open although enough have seen him again.
     */
    private boolean isNews(TagState.@Nullable Active active, DecisionLevel level, long nowMicros) {
        if (active == null) {
            return true;
        }
        DecisionLevel held = active.draft().level();
        long leftMicros = active.endsMicros() - nowMicros;
        if (level == held) {
            return leftMicros < config.ttlSeconds(held) * MICROS_PER_SECOND / 2;
        }
        boolean outlasts = level == DecisionLevel.BLOCK && leftMicros < config.ttlSeconds(level) * MICROS_PER_SECOND;
        return level.atLeast(held) || outlasts;
    }

    /** FEDERATION 7.3: until sealed values of more owners than can lie are out, more of them are sent. */
    private boolean wantsResend(TagState state, TagState.Active active, long nowMicros) {
        return active.draft().level().atLeast(DecisionLevel.BLOCK)
                && active.ownersSent().size() <= Weights.liarsMax(activeOwners)
                && state.reports(nowMicros).byArrival().stream()
                        .anyMatch(entry -> !active.ownersSent().contains(entry.owner()));
    }

    private void broadcast(TagState state, DecisionLevel level, long nowMicros, List<CorrelatorEffect> effects) {
        Tally reports = state.reports(nowMicros);
        List<Bytes32> names =
                reports.justification(level, config.blockOwners(), activeOwners, DecisionDraft.REPORTS_MAX);
        Set<Bytes32> sent = new HashSet<>();
        DecisionDraft draft =
                draft(state, level, config.ttlSeconds(level), names, reports, pickSealed(reports, sent), nowMicros);
        Map<Bytes32, Entry> basis = new HashMap<>();
        state.valid(Entry.Kind.REPORT, nowMicros).forEach(entry -> basis.put(entry.node(), entry));
        activate(state, draft, sent, basis, nowMicros, effects);
    }

    /**
     * FEDERATION 7.9: what is left still blocks, so the lower decision takes the place of the higher one. A cancel between
     * them would let the attacker in at each site for as long as the two are apart, as often as a liar likes.
     */
    private void stepDown(
            TagState state,
            TagState.Active active,
            DecisionLevel level,
            long nowMicros,
            List<CorrelatorEffect> effects) {
        Tally left = Tally.of(active.basis().values());
        List<Bytes32> names = left.justification(level, config.blockOwners(), activeOwners, DecisionDraft.REPORTS_MAX);
        Set<Bytes32> sent = new HashSet<>();
        DecisionDraft draft =
                draft(state, level, config.ttlSeconds(level), names, left, pickSealed(left, sent), nowMicros);
        activate(state, draft, sent, active.basis(), nowMicros, effects);
    }

    private void resend(TagState state, TagState.Active active, long nowMicros, List<CorrelatorEffect> effects) {
        int leftSeconds = (int) ((active.endsMicros() - nowMicros) / MICROS_PER_SECOND);
        if (leftSeconds < 1 || !wantsResend(state, active, nowMicros)) {
            return;
        }
        Set<Bytes32> sent = new HashSet<>(active.ownersSent());
        Tally reports = state.reports(nowMicros);
        List<SealedValue> sealed = pickSealed(reports, sent);
        List<Bytes32> names = active.draft().reports();
        DecisionDraft draft = draft(state, active.draft().level(), leftSeconds, names, reports, sealed, nowMicros);
        activate(state, draft, sent, active.basis(), nowMicros, effects);
        if (state.active != null && wantsResend(state, state.active, nowMicros)) {
            resends.add(state.key);
        }
    }

    private void activate(
            TagState state,
            DecisionDraft draft,
            Set<Bytes32> sent,
            Map<Bytes32, Entry> basis,
            long nowMicros,
            List<CorrelatorEffect> effects) {
        long endsMicros = nowMicros + draft.ttlSeconds() * MICROS_PER_SECOND;
        state.active = new TagState.Active(draft, endsMicros, nowMicros, sent, basis);
        effects.add(new CorrelatorEffect.Broadcast(draft));
        unsettled.decided(state.key, draft.level(), nowMicros);
        if (wantsResend(state, state.active, nowMicros)) {
            resends.add(state.key);
        }
    }

    private DecisionDraft draft(
            TagState state,
            DecisionLevel level,
            int ttlSeconds,
            List<Bytes32> names,
            Tally reports,
            List<SealedValue> sealed,
            long nowMicros) {
        List<Entry> counted = reports.byArrival();
        // FEDERATION 7.8: of all that count, not only of each owner's heaviest: a second node is no younger attack.
        long firstMicros = state.entries.values().stream()
                .filter(entry -> entry.kind() == Entry.Kind.REPORT && entry.untilMicros() > nowMicros)
                .mapToLong(Entry::arrivedMicros)
                .min()
                .orElse(nowMicros);
        TagState.Active held = state.activeAt(nowMicros);
        if (held != null) {
            // What it rests on may have grown old since; a later report of anybody's makes the attack no younger.
            firstMicros = Math.min(firstMicros, held.draft().firstReportMicros());
        }
        return new DecisionDraft(
                state.key,
                counted.get(0).attackType(),
                level,
                ttlSeconds,
                Math.min(counted.size(), SITES_MAX),
                config.blockOwners(),
                firstMicros,
                names,
                sealed);
    }

    /** The newest first: the report that just reached the level is the least likely to be a liar's preparation. */
    private static List<SealedValue> pickSealed(Tally reports, Set<Bytes32> sent) {
        List<SealedValue> sealed = new ArrayList<>();
        List<Entry> counted = reports.byArrival();
        for (int i = counted.size() - 1; i >= 0 && sealed.size() < DecisionDraft.SEALED_MAX; i--) {
            Entry entry = counted.get(i);
            if (entry.sealed() != null && sent.add(entry.owner())) {
                sealed.add(entry.sealed());
            }
        }
        return sealed;
    }
}
