package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RefusalReason;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An honest owner's site: its filter, its experience, and what is in force there on the mesh's word. */
final class Site {
    /** How many tags a site holds, and how many where floods are played. */
    static final int TAGS = 4096;

    static final int TAGS_FLOODED = 48;

    private static final int UNREADABLE_MAX = 64;

    /** What a site does not remember, so what its caller does not store. */
    private static final Set<RefusalReason> NOT_TAKEN = Set.of(
            RefusalReason.BAD_SIGNATURE,
            RefusalReason.FUTURE,
            RefusalReason.STALE,
            RefusalReason.REPLAYED,
            RefusalReason.UNKNOWN_EPOCH,
            RefusalReason.UNSEALABLE,
            RefusalReason.TOO_WIDE,
            RefusalReason.FULL);

    /** Until when each measure is in force, and since when without a gap. */
    record Force(long limitedUntil, long blockedSince, long blockedUntil) {}

    /** What a site detected itself, when last, and for how long its report counts. */
    record Seen(IndicatorValue value, long micros, int validMinutes) {}

    /** Computed once: they do not change during a run. */
    private record Relations(Set<Cast> allowed, Set<Cast> friends) {}

    /**
     * @param guards it enforced something, or was a cancel: old messages about its tag may be about
     * @param guard the last one before it that guards; without it the filter would not know after a restart to leave a floor
     */
    private record Stored(
            long sequence,
            byte[] message,
            boolean guards,
            @Nullable Stored guard) {
        Stored next(long number, byte[] next, boolean nextGuards) {
            return new Stored(number, next, nextGuards, guards ? new Stored(sequence, message, true, null) : guard);
        }
    }

    final int owner;
    final List<Member> nodes = new ArrayList<>();
    final Outages outages = new Outages();
    final Set<IndicatorValue> allowlist = new HashSet<>();

    /** With good flows on many days before the run. */
    final Set<IndicatorValue> friends = new HashSet<>();

    /** With some good flow. */
    final Set<IndicatorValue> acquaintances = new HashSet<>();

    /** On a warning list of this site. */
    final Set<IndicatorValue> warned = new HashSet<>();

    /** Whatever the mesh once made this site enforce. */
    final Set<IndicatorValue> everEnforced = new HashSet<>();

    /** With good flows that began when it attacked others already, and when. */
    final Map<IndicatorValue, Long> alibis = new HashMap<>();

    /** What it detected itself, to say again under new keys. */
    final List<Seen> attackers = new ArrayList<>();

    final Map<IndicatorValue, Force> inForce = new HashMap<>();

    /** How wrong its clock is. */
    long skewMicros;

    BenignHistory history = new BenignHistory();

    private final KeyRing ring = new KeyRing();
    private final NodeKey correlator;
    private final int tagsMax;
    private final Map<TagKey, Stored> stored = new HashMap<>();
    private final Map<Long, Long> keysSince = new HashMap<>();
    private final List<byte[]> unreadable = new ArrayList<>();
    private long newestEpoch;
    private SiteFilter filter;
    private int mostTags;
    private @Nullable Relations relations;

    Site(int owner, NodeKey correlator, int tagsMax) {
        this.owner = owner;
        this.correlator = correlator;
        this.tagsMax = tagsMax;
        this.filter = new SiteFilter(correlator, tagsMax);
    }

    /** Takes the keys of an epoch, and what came before them (FEDERATION 8.7); the tags to veto. */
    List<TagKey> give(long epoch, long now) {
        ring.add(Cast.keys(epoch));
        keysSince.put(epoch, now);
        newestEpoch = Math.max(newestEpoch, epoch);
        List<byte[]> early = List.copyOf(unreadable);
        unreadable.clear();
        List<TagKey> vetoes = new ArrayList<>();
        early.forEach(message -> vetoes.addAll(take(message, now)));
        return vetoes;
    }

    long newestEpoch() {
        return newestEpoch;
    }

    /** When it got the keys of an epoch; the greatest long for never. */
    long hasKeysSince(long epoch) {
        return keysSince.getOrDefault(epoch, Long.MAX_VALUE / 2);
    }

    /** A person's list and own infrastructure; a value that touches one of them is allowed. */
    boolean allows(IndicatorValue value) {
        return allowlist.stream().anyMatch(mine -> touches(mine, value));
    }

    boolean allows(Cast each) {
        return relations().allowed().contains(each);
    }

    /** Has good relations of many days with it, or with something in it. */
    boolean isFriend(Cast each) {
        return relations().friends().contains(each);
    }

    private Relations relations() {
        if (relations == null) {
            Set<Cast> allowed = EnumSet.noneOf(Cast.class);
            Set<Cast> known = EnumSet.noneOf(Cast.class);
            for (Cast each : Cast.ALL) {
                if (allows(each.value)) {
                    allowed.add(each);
                }
                if (friends.stream().anyMatch(friend -> touches(friend, each.value))) {
                    known.add(each);
                }
            }
            relations = new Relations(allowed, known);
        }
        return relations;
    }

    /** Takes a message of the correlator; the tags to veto. */
    List<TagKey> take(byte[] message, long now) {
        List<TagKey> vetoes = new ArrayList<>();
        try {
            if (isCancel(message)) {
                MeshCancel cancel = MeshCancel.decode(message);
                carryOut(filter.onCancel(cancel, now), cancel.key(), cancel.sequence(), message, now, vetoes);
            } else {
                MeshDecision decision = MeshDecision.decode(message);
                List<SiteEffect> effects =
                        filter.onDecision(decision, ring, this::allows, warned::contains, history, now);
                carryOut(effects, decision.key(), decision.sequence(), message, now, vetoes);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("the correlator sent what no one can read", e);
        }
        mostTags = Math.max(mostTags, filter.tags());
        return vetoes;
    }

    private void carryOut(
            List<SiteEffect> effects, TagKey key, long sequence, byte[] message, long now, List<TagKey> vetoes) {
        boolean taken = true;
        boolean guards = isCancel(message);
        for (SiteEffect effect : effects) {
            if (effect instanceof SiteEffect.Apply apply) {
                enforce(apply, now);
                guards = true;
            } else if (effect instanceof SiteEffect.Lift lift) {
                inForce.remove(lift.value());
            } else if (effect instanceof SiteEffect.SendVeto veto) {
                vetoes.add(veto.key());
            } else if (effect instanceof SiteEffect.Refused refused) {
                taken &= !NOT_TAKEN.contains(refused.reason());
                if (refused.reason() == RefusalReason.UNKNOWN_EPOCH && unreadable.size() < UNREADABLE_MAX) {
                    unreadable.add(message);
                }
            }
        }
        if (taken) {
            Stored before = stored.get(key);
            stored.put(
                    key,
                    before == null
                            ? new Stored(sequence, message, guards, null)
                            : before.next(sequence, message, guards));
        }
    }

    private void enforce(SiteEffect.Apply apply, long now) {
        Force before = inForce.getOrDefault(apply.value(), new Force(0, 0, 0));
        long until = now + apply.ttlMicros();
        everEnforced.add(apply.value());
        if (apply.measure() == Measure.BLOCK) {
            long since = before.blockedUntil() > now ? before.blockedSince() : now;
            inForce.put(apply.value(), new Force(before.limitedUntil(), since, Math.max(before.blockedUntil(), until)));
        } else {
            inForce.put(
                    apply.value(),
                    new Force(Math.max(before.limitedUntil(), until), before.blockedSince(), before.blockedUntil()));
        }
    }

    /** The process ends and begins again: what is stored is all it has (FEDERATION 8.3, 8.4). */
    List<TagKey> restart(long now) {
        long floor = filter.floorSequence();
        filter = new SiteFilter(correlator, tagsMax);
        inForce.clear();
        try {
            history = BenignHistory.restore(history.snapshot(), BenignHistory.PEERS_MAX, now);
        } catch (MalformedException e) {
            throw new IllegalStateException("a snapshot cannot be read", e);
        }
        List<Stored> messages = new ArrayList<>();
        for (Stored each : stored.values()) {
            messages.add(each);
            if (each.guard() != null) {
                messages.add(each.guard());
            }
        }
        messages.sort(Comparator.comparingLong(Stored::sequence));
        List<TagKey> vetoes = new ArrayList<>();
        messages.forEach(message -> vetoes.addAll(take(message.message(), now)));
        filter.raiseFloor(floor);
        return vetoes;
    }

    boolean blocks(IndicatorValue value, long now) {
        Force force = inForce.get(value);
        return force != null && force.blockedUntil() > now;
    }

    /** Since when it has been blocked without a gap; the least long when it never was. */
    long blockedSince(IndicatorValue value) {
        Force force = inForce.get(value);
        return force == null ? Long.MIN_VALUE : force.blockedSince();
    }

    boolean enforces(IndicatorValue value, long now) {
        Force force = inForce.get(value);
        return force != null && (force.blockedUntil() > now || force.limitedUntil() > now);
    }

    /** Also by a measure about something that holds the value. */
    boolean touchedBy(IndicatorValue value, boolean blockOnly, long now) {
        return inForce.keySet().stream()
                .anyMatch(other -> touches(other, value) && (blockOnly ? blocks(other, now) : enforces(other, now)));
    }

    int mostTags() {
        return mostTags;
    }

    static boolean touches(IndicatorValue one, IndicatorValue other) {
        Cidr a = Cast.addresses(one);
        Cidr b = Cast.addresses(other);
        return a == null || b == null ? one.equals(other) : a.overlaps(b);
    }

    /** The first byte behind tag and epoch is a level or a reason; only one of the two decodes. */
    private static boolean isCancel(byte[] message) {
        try {
            MeshCancel.decode(message);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }
}
