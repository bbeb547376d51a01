package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;

/**
 * A run of one source's blocks in a checkpoint. {@code head} is the hash of block {@code to}; as blocks are chained, it
 * fixes every block of the run.
 *
 * <pre>source 32 | incarnation u32 | from u64 | to u64 | head 32      = 84 bytes</pre>
 *
 * @param from first seq, at least 1
 * @param to last seq, at least {@code from}
 */
public record SourceRange(NodeId source, long incarnation, long from, long to, Hash32 head) {
    /** Size of the encoding. */
    public static final int BYTES = 84;

    public SourceRange {
        Checks.that(incarnation >= 0 && incarnation <= Microblock.INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(from >= 1, "from", from);
        Checks.that(to >= from, "to", to);
    }

    /** Number of blocks. */
    public long count() {
        return to - from + 1;
    }

    /** The canonical bytes: also the leaf of this range under {@code ranges_root}. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES);
        write(out);
        return out.toBytes();
    }

    public static SourceRange decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        SourceRange range = read(in);
        in.end();
        return range;
    }

    /** Appends the canonical bytes. */
    public void write(WireWriter out) {
        out.node(source).u32(incarnation).u64(from).u64(to).hash(head);
    }

    /** Reads the next range. */
    public static SourceRange read(WireReader in) throws MalformedException {
        NodeId source = in.node();
        long incarnation = in.u32();
        long from = in.u64();
        long to = in.u64();
        Hash32 head = in.hash();
        return Checks.canonical(() -> new SourceRange(source, incarnation, from, to, head));
    }
}
