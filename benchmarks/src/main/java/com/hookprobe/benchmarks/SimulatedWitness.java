package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.JudgeEffect;
import com.hookprobe.node.witness.SignedClaims;
import com.hookprobe.node.witness.WitnessJudge;
import com.hookprobe.node.witness.WitnessKnowledge;
import com.hookprobe.node.witness.WitnessRules;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A validator as a witness, with a ledger in memory; what it signs is not written to a disk. */
final class SimulatedWitness {
    private final NodeId id;
    private final NodeId correlator;
    private final Map<NodeId, SimulatedSite> sites;
    private final BlockStore store;
    private final WitnessJudge judge;

    SimulatedWitness(
            NodeId id,
            BlsSecretKey key,
            WitnessSet set,
            Hash32 network,
            NodeId correlator,
            WitnessRules rules,
            Map<NodeId, SimulatedSite> sites) {
        this.id = id;
        this.correlator = correlator;
        this.sites = sites;
        this.store = MemoryBlockStore.create(network);
        this.judge = new WitnessJudge(set, id, correlator, rules, knowledge(), new SignedClaims(), key::sign);
    }

    NodeId id() {
        return id;
    }

    /** A site's block has come; what waited for it is answered. */
    synchronized List<byte[]> block(byte[] encoded) throws Exception {
        Microblock block = Microblock.decode(encoded);
        SimulatedSite source = sites.get(block.source());
        if (source == null || !block.verify(PublicKeyBytes.ed25519(source.publicKey()))) {
            throw new IllegalStateException("a block of nobody");
        }
        store.put(block);
        return answers(judge.again(System.nanoTime(), SimulatedSites.micros()));
    }

    synchronized List<byte[]> ask(byte[] bytes) throws Exception {
        if (!(MeshMessage.decode(bytes) instanceof MeshMessage.WitnessAsk ask)) {
            throw new IllegalStateException("a witness is asked");
        }
        return answers(judge.ask(correlator, ask.encoded(), System.nanoTime(), SimulatedSites.micros()));
    }

    private static List<byte[]> answers(List<JudgeEffect> effects) {
        List<byte[]> answers = new ArrayList<>();
        for (JudgeEffect effect : effects) {
            if (effect instanceof JudgeEffect.Answer answer) {
                answers.add(new MeshMessage.WitnessAnswer(answer.vote().encode()).encode());
            }
        }
        return answers;
    }

    private WitnessKnowledge knowledge() {
        return new WitnessKnowledge() {
            @Override
            public Optional<byte[]> siteKey(NodeId node) {
                return Optional.ofNullable(sites.get(node)).map(SimulatedSite::publicKey);
            }

            @Override
            public OptionalDouble trust(NodeId node, long nowMicros) {
                return OptionalDouble.of(SimulatedSites.TRUST);
            }

            @Override
            public boolean sealedAlert(Bytes32 evidence, NodeId by) {
                try {
                    return store.get(Hash32.of(evidence.bytes()))
                            .filter(block -> block.source().equals(by) && block.eventType() == EventType.IDS_ALERT)
                            .isPresent();
                } catch (StoreException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
