package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Blocks and words for tests of quorum receipts. */
final class Receipts {
    private Receipts() {}

    /** The first blocks of a source's chain. */
    static List<Microblock> blocks(Genesis genesis, Fixtures.TestSource source, int count) {
        MemoryBlockStore own = MemoryBlockStore.create(genesis.networkId());
        SourceChain chain = new SourceChain(own, genesis.networkId(), source.id(), 0, source.signer());
        List<Microblock> blocks = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Hash32 payload = Hash32.sha256("payload", new byte[] {(byte) i});
                blocks.add(chain.append(EventType.IDS_ALERT, payload, Optional.empty(), i));
            }
        } catch (StoreException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return blocks;
    }

    static Acknowledgement word(Genesis genesis, List<Fixtures.Member> members, int signer, Microblock block) {
        return word(genesis.networkId(), genesis.validators().hash(), members, signer, block);
    }

    static Acknowledgement word(
            Hash32 network, Hash32 set, List<Fixtures.Member> members, int signer, Microblock block) {
        SealedPlace place = SealedPlace.of(block);
        byte[] signature = members.get(signer).signer().signVote(place.signingBytes(network, set));
        return new Acknowledgement(place, set, signer, signature);
    }

    static QuorumReceipt receipt(Genesis genesis, List<Fixtures.Member> members, Microblock block, int... signers) {
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        for (int signer : signers) {
            signatures.put(signer, word(genesis, members, signer, block).signature());
        }
        return QuorumReceipt.of(genesis.validators(), SealedPlace.of(block), signatures);
    }

    /** What an honest node acknowledges is there after a power cut at this moment. */
    static void checkDurable(byte[] message, MemoryBlockStore store) {
        try {
            if (ConsensusCodec.decode(message) instanceof ConsensusMessage.Ack ack) {
                Hash32 block = ack.acknowledgement().place().block();
                SimOracle.check(
                        store.afterPowerCut(0).get(block).isPresent(), "acknowledged, but not durable: " + block);
            }
        } catch (MalformedException | StoreException e) {
            throw new AssertionError(e);
        }
    }
}
