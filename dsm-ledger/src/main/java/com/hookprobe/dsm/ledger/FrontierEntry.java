package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;

/**
 * The finalised end of one source's chain.
 *
 * <pre>source 32 | incarnation u32 | to u64 | head 32 | status u8      = 77 bytes</pre>
 *
 * @param to seq of the last finalised block; 0 when nothing of this incarnation is finalised
 * @param head hash of that block; {@link Hash32#ZERO} exactly when {@code to} is 0
 */
public record FrontierEntry(NodeId source, long incarnation, long to, Hash32 head, SourceStatus status) {
    /** Size of the encoding. */
    public static final int BYTES = 77;

    public FrontierEntry {
        Checks.that(incarnation >= 0 && incarnation <= Microblock.INCARNATION_MAX, "incarnation", incarnation);
        Checks.that(to >= 0, "to", to);
        Checks.that((to == 0) == head.equals(Hash32.ZERO), "head for to", to);
    }

    /** The same place with another status. */
    public FrontierEntry with(SourceStatus next) {
        return new FrontierEntry(source, incarnation, to, head, next);
    }

    /** The canonical bytes: also the leaf of this entry under {@code frontier_root}. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES);
        out.node(source).u32(incarnation).u64(to).hash(head).u8(status.code());
        return out.toBytes();
    }

    /** Reads the next entry. */
    public static FrontierEntry read(WireReader in) throws MalformedException {
        NodeId source = in.node();
        long incarnation = in.u32();
        long to = in.u64();
        Hash32 head = in.hash();
        SourceStatus status = SourceStatus.ofCode(in.u8());
        return Checks.canonical(() -> new FrontierEntry(source, incarnation, to, head, status));
    }
}
