package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionProof;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a validator does for each block besides the disk, and the anchor: one strict Ed25519 verification. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LedgerBenchmark {
    private static final int LEAVES = 100_000;

    private final DeviceKey key = DeviceKey.fromSeed(new byte[32]);
    private final byte[] publicKey = key.publicKey();
    private final byte[] encoded = new MadeBlocks(1).next(1).get(0).encode();
    private final byte[] message = new byte[330];
    private final byte[] signature = key.sign(message);
    private final List<Hash32> leaves = leaves();
    private final MerkleTree tree = MerkleTree.ofHashes(leaves);
    private final Hash32 root = tree.root();
    private final InclusionProof proof = tree.inclusionProof(LEAVES / 3);
    private final byte[] leaf = leaves.get(LEAVES / 3).bytes();

    private static List<Hash32> leaves() {
        List<Hash32> leaves = new ArrayList<>(LEAVES);
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(Hash32.sha256("leaf " + i));
        }
        return leaves;
    }

    /** The anchor. */
    @Benchmark
    public boolean ed25519() {
        return Ed25519.verify(publicKey, message, signature);
    }

    /** Strict decoding of a block of 386 bytes, and its hash. */
    @Benchmark
    public Hash32 decodeAndHash() throws MalformedException {
        return Microblock.decode(encoded).hash();
    }

    /** Root over 100,000 leaves: divide by that many. */
    @Benchmark
    public Hash32 tree() {
        return MerkleTree.ofHashes(leaves).root();
    }

    /** A path of 17 hashes. */
    @Benchmark
    public boolean verifyProof() {
        return proof.verify(root, leaf);
    }
}
