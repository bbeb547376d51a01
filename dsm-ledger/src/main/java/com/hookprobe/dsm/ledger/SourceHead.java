package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;

/**
 * How far a source's chain is known: the hash of its block {@code to}.
 *
 * <pre>source 32 | incarnation u32 | to u64 | head 32      = 76 bytes</pre>
 *
 * @param to last seq, at least 1
 */
public record SourceHead(NodeId source, long incarnation, long to, Hash32 head) {
    /** Size of the encoding. */
    public static final int BYTES = 76;

    public SourceHead {
        Checks.that(incarnation >= 0 && incarnation <= Microblock.INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(to >= 1, "to", to);
    }

    /** Appends the canonical bytes. */
    public void write(WireWriter out) {
        out.node(source).u32(incarnation).u64(to).hash(head);
    }

    /** Reads the next head. */
    public static SourceHead read(WireReader in) throws MalformedException {
        NodeId source = in.node();
        long incarnation = in.u32();
        long to = in.u64();
        Hash32 head = in.hash();
        return Checks.canonical(() -> new SourceHead(source, incarnation, to, head));
    }
}
