package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Carries out lies, with the keys and the knowledge that a member of the group has. */
final class Liars {
    private static final int FLOOD_REPORTS = 60;
    private static final int FLAPS = 4;

    private final Simulation mesh;
    private final Random random;
    /** By owner: nodes that are enrolled, then one that nobody trusts, then one that is not enrolled. */
    private final List<List<Member>> owners = new ArrayList<>();

    /** The newest epoch whose keys an owner has. */
    private final Map<Integer, Long> knownEpoch = new HashMap<>();

    private int fillers;

    Liars(Simulation mesh, Random random) {
        this.mesh = mesh;
        this.random = random;
    }

    void add(List<Member> nodes) {
        owners.add(nodes);
    }

    void give(int liar, long epoch) {
        knownEpoch.put(liar, epoch);
    }

    List<Member> nodes(int liar) {
        return owners.get(liar);
    }

    void act(Lie lie) {
        if (lie.liar() >= owners.size()) {
            return;
        }
        List<Member> nodes = owners.get(lie.liar());
        int trusted = nodes.size() - 2;
        Member by = nodes.get(lie.node() % trusted);
        long epoch = knownEpoch.getOrDefault(lie.liar(), 1L);
        IndicatorValue value = lie.value().value;
        TagKey tag = Cast.tag(value, epoch);
        long time = Math.max(0, mesh.clock.now() + lie.shiftMinutes() * Clockwork.MINUTE);
        switch (lie.kind()) {
            case REPORT -> mesh.send(by, report(value, epoch, by, time, 1440));
            case SHORT -> mesh.send(by, report(value, epoch, by, time, 1));
            case OLD_EPOCH -> mesh.send(by, report(value, Math.max(1, epoch - 1), by, time, 1440));
            case GARBAGE -> mesh.send(by, Forgery.garbage(report(value, epoch, by, time, 1440), by.key, random));
            case SWAPPED -> {
                IndicatorValue other = Cast.ALL.get(random.nextInt(Cast.ALL.size())).value;
                byte[] honest = report(value, epoch, by, time, 1440);
                mesh.send(
                        by,
                        other.type() == value.type() ? Forgery.swapped(honest, tag, other, by.key, random) : honest);
            }
            case COPY -> mesh.copyTo(by);
            case VETO -> mesh.send(by, Veto.build(tag, time, by.key).encode());
            case RETRACT, RETRACT_FOREIGN -> mesh.send(by, retraction(tag, by, time));
            case FLAP -> flap(value, epoch, by);
            case REPLAY -> mesh.post.replay();
            case FORGED_DECISION -> mesh.tellSites(forgedDecision(tag, value, epoch, by));
            case FORGED_CANCEL -> mesh.tellSites(forgedCancel(tag, by));
            case SYBIL -> {
                Member unknown = nodes.get(trusted + 1);
                mesh.send(unknown, report(value, epoch, unknown, time, 1440));
            }
            case DISTRUSTED -> {
                Member poor = nodes.get(trusted);
                mesh.send(poor, report(value, epoch, poor, time, 1440));
            }
            case FLOOD, FLOOD_WATCH, FLOOD_CANCEL, FLOOD_VETO -> flood(lie.kind(), nodes, epoch, time);
        }
    }

    /** Each time its report counts again, since its clock says a later minute. */
    private void flap(IndicatorValue value, long epoch, Member by) {
        TagKey tag = Cast.tag(value, epoch);
        for (int i = 0; i < FLAPS; i++) {
            long time = mesh.clock.now() + i * Clockwork.MINUTE;
            long at = mesh.clock.now() + i * 7 * Clockwork.SECOND;
            mesh.clock.at(at, () -> mesh.send(by, report(value, epoch, by, time, 1440)));
            mesh.clock.at(at + 3 * Clockwork.SECOND, () -> mesh.send(by, retraction(tag, by, time)));
        }
    }

    private void flood(LieKind kind, List<Member> nodes, long epoch, long time) {
        for (int i = 0; i < FLOOD_REPORTS; i++) {
            Member by = nodes.get(i % (nodes.size() - 2));
            IndicatorValue value = Cast.filler(fillers++);
            switch (kind) {
                case FLOOD_WATCH -> mesh.send(by, report(value, epoch, by, mesh.clock.now(), 1));
                case FLOOD_VETO ->
                    mesh.send(
                            by, Veto.build(Cast.tag(value, epoch), time, by.key).encode());
                case FLOOD_CANCEL -> {
                    mesh.send(by, report(value, epoch, by, mesh.clock.now(), 2));
                    TagKey tag = Cast.tag(value, epoch);
                    long later = mesh.clock.now() + 5 * Clockwork.SECOND;
                    mesh.clock.at(later, () -> mesh.send(by, retraction(tag, by, later)));
                }
                default -> mesh.send(by, report(value, epoch, by, time, 1440));
            }
        }
    }

    private byte[] report(IndicatorValue value, long epoch, Member by, long time, int validMinutes) {
        return AttackSignature.build(
                        value,
                        Simulation.facts(Severity.CRITICAL, time, validMinutes),
                        Cast.keys(epoch),
                        by.node(),
                        random,
                        by.key)
                .encode();
    }

    private byte[] retraction(TagKey tag, Member by, long time) {
        Bytes32 any = new Bytes32(9, 9, 9, random.nextInt(9));
        return Retraction.build(tag, any, time, by.key).encode();
    }

    private byte[] forgedDecision(TagKey tag, IndicatorValue value, long epoch, Member by) {
        DecisionDraft draft = new DecisionDraft(
                tag,
                1,
                DecisionLevel.BLOCK_LONG,
                86_400,
                9,
                3,
                mesh.clock.now(),
                List.of(new Bytes32(1, 2, 3, 4)),
                List.of(Cast.keys(epoch).seal(value, random)));
        return MeshDecision.sign(draft, 1L << 40, mesh.clock.now(), List.of(), by.key)
                .encode();
    }

    private byte[] forgedCancel(TagKey tag, Member by) {
        CancelDraft draft = new CancelDraft(tag, new Bytes32(1, 2, 3, 4), CancelReason.OPERATOR, List.of());
        return MeshCancel.sign(draft, 1L << 40, mesh.clock.now(), by.key).encode();
    }
}
