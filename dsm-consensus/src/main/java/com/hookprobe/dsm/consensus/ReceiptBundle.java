package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Optional;

/**
 * A block with its quorum receipt: what a node keeps and hands out. It shows nothing of the payload but its hash.
 *
 * <pre>version u16 (1) | block length u16 | microblock | receipt      all integers big-endian</pre>
 */
public record ReceiptBundle(Microblock block, QuorumReceipt receipt) {
    /** The only version. */
    public static final int VERSION = 1;

    /** Largest size. */
    public static final int BYTES_MAX = 4 + Microblock.BYTES_MAX + QuorumReceipt.BYTES_MAX;

    /** Throws {@link IllegalArgumentException} when the receipt is for another block. */
    public ReceiptBundle {
        if (!receipt.place().equals(SealedPlace.of(block))) {
            throw new IllegalArgumentException(
                    "the receipt is for " + receipt.place() + ", the block is " + SealedPlace.of(block));
        }
    }

    /** Why it shows nothing in this network; empty when block and receipt hold. */
    public Optional<String> refusal(Genesis genesis) {
        return refusal(genesis, SetPath.NONE);
    }

    /** The same in a network whose validators have changed. */
    public Optional<String> refusal(Genesis genesis, SetPath sets) {
        if (!block.networkId().equals(genesis.networkId())) {
            return Optional.of("the block is of network " + block.networkId() + ", not of " + genesis.networkId());
        }
        if (genesis.sourceKey(block.source()).isEmpty()) {
            return Optional.of("source " + block.source() + " is not enrolled in this network");
        }
        if (genesis.sourceKey(block.source()).filter(block::verify).isEmpty()) {
            return Optional.of("the block's signature is not its source's");
        }
        Optional<ValidatorSet> known = sets.find(genesis, receipt.setHash());
        if (known.isEmpty()) {
            return Optional.of("the receipt is of validator set " + receipt.setHash() + "; known are "
                    + genesis.validators().hash() + " and " + sets.steps().size() + " later ones");
        }
        ValidatorSet set = known.get();
        int signers = receipt.signers().size();
        if (signers < set.quorum()) {
            return Optional.of(
                    "the receipt has " + signers + " signers of " + set.size() + "; needed are " + set.quorum());
        }
        return receipt.verify(set, genesis.networkId())
                ? Optional.empty()
                : Optional.of("the receipt's signature is not that of the validators it names");
    }

    /** The canonical bytes. */
    public byte[] encode() {
        byte[] bytes = block.encode();
        return new WireWriter(BYTES_MAX)
                .u16(VERSION)
                .u16(bytes.length)
                .bytes(bytes)
                .bytes(receipt.encode())
                .toBytes();
    }

    /** Reads exactly one; nothing is verified but its form and that both parts are of one place. */
    public static ReceiptBundle decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("a file of version " + version + "; known is " + VERSION);
        }
        int length = in.u16();
        if (length > Microblock.BYTES_MAX) {
            throw new MalformedException("a microblock of " + length + " bytes");
        }
        Microblock block = Microblock.decode(in.bytes(length));
        QuorumReceipt receipt = QuorumReceipt.read(in);
        in.end();
        return Checks.canonical(() -> new ReceiptBundle(block, receipt));
    }
}
