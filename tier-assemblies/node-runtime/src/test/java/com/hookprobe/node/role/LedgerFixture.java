package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.testsupport.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's configuration and its store on disk: sealed payloads, blocks in checkpoints that real validators signed. */
public final class LedgerFixture implements AutoCloseable {
    private final TestMesh mesh;
    private final Path folder;
    private final List<Microblock> blocks = new ArrayList<>();

    /** Two blocks in each of some checkpoints, and one block that is not final. */
    public LedgerFixture(Path folder, int heights) throws Exception {
        this.folder = folder;
        this.mesh = new TestMesh(folder);
        for (String name : List.of("guardian-1", "guardian-2", "mssp-1")) {
            mesh.keys(name).keystore().addSlot(Unlock.passphrase("a test".toCharArray()));
        }
        Files.writeString(folder.resolve("mesh.json"), mesh.mesh.toJson());
        PrivateFile.write(
                config(),
                "node: {name: guardian-1, data: \"" + home() + "\", passphrase: a test}\nmesh: \""
                        + folder.resolve("mesh.json") + "\"\n");
        try (BlockStore store = RocksBlockStore.openOrCreate(store(), genesis().networkId())) {
            fill(store, heights);
        }
    }

    public Path config() {
        return folder.resolve("guardian-1.yaml");
    }

    public Path home() {
        return folder.resolve("guardian-1");
    }

    public Path store() {
        return home().resolve("dsm");
    }

    public Genesis genesis() throws Exception {
        return MeshGenesis.of(mesh.mesh);
    }

    public List<Microblock> blocks() {
        return List.copyOf(blocks);
    }

    public NodeKeys keys(String name) {
        return mesh.keys(name);
    }

    public static String payload(long seq) {
        return "{\"alert\":\"from 192.0.2.7, number " + seq + "\"}";
    }

    private void fill(BlockStore store, int heights) throws Exception {
        Genesis genesis = genesis();
        NodeKeys keys = mesh.keys("guardian-1");
        SourceChain chain = new SourceChain(store, genesis.networkId(), keys.id(), 0, BlockSigner.of(keys.device()));
        Frontier frontier = Frontier.EMPTY;
        Hash32 before = genesis.hash();
        List<byte[]> log = new ArrayList<>();
        for (int height = 1; height <= heights; height++) {
            Microblock one = seal(store, chain, keys);
            Microblock two = seal(store, chain, keys);
            SourceRange range = new SourceRange(keys.id(), 0, one.seq(), two.seq(), two.hash());
            CheckpointBody body = new CheckpointBody(List.of(range), List.of(), List.of(), List.of());
            frontier = frontier.advance(body.ranges());
            Hash32 set = genesis.validators().hash();
            CheckpointHeader header = new CheckpointHeader(
                    CheckpointHeader.VERSION,
                    genesis.networkId(),
                    height,
                    genesis.epoch() + height,
                    genesis.epoch() + height - 1,
                    genesis.params().epochLenSeconds(),
                    before,
                    mesh.id("sentinel-1"),
                    MerkleTree.ofHashes(List.of(one.hash(), two.hash())).root(),
                    2,
                    body.rangesRoot(),
                    body.frontiersRoot(),
                    frontier.root(),
                    height - 1,
                    MerkleTree.of(log).root(),
                    body.evidenceRoot(),
                    body.opsRoot(),
                    set,
                    set,
                    genesis.params().hash());
            store.putDecided(DecidedCheckpoint.of(header, certificate(header), body), frontier);
            log.add(header.encode());
            before = header.hash();
        }
        seal(store, chain, keys);
    }

    private Microblock seal(BlockStore store, SourceChain chain, NodeKeys keys) throws Exception {
        byte[] content = payload(blocks.size() + 1).getBytes(StandardCharsets.UTF_8);
        byte[] salted = new byte[Payloads.SALT_BYTES + content.length];
        System.arraycopy(content, 0, salted, Payloads.SALT_BYTES, content.length);
        Hash32 hash = Hash32.of(NeuroRole.sha256(salted));
        store.putPayload(hash, Payloads.seal(keys.vault(), hash, salted));
        Microblock block = chain.append(EventType.IDS_ALERT, hash, Optional.empty(), 1_790_000_000_000_000L);
        blocks.add(block);
        return block;
    }

    private byte[] certificate(CheckpointHeader header) throws Exception {
        byte[] message = Vote.signingBytes(
                header.networkId(), header.validatorsHash(), VoteKind.FINALIZE, header.height(), 1, header.hash());
        List<byte[]> signatures = new ArrayList<>();
        byte bitmap = 0;
        for (int signer = 0; signer < 3; signer++) {
            String name = genesis().validators().member(signer).name();
            try (BlsSecretKey key = mesh.keys(name).bls()) {
                signatures.add(key.sign(message));
            }
            bitmap |= (byte) (1 << signer);
        }
        return new Certificate(
                        VoteKind.FINALIZE,
                        header.height(),
                        1,
                        header.hash(),
                        header.validatorsHash(),
                        4,
                        new byte[] {bitmap},
                        Bls.aggregate(signatures))
                .encode();
    }

    @Override
    public void close() {
        mesh.close();
    }
}
