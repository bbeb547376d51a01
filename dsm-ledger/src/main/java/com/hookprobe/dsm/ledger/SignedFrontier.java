package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one validator holds of the sources that moved since the parent checkpoint (DSM 3.4 FRONTIER, 3.7). The ledger
 * only carries it; who signed it and whether the signature is right is checked by consensus.
 *
 * <pre>
 * height u64 | count u32 | count * (source 32 | incarnation u32 | to u64 | head 32) | signer u16 | signature 64
 * </pre>
 *
 * @param height the height it is for
 * @param entries sorted by source, unique
 * @param signer index in the validator set of that height, 0..65535
 * @param signature 64 bytes Ed25519, copied in and out
 */
public record SignedFrontier(long height, List<SourceHead> entries, int signer, byte[] signature) {
    /** Size with no entries. */
    public static final int BYTES_MIN = 78;

    private static final int SIGNATURE_BYTES = 64;

    public SignedFrontier {
        entries = List.copyOf(entries);
        signature = signature.clone();
        Checks.that(height >= 1, "height", height);
        Checks.that(entries.size() <= Frontier.SOURCES_MAX, "number of entries", entries.size());
        Checks.that(rising(entries), "order of entries, count", entries.size());
        Checks.that(signer >= 0 && signer <= 0xFFFF, "signer", signer);
        Checks.that(signature.length == SIGNATURE_BYTES, "signature bytes", signature.length);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** H(entries): SHA-256 over {@code count | entries} as encoded. The signed message names the entries by it. */
    public Hash32 entriesHash() {
        return entriesHash(entries);
    }

    /** {@link #entriesHash()} before there is a signature. */
    public static Hash32 entriesHash(List<SourceHead> entries) {
        WireWriter out = new WireWriter(4 + entries.size() * SourceHead.BYTES);
        writeEntries(out, entries);
        return Hash32.sha256("", out.toBytes());
    }

    /** The canonical bytes: also the leaf under {@code frontiers_root}. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MIN + entries.size() * SourceHead.BYTES).u64(height);
        writeEntries(out, entries);
        return out.u16(signer).bytes(signature).toBytes();
    }

    public static SignedFrontier decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        long height = in.u64();
        int count = in.count(Frontier.SOURCES_MAX, SourceHead.BYTES);
        List<SourceHead> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(SourceHead.read(in));
        }
        int signer = in.u16();
        byte[] signature = in.bytes(SIGNATURE_BYTES);
        in.end();
        return Checks.canonical(() -> new SignedFrontier(height, entries, signer, signature));
    }

    private static void writeEntries(WireWriter out, List<SourceHead> entries) {
        out.u32(entries.size());
        entries.forEach(entry -> entry.write(out));
    }

    private static boolean rising(List<SourceHead> entries) {
        List<NodeId> sources = entries.stream().map(SourceHead::source).toList();
        return Checks.strictlyRising(sources);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedFrontier that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
