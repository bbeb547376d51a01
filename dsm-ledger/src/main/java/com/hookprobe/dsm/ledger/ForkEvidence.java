package com.hookprobe.dsm.ledger;

/**
 * Two blocks that one source signed with the same number (DSM 3.8 E6): proof that it forked, for anyone.
 *
 * <pre>kind u8 (6) | u32 length, block | u32 length, block      the block with the smaller hash first</pre>
 */
public record ForkEvidence(Microblock first, Microblock second) {
    /** The leading byte. */
    public static final int KIND = 6;

    /** Throws {@link IllegalArgumentException} unless the two blocks are a fork in canonical order. */
    public ForkEvidence {
        boolean sameNumber = first.networkId().equals(second.networkId())
                && first.source().equals(second.source())
                && first.incarnation() == second.incarnation()
                && first.seq() == second.seq();
        Checks.that(sameNumber, "fork: not the same network, source, incarnation and seq, seq", second.seq());
        Checks.that(first.hash().compareTo(second.hash()) < 0, "fork: order of the blocks, seq", second.seq());
    }

    /** Puts the two blocks into order. */
    public static ForkEvidence of(Microblock one, Microblock other) {
        return one.hash().compareTo(other.hash()) < 0 ? new ForkEvidence(one, other) : new ForkEvidence(other, one);
    }

    /** True when the source's key signed both. */
    public boolean verify(PublicKeyBytes key) {
        return first.verify(key) && second.verify(key);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new WireWriter(9 + 2 * Microblock.BYTES_MAX)
                .u8(KIND)
                .sized(first.encode())
                .sized(second.encode())
                .toBytes();
    }

    public static ForkEvidence decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int kind = in.u8();
        if (kind != KIND) {
            throw new MalformedException("fork evidence has kind " + KIND + ", got " + kind);
        }
        Microblock first = Microblock.decode(in.sized(Microblock.BYTES_MAX));
        Microblock second = Microblock.decode(in.sized(Microblock.BYTES_MAX));
        in.end();
        return Checks.canonical(() -> new ForkEvidence(first, second));
    }
}
