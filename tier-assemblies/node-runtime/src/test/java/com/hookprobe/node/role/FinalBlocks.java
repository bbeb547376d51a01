package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import java.util.ArrayList;
import java.util.List;

/** The first checkpoint of a mesh, over the first blocks of one source, with a certificate that light clients take. */
final class FinalBlocks {
    private final BlockStore store;
    private final ConsensusMessage decided;

    FinalBlocks(TestMesh mesh, Genesis genesis, List<Microblock> blocks) throws Exception {
        store = MemoryBlockStore.create(genesis.networkId());
        store.putAll(blocks);
        Microblock last = blocks.get(blocks.size() - 1);
        CheckpointBody body = new CheckpointBody(
                List.of(new SourceRange(last.source(), 0, 1, last.seq(), last.hash())),
                List.of(),
                List.of(),
                List.of());
        Frontier frontier = Frontier.EMPTY.advance(body.ranges());
        Hash32 set = genesis.validators().hash();
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                genesis.networkId(),
                1,
                genesis.epoch() + 1,
                genesis.epoch(),
                genesis.params().epochLenSeconds(),
                genesis.hash(),
                mesh.id("sentinel-1"),
                MerkleTree.ofHashes(blocks.stream().map(Microblock::hash).toList())
                        .root(),
                blocks.size(),
                body.rangesRoot(),
                body.frontiersRoot(),
                frontier.root(),
                0,
                MerkleTree.of(List.of()).root(),
                body.evidenceRoot(),
                body.opsRoot(),
                set,
                set,
                genesis.params().hash());
        Certificate certificate = certificate(mesh, genesis, header);
        store.putDecided(DecidedCheckpoint.of(header, certificate.encode(), body), frontier);
        decided = new ConsensusMessage.Decided(List.of(new ConsensusMessage.Decision(header, certificate)));
    }

    private static Certificate certificate(TestMesh mesh, Genesis genesis, CheckpointHeader header) throws Exception {
        byte[] message = Vote.signingBytes(
                header.networkId(), header.validatorsHash(), VoteKind.FINALIZE, header.height(), 1, header.hash());
        List<byte[]> signatures = new ArrayList<>();
        for (int signer = 0; signer < 3; signer++) {
            try (BlsSecretKey key =
                    mesh.keys(genesis.validators().member(signer).name()).bls()) {
                signatures.add(key.sign(message));
            }
        }
        return new Certificate(
                VoteKind.FINALIZE,
                header.height(),
                1,
                header.hash(),
                header.validatorsHash(),
                4,
                new byte[] {0b111},
                Bls.aggregate(signatures));
    }

    byte[] decided() {
        return ConsensusCodec.encode(decided);
    }

    byte[] proof(Hash32 block) throws Exception {
        return DsmWire.encode(new DsmMessage.Proof(store.proof(block).orElseThrow()));
    }
}
