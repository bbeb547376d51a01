package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.JudgeEffect;
import com.hookprobe.node.witness.WitnessJudge;
import com.hookprobe.node.witness.WitnessKnowledge;
import com.hookprobe.node.witness.WitnessRules;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.node.witness.WitnessVote;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A validator as a witness: judges the correlators' decisions by what it knows itself, and signs or says why not. It stands behind
 * {@link ValidatorRole} in the order of roles, so that a block is in the store when this role hears of it.
 */
final class WitnessRole implements Role {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LOOK_AT_CLOCK_EVERY = Duration.ofSeconds(1);
    /** Blocks may come faster than it is worth looking at what waits for them. */
    private static final long LOOK_EVERY_NS = 20_000_000L;

    /** Sends a message to a node; false when there is no session. */
    @FunctionalInterface
    interface Sender {
        boolean send(NodeId to, int channel, byte[] message);
    }

    private final NodeContext node;
    private final BlockStore store;
    private final CertificateBook certificates;
    private final Sender sender;
    private final BlsSecretKey key;
    private final WitnessMemory memory;
    /** One for each correlator: the MSSP, and the nexus for its region. */
    private final Map<NodeId, WitnessJudge> judges = new LinkedHashMap<>();

    private long lookedNs;

    WitnessRole(NodeContext node, BlockStore store, CertificateBook certificates, Sender sender)
            throws KeystoreException {
        this.node = node;
        this.store = store;
        this.certificates = certificates;
        this.sender = sender;
        this.memory = WitnessMemory.open(node);
        this.key = node.keys().bls();
        this.lookedNs = node.loop().nowNs() - LOOK_EVERY_NS;
        int sites = (int) node.mesh().members().stream().filter(Member::site).count();
        WitnessSet set = WitnessSets.set(node.genesis());
        NodeId self = node.self().id();
        WitnessRules rules = new WitnessRules(
                CorrelatorConfig.standard()
                        .withBlockOwners(node.config().sharing().blockOwners())
                        .withYoungDays(node.config().sharing().youngOwnerDays()),
                sites,
                WitnessSets.epochs(node.genesis()));
        for (Member mssp : node.mesh().verifiers()) {
            // What was signed for one of them is signed for the other: they share one log, and decide the same.
            judges.put(
                    mssp.id(), new WitnessJudge(set, self, mssp.id(), rules, knowledge(), memory.claims(), key::sign));
        }
        node.mesh()
                .region()
                .ifPresent(nexus -> judges.put(
                        nexus.id(),
                        WitnessJudge.ofRegion(set, self, nexus.id(), rules, knowledge(), memory.claims(), key::sign)));
    }

    @Override
    public void start() {
        node.loop().every(TICK, this::again);
        node.loop().every(LOOK_AT_CLOCK_EVERY, memory::lookAtClock);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) {
        if (message instanceof MeshMessage.WitnessAsk ask) {
            WitnessJudge judge = judges.get(from);
            if (judge == null) {
                ignored(from, "expected a correlator to ask");
                return;
            }
            long nowNs = node.loop().nowNs();
            answer(from, judge.ask(from, ask.encoded(), nowNs, node.loop().wallMicros()));
        } else if (message instanceof MeshMessage.Certificate) {
            again();
        }
    }

    /** A block may have come that a claim waits for. */
    @Override
    public void onDsm(NodeId from, byte[] message) {
        if (node.loop().nowNs() - lookedNs >= LOOK_EVERY_NS) {
            again();
        }
    }

    private void again() {
        judges.forEach((correlator, judge) -> {
            if (judge.waiting() > 0) {
                lookedNs = node.loop().nowNs();
                answer(correlator, judge.again(lookedNs, node.loop().wallMicros()));
            }
        });
    }

    private void answer(NodeId to, List<JudgeEffect> effects) {
        for (JudgeEffect effect : memory.durable(effects)) {
            if (effect instanceof JudgeEffect.Answer answer) {
                sender.send(
                        to,
                        Channels.ALERTS,
                        new MeshMessage.WitnessAnswer(answer.vote().encode()).encode());
                log(answer);
            } else if (effect instanceof JudgeEffect.Ignored ignored) {
                ignored(to, ignored.reason());
            }
        }
    }

    private void ignored(NodeId from, String reason) {
        node.log().event("witness_request_refused", "from", node.links().name(from), "reason", reason);
    }

    private void log(JudgeEffect.Answer answer) {
        if (answer.vote() instanceof WitnessVote.Refused refused) {
            WitnessSets.logRefusal(node.log(), node.self().name(), answer.claim(), refused);
            return;
        }
        node.log()
                .event(
                        "witness_signed",
                        "decision",
                        answer.claim().decision().hex().substring(0, 16),
                        "level",
                        answer.claim().level().name());
    }

    private WitnessKnowledge knowledge() {
        return new WitnessKnowledge() {
            @Override
            public Optional<byte[]> siteKey(NodeId id) {
                return node.mesh()
                        .member(id)
                        .filter(Member::site)
                        .map(m -> m.card().ed25519());
            }

            @Override
            public OptionalDouble trust(NodeId id, long nowMicros) {
                return certificates.trust(id, nowMicros);
            }

            @Override
            public boolean sealedAlert(Bytes32 evidence, NodeId by) {
                return block(evidence)
                        .filter(block -> block.source().equals(by) && block.eventType() == EventType.IDS_ALERT)
                        .isPresent();
            }
        };
    }

    /** What the store cannot read is not known: the claim waits, and is refused in the end. */
    private Optional<Microblock> block(Bytes32 hash) {
        try {
            return store.get(Hash32.of(hash.bytes()));
        } catch (StoreException e) {
            node.log().event("witness_store_failed", "error", e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        key.close();
        memory.close();
    }
}
