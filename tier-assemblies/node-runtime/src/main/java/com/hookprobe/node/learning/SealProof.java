package com.hookprobe.node.learning;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * That an order was sealed, for those who do not hold the aggregator's payloads (LEARNING 8.1): version u8 = 1 | length u16, salt 32 and
 * {@link LedgerWord} | length u32, inclusion bundle.
 *
 * @param salted what was sealed
 * @param block the block with its proof
 */
public record SealProof(byte[] salted, InclusionBundle block) {
    /** Length of the longest encoding. */
    public static final int BYTES_MAX = 1 << 20;

    private static final int VERSION = 1;
    private static final int SALT_BYTES = 32;
    private static final int SALTED_BYTES_MAX = 1_024;

    /** Copies the bytes. */
    public SealProof {
        salted = salted.clone();
    }

    /** What was sealed, a new array. */
    @Override
    public byte[] salted() {
        return salted.clone();
    }

    /** True when it is of the aggregator's word on this order. Whether the block is final is the light client's to say. */
    public boolean tellsOf(RolloutOrder order, NodeId aggregator) {
        Optional<byte[]> content = content(aggregator, EventType.MODEL_UPDATE);
        try {
            return content.isPresent() && LedgerWord.decode(content.get()).tellsOf(order);
        } catch (MalformedException e) {
            return false;
        }
    }

    /** What a node has sealed as an event of a type, without salt; empty when it is another's, another type, or not what the block holds. */
    public Optional<byte[]> content(NodeId source, EventType type) {
        boolean meant = block.block().source().equals(source)
                && block.block().eventType() == type
                && block.block()
                        .payloadHash()
                        .equals(Hash32.of(LedgerWord.sha256(salted).bytes()));
        return meant && salted.length > SALT_BYTES
                ? Optional.of(Arrays.copyOfRange(salted, SALT_BYTES, salted.length))
                : Optional.empty();
    }

    /** Reads a file. */
    public static SealProof decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        byte[] salted = in.bytes("salted", (int) in.number("length", 2, SALT_BYTES, SALTED_BYTES_MAX));
        byte[] bundle = in.bytes("bundle", (int) in.number("length", 4, 1, BYTES_MAX));
        in.end();
        try {
            return new SealProof(salted, InclusionBundle.decode(bundle));
        } catch (com.hookprobe.dsm.ledger.MalformedException e) {
            throw new MalformedException("bundle: " + e.getMessage());
        }
    }

    /** The file, a new array. */
    public byte[] encode() {
        byte[] bundle = block.encode();
        return ByteBuffer.allocate(1 + 2 + salted.length + 4 + bundle.length)
                .put((byte) VERSION)
                .putShort((short) salted.length)
                .put(salted)
                .putInt(bundle.length)
                .put(bundle)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealProof proof && Arrays.equals(proof.encode(), encode());
    }

    @Override
    public int hashCode() {
        return block.hashCode();
    }
}
