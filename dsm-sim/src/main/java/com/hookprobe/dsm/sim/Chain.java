package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * One source's chain and its forks, signed with a real key when they are first asked for. Every run takes a beginning of the same
 * chain, so that a million runs sign and verify each block once.
 */
final class Chain {
    private static final long STEP_MICROS = 10_000;

    /** A source's key. */
    record Key(Source source, Ed25519PrivateKeyParameters secret) implements BlockSigner {
        static Key of(byte[] seed) {
            Ed25519PrivateKeyParameters secret = new Ed25519PrivateKeyParameters(seed, 0);
            byte[] publicKey = secret.generatePublicKey().getEncoded();
            return new Key(new Source(NodeId.derive(publicKey), PublicKeyBytes.ed25519(publicKey)), secret);
        }

        @Override
        public SignatureAlgorithm algorithm() {
            return SignatureAlgorithm.ED25519;
        }

        @Override
        public byte[] sign(byte[] message) {
            return World.sign(secret, message);
        }
    }

    /** A block and the message that pushes it. */
    record Link(Microblock block, Hash32 hash, byte[] message) {}

    private final Genesis genesis;
    private final Key key;
    private final List<Link> trunk = new ArrayList<>();
    private final Map<Integer, Link> branches = new HashMap<>();
    private final Set<Hash32> genuine = ConcurrentHashMap.newKeySet();

    Chain(Genesis genesis, Key key) {
        this.genesis = genesis;
        this.key = key;
    }

    NodeId source() {
        return key.source().id();
    }

    PublicKeyBytes publicKey() {
        return key.source().key();
    }

    /** Block {@code seq}, from 1, of the chain. */
    synchronized Link at(int seq) {
        while (trunk.size() < seq) {
            int next = trunk.size() + 1;
            trunk.add(make(next, trunk.isEmpty() ? start() : trunk.get(next - 2).hash(), next * STEP_MICROS, 0));
        }
        return trunk.get(seq - 1);
    }

    /** Another block with the same number and predecessor, 1 to 3; its clock reads an earlier time. */
    synchronized Link branch(int seq, int salt) {
        Link rival = at(seq);
        return branches.computeIfAbsent(
                seq * 4 + salt, name -> make(seq, rival.block().prev(), (seq - 1) * STEP_MICROS / 2, salt));
    }

    /** True for blocks that this chain has signed; any other is verified for real. */
    boolean isGenuine(Hash32 hash) {
        return genuine.contains(hash);
    }

    private Hash32 start() {
        return Microblock.genesisPrev(genesis.networkId(), source(), 0);
    }

    private Link make(int seq, Hash32 prev, long micros, int salt) {
        Microblock block = new MicroblockDraft(
                        genesis.networkId(),
                        source(),
                        0,
                        seq,
                        prev,
                        0,
                        Hash32.ZERO,
                        World.GENESIS_SECONDS * 1_000_000L + micros,
                        EventType.IDS_ALERT,
                        Hash32.sha256("simulated payload", new byte[] {(byte) seq, (byte) (seq >> 8), (byte) salt}),
                        Optional.empty())
                .sign(key);
        Hash32 hash = block.hash();
        genuine.add(hash);
        return new Link(block, hash, DsmWire.encode(new DsmMessage.Block(block)));
    }
}
