package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.WireReader;
import java.util.Arrays;
import java.util.List;

/**
 * E7: a frontier report that names a block as the head of a chain in which it is not: the block of that hash, attached, is of another
 * source, incarnation, number or network.
 *
 * <pre>7 | u32 length, signed frontier | u32 length, block</pre>
 *
 * <p>Why it never convicts an honest validator: it reports heads out of its store, where a block lies under the numbers that are in
 * it, and a block's hash covers all of its bytes.
 *
 * <p>What else is false about a report, and why it is no evidence:
 *
 * <ul>
 *   <li>A head that nobody has: that there is no such block cannot be shown; its source may have shown it to the reporter alone.
 *   <li>A head on another branch than the final one: the source forked, and that is E6 against the source.
 *   <li>A bad signature: then nothing says that the named validator wrote it. It is dropped, and the session that sent it counted.
 *   <li>Two reports for one height: who restarts or enters a new view knows more than before; and nothing shows which came first, so
 *       that one that names less could not be told from an earlier one.
 *   <li>A block that the source's key did not sign: which key that was at which time is the registry's, and not in this proof.
 * </ul>
 */
public record FalseFrontier(SignedFrontier report, Microblock block) implements Evidence {
    /** Most entries in a report that can be in evidence; none that is taken into a checkpoint has more than 3,736. */
    public static final int ENTRIES_MAX = 4_096;

    static final int REPORT_BYTES_MAX = SignedFrontier.BYTES_MIN + ENTRIES_MAX * SourceHead.BYTES;

    /** Throws {@link IllegalArgumentException} unless the report names the block, rightly or not. */
    public FalseFrontier {
        Checks.that(report.signer() < Quorum.VALIDATORS_MAX, "signer", report.signer());
        Checks.that(
                report.entries().size() <= ENTRIES_MAX,
                "number of entries",
                report.entries().size());
        Checks.that(!naming(report, block).isEmpty(), "report: it does not name the block, seq", block.seq());
    }

    private static List<SourceHead> naming(SignedFrontier report, Microblock block) {
        Hash32 hash = block.hash();
        return report.entries().stream()
                .filter(entry -> entry.head().equals(hash))
                .toList();
    }

    private static boolean isFalse(SourceHead entry, Microblock block) {
        return !entry.source().equals(block.source())
                || entry.incarnation() != block.incarnation()
                || entry.to() != block.seq();
    }

    @Override
    public EvidenceKind type() {
        return EvidenceKind.FALSE_FRONTIER;
    }

    @Override
    public int offender() {
        return report.signer();
    }

    @Override
    public long height() {
        return report.height();
    }

    @Override
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        boolean wrong = !block.networkId().equals(networkId)
                || naming(report, block).stream().anyMatch(entry -> isFalse(entry, block));
        return wrong && FrontierStatement.verify(report, set, networkId);
    }

    @Override
    public byte[] encode() {
        return Evidence.begin(type())
                .sized(report.encode())
                .sized(block.encode())
                .toBytes();
    }

    static FalseFrontier read(WireReader in) throws MalformedException {
        SignedFrontier report = SignedFrontier.decode(in.sized(REPORT_BYTES_MAX));
        Microblock block = Microblock.decode(in.sized(Microblock.BYTES_MAX));
        return Checks.canonical(() -> new FalseFrontier(report, block));
    }

    @Override
    public void describe(JsonObject out) {
        List<SourceHead> named = naming(report, block);
        SourceHead entry =
                named.stream().filter(head -> isFalse(head, block)).findFirst().orElse(named.get(0));
        out.text("head", entry.head().hex())
                .object("reported", json(entry.source().hex(), entry.incarnation(), entry.to()))
                .object(
                        "block",
                        json(block.source().hex(), block.incarnation(), block.seq())
                                .text("network", block.networkId().hex()));
    }

    private static JsonObject json(String source, long incarnation, long seq) {
        return new JsonObject()
                .text("source", source)
                .number("incarnation", incarnation)
                .number("seq", seq);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FalseFrontier that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
