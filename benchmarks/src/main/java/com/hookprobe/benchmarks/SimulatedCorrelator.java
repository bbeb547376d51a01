package com.hookprobe.benchmarks;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The MSSP: counts reports, decides, has its decisions witnessed. What it keeps is in memory. */
final class SimulatedCorrelator {
    private static final int AGE_DAYS = 100;

    /** Who shall get which message. */
    interface Out {
        void toWitness(NodeId witness, byte[] message);

        void toSites(byte[] message);
    }

    private final DeviceKey key;
    private final Map<NodeId, SimulatedSite> sites;
    private final Correlator correlator;
    private final WitnessDesk desk;
    private final Out out;
    private long sequence;
    private long position;

    SimulatedCorrelator(
            DeviceKey key, WitnessSet set, CorrelatorConfig counting, Map<NodeId, SimulatedSite> sites, Out out) {
        this.key = key;
        this.sites = sites;
        this.out = out;
        this.correlator = new Correlator(counting, sites.size());
        this.desk = new WitnessDesk(set, SimulatedSites.EPOCHS, sites.size(), site -> AGE_DAYS, witness -> true);
    }

    synchronized void report(byte[] bytes) throws Exception {
        if (!(MeshMessage.decode(bytes) instanceof MeshMessage.Signature sent)) {
            throw new IllegalStateException("a report is expected");
        }
        List<Long> hops = new ArrayList<>(sent.hopMicros());
        hops.add(SimulatedSites.micros());
        NodeId reporter = NodeId.of(sent.reporter());
        SimulatedSite site = sites.get(reporter);
        AttackSignature report = AttackSignature.decode(sent.encoded());
        if (site == null
                || !report.verify((message, signature) -> Ed25519.verify(site.publicKey(), message, signature))) {
            throw new IllegalStateException("a report of nobody");
        }
        desk.report(reporter, report);
        Reporter counted = Reporter.of(Bytes32.of(reporter.bytes()), SimulatedSites.TRUST, AGE_DAYS);
        for (CorrelatorEffect effect : correlator.report(report, counted, SimulatedSites.micros())) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                long now = SimulatedSites.micros();
                MeshDecision decision = MeshDecision.sign(broadcast.draft(), ++sequence, now, hops, key::sign);
                carryOut(desk.decide(decision, hops, System.nanoTime(), now));
            }
        }
    }

    synchronized void answer(NodeId from, byte[] bytes) throws Exception {
        if (!(MeshMessage.decode(bytes) instanceof MeshMessage.WitnessAnswer answer)) {
            throw new IllegalStateException("an answer is expected");
        }
        carryOut(desk.vote(from, answer.encoded(), System.nanoTime()));
    }

    private void carryOut(List<DeskEffect> effects) {
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                out.toWitness(request.witness(), new MeshMessage.WitnessAsk(request.encoded()).encode());
            } else if (effect instanceof DeskEffect.Witnessed witnessed) {
                List<Long> hops = new ArrayList<>(witnessed.hopMicros());
                hops.add(SimulatedSites.micros());
                out.toSites(new MeshMessage.Decision(
                                ++position,
                                witnessed.decision().encode(),
                                witnessed.proof().encode(),
                                hops)
                        .encode());
            }
        }
    }
}
