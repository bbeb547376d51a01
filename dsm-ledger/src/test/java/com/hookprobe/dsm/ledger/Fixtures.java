package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Values for tests: sources with fixed keys, chains, checkpoints. */
public final class Fixtures {
    public static final Hash32 NETWORK = filled(0x4E);

    private Fixtures() {}

    /** 32 bytes of one value. */
    public static Hash32 filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Hash32.of(bytes);
    }

    public static NeuroBlock neuro() {
        byte[] fingerprint = new byte[64];
        Arrays.fill(fingerprint, (byte) 0xF0);
        return new NeuroBlock(filled(0x71), fingerprint, filled(0x72));
    }

    /** An enrolled source with a key from a fixed seed. */
    public static final class Source {
        public final NodeId id;
        public final PublicKeyBytes key;
        public final BlockSigner signer;

        public Source(int number) {
            byte[] seed = new byte[32];
            Arrays.fill(seed, (byte) number);
            DeviceKey device = DeviceKey.fromSeed(seed);
            this.id = NodeId.derive(device.publicKey());
            this.key = PublicKeyBytes.ed25519(device.publicKey());
            this.signer = BlockSigner.of(device);
        }

        public Microblock block(long seq, Hash32 prev, int payload) {
            return draft(seq, prev, payload).sign(signer);
        }

        public MicroblockDraft draft(long seq, Hash32 prev, int payload) {
            return new MicroblockDraft(
                    NETWORK,
                    id,
                    0,
                    seq,
                    prev,
                    0,
                    Hash32.ZERO,
                    1_764_000_000_000_000L + seq,
                    EventType.IDS_ALERT,
                    filled(payload),
                    Optional.empty());
        }

        /** The blocks 1..count. */
        public List<Microblock> chain(int count) {
            return chain(1, Microblock.genesisPrev(NETWORK, id, 0), count, 1);
        }

        /** {@code count} blocks from {@code seq} on. */
        public List<Microblock> chain(long seq, Hash32 prev, int count, int payload) {
            List<Microblock> blocks = new ArrayList<>();
            Hash32 at = prev;
            for (int i = 0; i < count; i++) {
                Microblock block = block(seq + i, at, payload);
                blocks.add(block);
                at = block.hash();
            }
            return blocks;
        }
    }

    public static SourceRange range(List<Microblock> chain) {
        Microblock first = chain.get(0);
        Microblock last = chain.get(chain.size() - 1);
        return new SourceRange(first.source(), first.incarnation(), first.seq(), last.seq(), last.hash());
    }

    /** A checkpoint over the given chains, on top of the parent. */
    public static Decision decide(Optional<Decision> parent, List<List<Microblock>> chains) {
        return decide(parent, chains, after -> after);
    }

    /** The same, with a change of the state after it. */
    public static Decision decide(
            Optional<Decision> parent, List<List<Microblock>> chains, UnaryOperator<Frontier> change) {
        List<SourceRange> ranges = chains.stream()
                .map(Fixtures::range)
                .sorted((left, right) -> left.source().compareTo(right.source()))
                .toList();
        CheckpointBody body = new CheckpointBody(ranges, List.of(), List.of(), List.of());
        Frontier after =
                change.apply(parent.map(Decision::after).orElse(Frontier.EMPTY).advance(ranges));
        List<Hash32> leaves = chains.stream()
                .flatMap(List::stream)
                .sorted((left, right) -> {
                    int bySource = left.source().compareTo(right.source());
                    return bySource != 0 ? bySource : Long.compare(left.seq(), right.seq());
                })
                .map(Microblock::hash)
                .toList();
        long height = parent.map(p -> p.checkpoint().height()).orElse(0L) + 1;
        List<byte[]> headers = parent.map(Decision::headers).orElse(List.of());
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                NETWORK,
                height,
                1000 + height,
                999 + height,
                300,
                parent.map(p -> p.checkpoint().header().hash()).orElse(filled(0x99)),
                new Source(200).id,
                MerkleTree.ofHashes(leaves).root(),
                leaves.size(),
                body.rangesRoot(),
                body.frontiersRoot(),
                after.root(),
                height - 1,
                MerkleTree.of(headers).root(),
                body.evidenceRoot(),
                body.opsRoot(),
                filled(0x13),
                filled(0x13),
                filled(0x15));
        List<byte[]> upTo = new ArrayList<>(headers);
        upTo.add(header.encode());
        return new Decision(DecidedCheckpoint.of(header, new byte[] {1, 2, 3}, body), after, upTo);
    }

    /** A decided checkpoint, the state after it, and all headers up to it. */
    public record Decision(DecidedCheckpoint checkpoint, Frontier after, List<byte[]> headers) {}
}
