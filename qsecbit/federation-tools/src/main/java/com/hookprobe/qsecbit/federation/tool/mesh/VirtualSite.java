package com.hookprobe.qsecbit.federation.tool.mesh;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import com.hookprobe.qsecbit.federation.core.Standings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A site of its own owner: it signs with its key, opens with the group's, and enforces what its filter lets through.
 * Made by {@link VirtualMesh#join}. Not thread-safe.
 */
public final class VirtualSite {
    /** Long enough in the mesh to count in full. */
    private static final int AGE_DAYS = 100;

    private static final double TRUST = 1;

    private record Force(Measure measure, long untilMicros) {}

    private final String name;
    private final Bytes32 node;
    private final NodeKey key;
    private final SplittableRandom random;
    private final RelationLookup relations;
    private final SiteFilter filter;
    private final KeyRing ring = new KeyRing();
    private final Map<IndicatorValue, Force> forces = new HashMap<>();
    private final Map<Bytes32, Live> live = new TreeMap<>();

    private record Live(IndicatorValue value, ReportFacts facts) {}

    VirtualSite(String name, SplittableRandom random, NodeKey correlator, RelationLookup relations) {
        this.name = name;
        this.random = random;
        byte[] id = new byte[Bytes32.LENGTH];
        random.nextBytes(id);
        this.node = Bytes32.of(id);
        this.key = new NodeKey(random);
        this.relations = relations;
        this.filter = new SiteFilter(correlator);
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    /** True while this site blocks a value on the mesh's word. */
    public boolean blocks(IndicatorValue value, long nowMicros) {
        Force force = forces.get(value);
        return force != null && force.measure() == Measure.BLOCK && force.untilMicros() > nowMicros;
    }

    /** Who speaks, with what trust the standing of its owner leaves (FEDERATION 7.7). */
    Reporter reporter(Standings standings, Standings.Word word, long nowMicros) {
        return Reporter.of(node, standings.weigh(word, node, TRUST, nowMicros), AGE_DAYS);
    }

    NodeKey key() {
        return key;
    }

    byte[] report(IndicatorValue value, ReportFacts facts) {
        GroupKeys keys = ring.latest().orElseThrow(() -> new IllegalStateException(name + " has no group keys yet"));
        AttackSignature report = AttackSignature.build(value, facts, keys, node, random, key);
        live.put(report.key().tag(), new Live(value, facts));
        return report.encode();
    }

    /**
     * Takes the keys of a new key epoch; the reports that live on are made again with them (FEDERATION 3.5), but for those of what this
     * site knows as good by now (ALERT-BASELINE 3.4): to the correlator they are new, and the others' vetoes would make them a fault.
     */
    List<byte[]> renew(GroupKeys keys, long nowMicros) {
        ring.add(keys);
        long nowMinutes = ReportFacts.minutes(nowMicros);
        List<Live> still = live.values().stream()
                .filter(report ->
                        report.facts().lastSeenMinutes() + report.facts().validMinutes() > nowMinutes)
                .filter(report -> relations.relation(report.value(), nowMicros) != Relation.ESTABLISHED)
                .toList();
        live.clear();
        forces.values().removeIf(force -> force.untilMicros() <= nowMicros);
        return still.stream()
                .map(report -> report(report.value(), report.facts()))
                .toList();
    }

    /** Takes a decision; the tags to veto. */
    List<TagKey> decision(byte[] message, long nowMicros) throws MalformedException {
        MeshDecision decision = MeshDecision.decode(message);
        return apply(filter.onDecision(decision, ring, value -> false, relations, nowMicros), nowMicros);
    }

    /** Takes a cancel. */
    void cancel(byte[] message, long nowMicros) throws MalformedException {
        apply(filter.onCancel(MeshCancel.decode(message), nowMicros), nowMicros);
    }

    private List<TagKey> apply(List<SiteEffect> effects, long nowMicros) {
        List<TagKey> vetoes = new ArrayList<>();
        for (SiteEffect effect : effects) {
            if (effect instanceof SiteEffect.Apply apply) {
                enforce(apply, nowMicros);
            } else if (effect instanceof SiteEffect.Lift lift) {
                forces.remove(lift.value());
            } else if (effect instanceof SiteEffect.SendVeto veto) {
                vetoes.add(veto.key());
            }
        }
        return vetoes;
    }

    private void enforce(SiteEffect.Apply apply, long nowMicros) {
        boolean weaker = apply.measure() != Measure.BLOCK && blocks(apply.value(), nowMicros);
        if (!weaker) {
            Force force = new Force(apply.measure(), nowMicros + apply.ttlMicros());
            forces.merge(
                    apply.value(),
                    force,
                    (before, now) -> before.measure() == now.measure() && before.untilMicros() > now.untilMicros()
                            ? before
                            : now);
        }
    }
}
