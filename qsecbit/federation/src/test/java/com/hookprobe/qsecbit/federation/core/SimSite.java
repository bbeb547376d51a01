package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An honest site of the simulation: what it knows, what the mesh made it enforce, and since when. */
final class SimSite {
    /** What is in force about a value on the mesh's word. */
    record Force(Measure measure, long sinceMicros, long untilMicros) {}

    final int owner;
    final Bytes32 node;
    final Samples.Toy key;
    final Set<IndicatorValue> allowlist = new HashSet<>();
    final BenignHistory history = new BenignHistory();
    final Set<IndicatorValue> attackedBy = new HashSet<>();
    final Map<IndicatorValue, Force> mesh = new HashMap<>();

    /** Every block that has ended or been lifted, with its value. */
    final Map<IndicatorValue, Long> longestBlockMicros = new HashMap<>();

    private final KeyRing ring = new KeyRing();
    private final SiteFilter filter;

    SimSite(int owner, Samples.Toy correlator) {
        this.owner = owner;
        this.node = Samples.id(1000L * owner);
        this.key = new Samples.Toy(1000L * owner);
        this.filter = new SiteFilter(correlator);
        ring.add(Samples.keys(1));
    }

    /** Takes a message of the correlator; the tags to veto. */
    List<TagKey> take(byte[] message, long now) throws MalformedException {
        List<SiteEffect> effects;
        if (isDecision(message)) {
            effects = filter.onDecision(MeshDecision.decode(message), ring, allowlist::contains, history, now);
        } else {
            effects = filter.onCancel(MeshCancel.decode(message), now);
        }
        List<TagKey> vetoes = new ArrayList<>();
        for (SiteEffect effect : effects) {
            if (effect instanceof SiteEffect.Apply apply) {
                enforce(apply, now);
            } else if (effect instanceof SiteEffect.Lift lift) {
                end(lift.value(), now);
                mesh.remove(lift.value());
            } else if (effect instanceof SiteEffect.SendVeto veto) {
                vetoes.add(veto.key());
            }
        }
        return vetoes;
    }

    boolean blocks(IndicatorValue value, long now) {
        Force force = mesh.get(value);
        return force != null && force.measure() == Measure.BLOCK && force.untilMicros() > now;
    }

    boolean limits(IndicatorValue value, long now) {
        Force force = mesh.get(value);
        return force != null && force.untilMicros() > now;
    }

    /** Books the block that is in force now as if it ended. */
    void end(IndicatorValue value, long now) {
        if (blocks(value, now)) {
            longestBlockMicros.merge(value, now - mesh.get(value).sinceMicros(), Math::max);
        }
    }

    private void enforce(SiteEffect.Apply apply, long now) {
        boolean blocksNow = blocks(apply.value(), now);
        long since = blocksNow && apply.measure() == Measure.BLOCK
                ? mesh.get(apply.value()).sinceMicros()
                : now;
        if (blocksNow && apply.measure() != Measure.BLOCK) {
            return; // One origin never weakens its own decision; a cancel comes first.
        }
        mesh.put(apply.value(), new Force(apply.measure(), since, now + apply.ttlMicros()));
    }

    /** Decisions are longer than the longest cancel without vetoes, and have another layout: whichever decodes. */
    private static boolean isDecision(byte[] message) {
        try {
            MeshDecision.decode(message);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }
}
