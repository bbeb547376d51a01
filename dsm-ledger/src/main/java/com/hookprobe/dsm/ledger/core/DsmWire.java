package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.dsm.ledger.core.DsmMessage.Block;
import com.hookprobe.dsm.ledger.core.DsmMessage.Blocks;
import com.hookprobe.dsm.ledger.core.DsmMessage.Have;
import com.hookprobe.dsm.ledger.core.DsmMessage.NumberRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Proof;
import com.hookprobe.dsm.ledger.core.DsmMessage.ProofRequest;
import com.hookprobe.dsm.ledger.core.DsmMessage.Refused;
import com.hookprobe.dsm.ledger.core.DsmMessage.Want;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes. The first byte is the kind: 1..31 belong to the ledger, 32..63 to consensus.
 *
 * <pre>
 * BLOCK 1          microblock
 * HAVE 2           session u64 | height u64 | frontier root 32 | count u32 | ranges of 84
 * WANT 3           count u16 | (source 32 | incarnation u32 | from u64 | to u64) | count u16 | hashes of 32
 * BLOCKS 4         count u16 | (length u16 | microblock)
 * PROOF_REQUEST 5  block hash 32
 * PROOF 6          inclusion bundle
 * REFUSED 7        reason u8 | block hash 32
 * </pre>
 */
public final class DsmWire {
    public static final int BLOCK = 1;
    public static final int HAVE = 2;
    public static final int WANT = 3;
    public static final int BLOCKS = 4;
    public static final int PROOF_REQUEST = 5;
    public static final int PROOF = 6;
    public static final int REFUSED = 7;

    /** The last kind that belongs to the ledger. */
    public static final int LEDGER_KIND_MAX = 31;

    /** The transport's limit. */
    public static final int MESSAGE_BYTES_MAX = 1 << 20;

    /** Ranges in one HAVE: 344 KB. */
    public static final int HAVE_MAX = 4_096;

    /** Number ranges and hashes, each, in one WANT. */
    public static final int WANT_MAX = 64;

    /** Blocks in one BLOCKS: 50 KB. */
    public static final int BLOCKS_MAX = 128;

    private static final int NUMBER_RANGE_BYTES = 52;

    private DsmWire() {}

    /** True when a message's first byte says that it is the ledger's. */
    public static boolean isLedger(byte[] message) {
        return message.length > 0 && message[0] >= 1 && message[0] <= LEDGER_KIND_MAX;
    }

    /** The canonical bytes; throws {@link IllegalArgumentException} when a list is above its maximum. */
    public static byte[] encode(DsmMessage message) {
        WireWriter out = new WireWriter(512);
        if (message instanceof Block block) {
            out.u8(BLOCK).bytes(block.block().encode());
        } else if (message instanceof Have have) {
            atMost(HAVE_MAX, have.ranges().size());
            out.u8(HAVE).u64(have.session()).u64(have.height()).hash(have.frontierRoot());
            out.u32(have.ranges().size());
            have.ranges().forEach(range -> range.write(out));
        } else if (message instanceof Want want) {
            writeWant(out.u8(WANT), want);
        } else if (message instanceof Blocks blocks) {
            atMost(BLOCKS_MAX, blocks.blocks().size());
            out.u8(BLOCKS).u16(blocks.blocks().size());
            for (Microblock block : blocks.blocks()) {
                byte[] bytes = block.encode();
                out.u16(bytes.length).bytes(bytes);
            }
        } else if (message instanceof ProofRequest request) {
            out.u8(PROOF_REQUEST).hash(request.block());
        } else if (message instanceof Proof proof) {
            out.u8(PROOF).bytes(proof.bundle().encode());
        } else if (message instanceof Refused refused) {
            out.u8(REFUSED).u8(refused.reason().code()).hash(refused.block());
        }
        return out.toBytes();
    }

    /** Reads exactly one message; refuses every encoding that {@link #encode} would not give. */
    public static DsmMessage decode(byte[] bytes) throws MalformedException {
        if (bytes.length > MESSAGE_BYTES_MAX) {
            throw new MalformedException("a message of " + bytes.length + " bytes");
        }
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        DsmMessage message = switch (kind) {
            case BLOCK -> new Block(Microblock.decode(in.bytes(in.remaining())));
            case HAVE -> readHave(in);
            case WANT -> readWant(in);
            case BLOCKS -> readBlocks(in);
            case PROOF_REQUEST -> new ProofRequest(in.hash());
            case PROOF -> new Proof(InclusionBundle.decode(in.bytes(in.remaining())));
            case REFUSED -> new Refused(RefusalReason.ofCode(in.u8()), in.hash());
            default -> throw new MalformedException("unknown message kind " + kind);
        };
        in.end();
        return message;
    }

    private static void writeWant(WireWriter out, Want want) {
        atMost(WANT_MAX, want.numbers().size());
        atMost(WANT_MAX, want.hashes().size());
        out.u16(want.numbers().size());
        for (NumberRange range : want.numbers()) {
            out.node(range.source()).u32(range.incarnation()).u64(range.from()).u64(range.to());
        }
        out.u16(want.hashes().size());
        want.hashes().forEach(out::hash);
    }

    private static Have readHave(WireReader in) throws MalformedException {
        long session = in.u64();
        long height = in.u64();
        Hash32 root = in.hash();
        int count = in.count(HAVE_MAX, SourceRange.BYTES);
        List<SourceRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            SourceRange range = SourceRange.read(in);
            if (i > 0 && !inOrder(ranges.get(i - 1), range)) {
                throw new MalformedException("ranges are not sorted and unique");
            }
            ranges.add(range);
        }
        return new Have(session, height, root, ranges);
    }

    private static boolean inOrder(SourceRange before, SourceRange after) {
        int bySource = before.source().compareTo(after.source());
        return bySource < 0 || (bySource == 0 && before.incarnation() < after.incarnation());
    }

    private static Want readWant(WireReader in) throws MalformedException {
        int numbers = bounded(in.u16(), WANT_MAX, NUMBER_RANGE_BYTES, in);
        List<NumberRange> ranges = new ArrayList<>(numbers);
        for (int i = 0; i < numbers; i++) {
            NodeId source = in.node();
            long incarnation = in.u32();
            long from = in.u64();
            long to = in.u64();
            if (from < 1 || to < from) {
                throw new MalformedException("numbers " + from + ".." + to);
            }
            ranges.add(new NumberRange(source, incarnation, from, to));
        }
        int count = bounded(in.u16(), WANT_MAX, Hash32.BYTES, in);
        List<Hash32> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(in.hash());
        }
        return new Want(ranges, hashes);
    }

    private static Blocks readBlocks(WireReader in) throws MalformedException {
        int count = bounded(in.u16(), BLOCKS_MAX, 2 + Microblock.BYTES_MIN, in);
        List<Microblock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = in.u16();
            if (length > Microblock.BYTES_MAX) {
                throw new MalformedException("a microblock of " + length + " bytes");
            }
            blocks.add(Microblock.decode(in.bytes(length)));
        }
        return new Blocks(blocks);
    }

    private static int bounded(int count, int max, int itemBytesMin, WireReader in) throws MalformedException {
        if (count > max || count * itemBytesMin > in.remaining()) {
            throw new MalformedException("count " + count + ", maximum " + max + ", bytes left " + in.remaining());
        }
        return count;
    }

    private static void atMost(int max, int size) {
        if (size > max) {
            throw new IllegalArgumentException(size + " items, the maximum is " + max);
        }
    }
}
