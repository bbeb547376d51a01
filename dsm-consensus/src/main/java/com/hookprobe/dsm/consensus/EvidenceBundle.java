package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One file that shows, without any node or network, that a block is final, or that a source's blocks of a period are all there.
 * Who checks it needs one thing from elsewhere: the network id.
 *
 * <pre>
 * "HPEVIDNC" 8 | version u16 (1)
 * u32 length, genesis | set path
 * u8 kind
 *   1  u32 length, inclusion bundle | u8 0, or 1 and the anchor: header 458 | u32 length, certificate
 *      u8 0, or 1 and the payload: u32 length, salt 32 and content
 *   2  u32 length, completeness receipt
 * </pre>
 *
 * @param genesis the network
 * @param sets to the validators of later heights
 * @param block a block with its proof; exactly when {@code completeness} is empty
 * @param anchor the checkpoint that the block names, without its body: it is not older than that
 * @param payload what was sealed, with its salt
 * @param completeness all blocks of a source in a period
 */
public record EvidenceBundle(
        Genesis genesis,
        SetPath sets,
        Optional<InclusionBundle> block,
        Optional<DecidedCheckpoint> anchor,
        Optional<byte[]> payload,
        Optional<CompletenessReceipt> completeness) {
    /** Largest payload, salt included. */
    public static final int PAYLOAD_BYTES_MAX = 16 << 20;

    private static final byte[] MAGIC = "HPEVIDNC".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int GENESIS_BYTES_MAX = 16 << 20;
    private static final int RECEIPT_BYTES_MAX = 64 << 20;
    private static final int BLOCK = 1;
    private static final int COMPLETENESS = 2;

    public EvidenceBundle {
        Checks.that(block.isPresent() != completeness.isPresent(), "parts", block.isPresent() ? 2 : 0);
        Checks.that(
                block.isPresent() || (anchor.isEmpty() && payload.isEmpty()),
                "an anchor or a payload without a block",
                1);
        Checks.that(anchor.flatMap(DecidedCheckpoint::body).isEmpty(), "an anchor with its body", 1);
        payload.ifPresent(bytes ->
                Checks.that(bytes.length >= 32 && bytes.length <= PAYLOAD_BYTES_MAX, "payload bytes", bytes.length));
        payload = payload.map(byte[]::clone);
    }

    /** A block's evidence. */
    public static EvidenceBundle of(
            Genesis genesis,
            SetPath sets,
            InclusionBundle block,
            Optional<DecidedCheckpoint> anchor,
            Optional<byte[]> payload) {
        return new EvidenceBundle(genesis, sets, Optional.of(block), anchor, payload, Optional.empty());
    }

    /**
     * A block's evidence, with the anchor where the ledger has the checkpoint that the block names; without it, the evidence only
     * says until when the block was made.
     */
    public static EvidenceBundle of(
            LedgerReader ledger, Genesis genesis, SetPath sets, InclusionBundle proof, Optional<byte[]> payload)
            throws StoreException {
        Microblock sealed = proof.block();
        Optional<DecidedCheckpoint> anchor = ledger.header(sealed.anchorHeight())
                .filter(at -> at.header().hash().equals(sealed.anchor()));
        return of(genesis, sets, proof, anchor, payload);
    }

    /** A period's evidence. */
    public static EvidenceBundle of(Genesis genesis, SetPath sets, CompletenessReceipt receipt) {
        return new EvidenceBundle(
                genesis, sets, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(receipt));
    }

    @Override
    public Optional<byte[]> payload() {
        return payload.map(byte[]::clone);
    }

    /**
     * Checks everything that can be checked: the path of sets, the certificates, the Merkle paths, the signatures of the blocks
     * under the keys of the genesis, the payload's hash.
     *
     * @param network the network id that the checker knows from elsewhere
     * @return empty when all holds; else what does not
     */
    public Optional<String> refusal(Hash32 network) {
        if (!genesis.networkId().equals(network)) {
            return Optional.of("expected network " + network + ", found a bundle of network " + genesis.networkId());
        }
        if (sets.reigns(genesis).isEmpty()) {
            return Optional.of("a change of the validator set is not signed by the set before it");
        }
        return block.isPresent() ? blockRefusal(block.get()) : receiptRefusal(completeness.orElseThrow());
    }

    private Optional<String> blockRefusal(InclusionBundle bundle) {
        Microblock sealed = bundle.block();
        if (!bundle.included()) {
            return Optional.of("the block is not under the checkpoint's root");
        }
        if (!sets.isFinal(genesis, bundle.header(), bundle.certificate())) {
            return Optional.of("the checkpoint is not signed by a quorum of its validators");
        }
        if (!isSigned(sealed)) {
            return Optional.of("the block is not signed by the key of its source");
        }
        if (anchor.isPresent()) {
            CheckpointHeader before = anchor.get().header();
            if (before.height() != sealed.anchorHeight()
                    || !before.hash().equals(sealed.anchor())
                    || before.height() >= bundle.header().height()) {
                return Optional.of("the anchor is not the checkpoint that the block names");
            }
            if (!sets.isFinal(genesis, before, anchor.get().certificate())) {
                return Optional.of("the anchor is not signed by a quorum of its validators");
            }
        }
        if (payload.isPresent() && !sha256(payload.get()).equals(sealed.payloadHash())) {
            return Optional.of("the payload is not the one that was sealed");
        }
        return Optional.empty();
    }

    private Optional<String> receiptRefusal(CompletenessReceipt receipt) {
        if (!receipt.complete()) {
            return Optional.of("blocks are missing, or do not lead from one state to the other");
        }
        if (receipt.before()
                .filter(state -> !sets.isFinal(genesis, state.header(), state.certificate()))
                .isPresent()) {
            return Optional.of("the checkpoint before the period is not signed by a quorum of its validators");
        }
        if (!sets.isFinal(genesis, receipt.after().header(), receipt.after().certificate())) {
            return Optional.of("the checkpoint at the end of the period is not signed by a quorum of its validators");
        }
        return receipt.blocks().stream().allMatch(this::isSigned)
                ? Optional.empty()
                : Optional.of("a block is not signed by the key of its source");
    }

    private boolean isSigned(Microblock sealed) {
        return genesis.sourceKey(sealed.source()).map(sealed::verify).orElse(false);
    }

    private static Hash32 sha256(byte[] bytes) {
        try {
            return Hash32.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(8192);
        out.bytes(MAGIC).u16(VERSION).sized(genesis.encode());
        sets.write(out);
        if (completeness.isPresent()) {
            return out.u8(COMPLETENESS).sized(completeness.get().encode()).toBytes();
        }
        out.u8(BLOCK).sized(block.orElseThrow().encode()).u8(anchor.isPresent() ? 1 : 0);
        anchor.ifPresent(at -> out.bytes(at.header().encode()).sized(at.certificate()));
        out.u8(payload.isPresent() ? 1 : 0);
        payload.ifPresent(out::sized);
        return out.toBytes();
    }

    /**
     * The network that a bundle says it is of. Anybody can make a network and everything signed in it: compare before
     * {@link #decode}, which checks signatures as it reads.
     */
    public static Hash32 networkOf(byte[] bytes) throws MalformedException {
        return genesis(new WireReader(bytes)).networkId();
    }

    private static Genesis genesis(WireReader in) throws MalformedException {
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new MalformedException("not an evidence bundle");
        }
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("unknown version " + version + " of an evidence bundle");
        }
        return Genesis.decode(in.sized(GENESIS_BYTES_MAX));
    }

    public static EvidenceBundle decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Genesis genesis = genesis(in);
        SetPath sets = SetPath.read(in, genesis);
        int kind = in.u8();
        EvidenceBundle bundle = switch (kind) {
            case BLOCK -> readBlock(in, genesis, sets);
            case COMPLETENESS -> of(genesis, sets, CompletenessReceipt.decode(in.sized(RECEIPT_BYTES_MAX)));
            default -> throw new MalformedException("unknown kind " + kind);
        };
        in.end();
        return bundle;
    }

    private static EvidenceBundle readBlock(WireReader in, Genesis genesis, SetPath sets) throws MalformedException {
        InclusionBundle block = InclusionBundle.decode(in.sized(InclusionBundle.BYTES_MAX));
        Optional<DecidedCheckpoint> anchor = Optional.empty();
        if (flag(in)) {
            CheckpointHeader header = CheckpointHeader.decode(in.bytes(CheckpointHeader.BYTES));
            byte[] certificate = in.sized(DecidedCheckpoint.CERTIFICATE_BYTES_MAX);
            anchor = Optional.of(Checks.canonical(() -> DecidedCheckpoint.headerOnly(header, certificate)));
        }
        Optional<byte[]> payload = flag(in) ? Optional.of(in.sized(PAYLOAD_BYTES_MAX)) : Optional.empty();
        Optional<DecidedCheckpoint> at = anchor;
        return Checks.canonical(() -> of(genesis, sets, block, at, payload));
    }

    private static boolean flag(WireReader in) throws MalformedException {
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("flag must be 0 or 1, is " + flag);
        }
        return flag == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EvidenceBundle that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
