package com.hookprobe.benchmarks;

import com.hookprobe.benchmarks.BlockTimes.Hop;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a site does about attackers and decisions, with everything of a node's that takes time but sensors, disks and HTP. */
final class SimulatedSite {
    private static final int VALID_MINUTES = 24 * 60;

    /** A report, and the block that seals what it tells of. */
    record Reported(byte[] block, byte[] message) {}

    private final DeviceKey key;
    private final NodeId id;
    private final Bytes32 node;
    private final GroupKeys group;
    private final KeyRing keys = new KeyRing();
    private final SourceChain chain;
    private final SiteFilter filter;
    private final WitnessCheck witnesses;
    private final BenignHistory history = new BenignHistory();
    private final Response response = new Response(new Allowlist(List.of()), new DryRunEnforcer());
    private final Map<IpAddress, Map<Hop, Long>> blocked = new HashMap<>();

    SimulatedSite(DeviceKey key, byte[] groupSecret, byte[] correlatorKey, Hash32 network, WitnessCheck witnesses) {
        this.key = key;
        this.id = NodeId.derive(key.publicKey());
        this.node = Bytes32.of(id.bytes());
        this.group = GroupKeys.derive(groupSecret, SimulatedSites.KEY_EPOCH);
        keys.add(group);
        this.chain = new SourceChain(MemoryBlockStore.create(network), network, id, 0, BlockSigner.of(key));
        this.filter = new SiteFilter((bytes, signature) -> Ed25519.verify(correlatorKey, bytes, signature));
        this.witnesses = witnesses;
    }

    NodeId id() {
        return id;
    }

    byte[] publicKey() {
        return key.publicKey();
    }

    /** Seals what was detected, makes the report of it and signs it. */
    synchronized Reported report(IpAddress attacker, RandomGenerator random) throws Exception {
        long detected = SimulatedSites.micros();
        Hash32 payload = Hash32.sha256("a payload " + random.nextLong());
        Microblock sealed = chain.append(EventType.IDS_ALERT, payload, Optional.empty(), detected);
        long minutes = ReportFacts.minutes(detected);
        ReportFacts facts = new ReportFacts(
                1,
                1110,
                Context.NONE,
                90,
                Severity.HIGH,
                minutes,
                minutes,
                Buckets.of(1),
                Bytes32.of(sealed.hash().bytes()),
                VALID_MINUTES);
        AttackSignature report =
                AttackSignature.build(IndicatorValue.ip(attacker), facts, group, node, random, key::sign);
        MeshMessage message =
                new MeshMessage.Signature(id.bytes(), report.encode(), List.of(detected, SimulatedSites.micros()));
        return new Reported(sealed.encode(), message.encode());
    }

    /** A decision has come, with the proof of its witnesses. */
    synchronized void receive(byte[] bytes) throws Exception {
        long received = SimulatedSites.micros();
        if (!(MeshMessage.decode(bytes) instanceof MeshMessage.Decision sent)) {
            throw new IllegalStateException("a site gets decisions");
        }
        MeshDecision decision = MeshDecision.decode(sent.encoded());
        if (witnesses.fault(decision, sent.proof(), received).isPresent()) {
            return;
        }
        for (SiteEffect effect : filter.onDecision(decision, keys, this::allowed, history, received)) {
            if (effect instanceof SiteEffect.Apply apply) {
                apply(decision, apply, sent.hopMicros(), received);
            }
        }
    }

    private boolean allowed(IndicatorValue value) {
        return value.addresses()
                .map(addresses -> response.allowed(new Indicator(addresses)).isPresent())
                .orElse(false);
    }

    private void apply(MeshDecision decision, SiteEffect.Apply apply, List<Long> hops, long received) {
        Cidr addresses = apply.value().addresses().orElseThrow();
        long now = SimulatedSites.micros();
        Action action = apply.measure() == Measure.BLOCK ? Action.BLOCK : Action.RATE_LIMIT;
        Decision local = new Decision(
                decision.id().hex(),
                new Indicator(addresses),
                action,
                Duration.ofNanos(apply.ttlMicros() * 1_000),
                Origin.MESH,
                "mesh: " + decision.draft().sites() + " site(s)",
                0,
                now);
        Outcome outcome = response.apply(local, now);
        if (action == Action.BLOCK && outcome == Outcome.ENFORCED) {
            Map<Hop, Long> at = new EnumMap<>(Hop.class);
            at.put(Hop.DETECTED, hops.get(0));
            at.put(Hop.EDGE_SENT, hops.get(1));
            at.put(Hop.NEXUS, hops.get(2));
            at.put(Hop.MSSP, hops.get(3));
            at.put(Hop.DECIDED, decision.decidedMicros());
            at.put(Hop.WITNESSED, hops.get(4));
            at.put(Hop.RECEIVED, received);
            at.put(Hop.ENFORCED, SimulatedSites.micros());
            blocked.put(addresses.address(), at);
        }
    }

    /** When each hop of the way to this site's block ended; empty when it does not block. */
    synchronized Optional<Map<Hop, Long>> blocked(IpAddress attacker) {
        return Optional.ofNullable(blocked.get(attacker));
    }
}
