package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.IgnoreReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the correlator: its outputs, byte by byte, are a function of the ordered inputs alone (CORRELATION 2). Pure
 * and not thread-safe.
 *
 * <p>An input that comes twice changes nothing. Statements are told apart by the correlator; of the rest the arrival time
 * is enough, as the edge writes it down once.
 */
public final class Shard {
    private static final long MICROS_PER_MINUTE = 60_000_000;

    /** CORRELATION 2.4: after the longest time that a statement from before a revocation can still count. */
    private static final long SKEW_MINUTES = 10;

    private final Sharding sharding;
    private final int number;
    private final Map<IgnoreReason, Long> ignored = new EnumMap<>(IgnoreReason.class);
    private final TreeMap<Bytes32, Long> revokedMicros = new TreeMap<>();
    private @Nullable Settings settings;
    private @Nullable Correlator correlator;
    private LiveReports live = new LiveReports();
    private long nowMicros;
    private long tickedMicros = -1;
    private long configuredMicros = -1;
    private long nextSequence;

    /** A shard that has seen nothing: it ignores statements until it is configured. */
    public Shard(Sharding sharding, int number) {
        if (number < 0 || number >= sharding.shards()) {
            throw new IllegalArgumentException("no shard " + number + " of " + sharding.shards());
        }
        this.sharding = sharding;
        this.number = number;
    }

    /**
     * A shard that goes on from a snapshot.
     *
     * @throws MalformedException when it is no snapshot of this shard
     */
    public static Shard restore(Sharding sharding, int number, byte[] snapshot) throws MalformedException {
        Shard shard = new Shard(sharding, number);
        ShardSnapshot state = ShardSnapshot.decode(snapshot);
        if (state.shards() != sharding.shards() || state.shard() != number) {
            throw new MalformedException("a snapshot of shard " + state.shard() + " of " + state.shards()
                    + " and not of " + number + " of " + sharding.shards());
        }
        shard.nowMicros = state.nowMicros();
        shard.tickedMicros = state.tickedMicros();
        shard.configuredMicros = state.configuredMicros();
        shard.nextSequence = state.nextSequence();
        shard.revokedMicros.putAll(state.revokedMicros());
        ShardSnapshot.Counting counting = state.counting();
        if (counting != null) {
            shard.settings = counting.settings();
            shard.correlator =
                    Correlator.restore(sharding.part(counting.settings().config()), counting.correlator());
            shard.live = counting.live();
        }
        return shard;
    }

    /** Everything that later outputs depend on; equal states have equal snapshots. A new array. */
    public byte[] snapshot() {
        Settings set = settings;
        Correlator counts = correlator;
        return new ShardSnapshot(
                        sharding.shards(),
                        number,
                        nowMicros,
                        tickedMicros,
                        configuredMicros,
                        nextSequence,
                        revokedMicros,
                        set == null || counts == null ? null : new ShardSnapshot.Counting(set, counts.snapshot(), live))
                .encode();
    }

    /**
     * Takes the next input of the log.
     *
     * @throws IllegalArgumentException when it is about another shard's tag
     */
    public List<Output> take(Input input) {
        if (!sharding.concerns(number, input)) {
            throw new IllegalArgumentException("not an input of shard " + number + ": " + input.key());
        }
        // CORRELATION 2.3: edges' clocks differ a little; a shard's time never runs backwards.
        nowMicros = Math.max(nowMicros, input.arrivalMicros());
        if (input instanceof Input.Configured configured) {
            configure(configured);
            return List.of();
        }
        Correlator counts = correlator;
        Settings set = settings;
        if (counts == null || set == null || isOver(input, set)) {
            return List.of();
        }
        live.expire(nowMicros);
        List<CorrelatorEffect> effects = effects(counts, set, input);
        keep(input, set, effects);
        return outputs(effects, input);
    }

    /** CORRELATION 2.7: what has to be shown for decisions, tag by tag. */
    public void live(Consumer<LiveTag> to) {
        Correlator counts = correlator;
        if (counts != null) {
            live.forEach(key -> counts.active(key, nowMicros), to);
        }
    }

    /**
     * The reports that a decision names, while it is in force (CORRELATION 2.7).
     *
     * @param draft the decision that was made last about its tag
     * @return fewer than it names when it is in force no more
     */
    public List<SignedReport> basis(DecisionDraft draft) {
        return live.named(draft);
    }

    /** The latest arrival it has seen, microseconds since the epoch; 0 before the first. */
    public long nowMicros() {
        return nowMicros;
    }

    /** The sequence that the next output gets. */
    public long nextSequence() {
        return nextSequence;
    }

    /** How many statements counted for nothing since this object was made, by reason. */
    public Map<IgnoreReason, Long> ignored() {
        return Map.copyOf(ignored);
    }

    /** How many reports are kept as they were signed. */
    int reports() {
        return live.size();
    }

    /** How many statements are held. */
    public int entries() {
        return correlator == null ? 0 : correlator.entries();
    }

    /** True for what changes nothing: what was taken already, and what is older than what was. */
    private boolean isOver(Input input, Settings set) {
        if (input instanceof Input.Report report) {
            return isRevoked(report.source(), input);
        } else if (input instanceof Input.Vetoed veto) {
            return isRevoked(veto.source(), input);
        } else if (input instanceof Input.Retracted retraction) {
            return isRevoked(retraction.source(), input);
        } else if (input instanceof Input.Revoked revoke) {
            Long before = revokedMicros.get(revoke.node());
            // What is forgotten and sent again would take what the node said since it was reinstated.
            return (before != null && revoke.arrivalMicros() <= before)
                    || revoke.arrivalMicros() < nowMicros - keptMicros(set);
        } else if (input instanceof Input.Suppressed suppress) {
            // What has run out already would still cancel.
            return suppress.untilMicros() <= nowMicros;
        } else {
            return input.arrivalMicros() <= tickedMicros;
        }
    }

    private boolean isRevoked(Source source, Input input) {
        Long until = revokedMicros.get(source.node());
        return until != null && input.arrivalMicros() <= until;
    }

    private static long keptMicros(Settings set) {
        return (set.config().windowMinutes() + SKEW_MINUTES) * MICROS_PER_MINUTE;
    }

    private List<CorrelatorEffect> effects(Correlator counts, Settings set, Input input) {
        if (input instanceof Input.Report report) {
            return counts.report(report.message(), report.source().reporter(), nowMicros);
        } else if (input instanceof Input.Vetoed veto) {
            return counts.veto(veto.message(), veto.source().reporter(), nowMicros);
        } else if (input instanceof Input.Retracted retraction) {
            return counts.retract(retraction.message(), retraction.source().reporter(), nowMicros);
        } else if (input instanceof Input.Revoked revoke) {
            revokedMicros.put(revoke.node(), revoke.arrivalMicros());
            return counts.revoke(revoke.node(), nowMicros);
        } else if (input instanceof Input.Suppressed suppress) {
            return counts.suppress(suppress.tag(), suppress.untilMicros(), nowMicros);
        } else {
            tickedMicros = input.arrivalMicros();
            revokedMicros.values().removeIf(micros -> micros < nowMicros - keptMicros(set));
            return counts.tick(nowMicros);
        }
    }

    /** CORRELATION 2.7. */
    private void keep(Input input, Settings set, List<CorrelatorEffect> effects) {
        boolean taken = effects.stream().noneMatch(CorrelatorEffect.Ignored.class::isInstance);
        if (input instanceof Input.Report report && taken) {
            ReportFacts facts = report.message().facts();
            // FEDERATION 7.2.
            long minutes = facts.lastSeenMinutes() + Math.min(set.config().windowMinutes(), facts.validMinutes());
            live.taken(report.source().node(), report.message(), minutes * MICROS_PER_MINUTE);
        } else if (input instanceof Input.Retracted retraction && taken) {
            Retraction message = retraction.message();
            live.retracted(message.key(), retraction.source().node(), message.minutes());
        } else if (input instanceof Input.Revoked revoke) {
            live.revoked(revoke.node());
        }
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                live.decided(broadcast.draft(), nowMicros);
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                live.cancelled(cancel.draft().key());
            }
        }
    }

    private void configure(Input.Configured configured) {
        if (configured.arrivalMicros() <= configuredMicros) {
            return;
        }
        configuredMicros = configured.arrivalMicros();
        Settings next = configured.settings();
        Settings before = settings;
        Correlator counts = correlator;
        if (counts == null || before == null) {
            counts = new Correlator(sharding.part(next.config()), next.activeOwners());
        } else if (!before.config().equals(next.config())) {
            counts = withConfig(counts, next);
        }
        counts.activeOwners(next.activeOwners());
        correlator = counts;
        settings = next;
    }

    /** What is held stays; what comes is counted in the new way. */
    private Correlator withConfig(Correlator counts, Settings next) {
        try {
            return Correlator.restore(sharding.part(next.config()), counts.snapshot());
        } catch (MalformedException e) {
            throw new IllegalStateException("a correlator reads its own snapshot", e);
        }
    }

    private List<Output> outputs(List<CorrelatorEffect> effects, Input input) {
        List<CorrelatorEffect> ordered = new ArrayList<>();
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Ignored refusal) {
                ignored.merge(refusal.reason(), 1L, Long::sum);
            } else {
                ordered.add(effect);
            }
        }
        // What an input says of different tags happens at once: any order will do, and a hash's must not decide it.
        ordered.sort(Comparator.comparing(Shard::keyOf));
        List<Long> hops = input instanceof Input.Report report ? report.hopMicros() : List.of();
        List<Output> outputs = new ArrayList<>();
        for (CorrelatorEffect effect : ordered) {
            outputs.add(output(effect, hops));
        }
        return outputs;
    }

    private Output output(CorrelatorEffect effect, List<Long> hops) {
        long sequence = nextSequence++;
        if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
            return Output.decision(sharding, number, sequence, broadcast.draft(), nowMicros, hops);
        } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
            return Output.cancel(sharding, number, sequence, cancel.draft(), nowMicros);
        } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
            return Output.penalty(number, sequence, penalise, nowMicros);
        } else if (effect instanceof CorrelatorEffect.Confirm confirm) {
            return Output.confirmation(number, sequence, confirm, nowMicros);
        }
        throw new IllegalStateException("no output of " + effect);
    }

    private static TagKey keyOf(CorrelatorEffect effect) {
        if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
            return broadcast.draft().key();
        } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
            return cancel.draft().key();
        } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
            return penalise.key();
        } else if (effect instanceof CorrelatorEffect.Confirm confirm) {
            return confirm.key();
        }
        throw new IllegalStateException("an effect without a tag: " + effect);
    }
}
