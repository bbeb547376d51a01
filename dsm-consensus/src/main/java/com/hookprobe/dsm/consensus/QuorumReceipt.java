package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;

/**
 * At least q validators' word that they hold a block durably, as one signature: what it guarantees before the epoch closes, and what
 * it does not, is in {@code docs/spec/dsm-receipts.md}.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0    2 version (1)
 *      2   32 source
 *     34    4 incarnation
 *     38    8 seq
 *     46   32 block hash
 *     78   32 validators_hash
 *    110    2 n
 *    112    . bitmap, (n+7)/8 bytes, least significant bit first, padding 0
 *      .   96 aggregate BLS signature over {@link SealedPlace#signingBytes}
 * </pre>
 *
 * 208 + (n+7)/8 bytes: 209 at n = 4.
 *
 * @param words of those who hold it, over {@link SealedPlace#signingBytes}
 */
public record QuorumReceipt(SealedPlace place, Hash32 setHash, QuorumSignature words) {
    /** The only version. */
    public static final int VERSION = 1;

    /** Size without the bitmap. */
    public static final int BYTES_MIN = 208;

    /** Largest size. */
    public static final int BYTES_MAX = BYTES_MIN + Quorum.VALIDATORS_MAX / 8;

    /**
     * Aggregates signatures by signer index; they need not have been verified, so verify the receipt.
     *
     * @throws IllegalArgumentException when there are fewer than q, or one is no signature at all
     */
    public static QuorumReceipt of(ValidatorSet set, SealedPlace place, SortedMap<Integer, byte[]> signatures) {
        return new QuorumReceipt(place, set.hash(), QuorumSignature.of(set, signatures));
    }

    /** True when it names this set, at least q of its members, and the signature is theirs. Costs two pairings. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return setHash.equals(set.hash()) && words.verify(set, place.signingBytes(networkId, setHash));
    }

    /** n of the set. */
    public int validators() {
        return words.validators();
    }

    /** Indices of those who signed, rising. */
    public List<Integer> signers() {
        return words.signers();
    }

    /**
     * True with at least 3f+1 signers: then the next checkpoint whose frontier reports were made after their words must hold the block,
     * whatever the network between validators does ({@code dsm-receipts.md}, 3.4).
     */
    public boolean bindsNextReports() {
        return signers().size() >= 3 * Quorum.faults(validators()) + 1;
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MAX).u16(VERSION);
        place.write(out);
        out.hash(setHash);
        words.write(out);
        return out.toBytes();
    }

    /** Reads exactly one receipt; the signature is not verified. */
    public static QuorumReceipt decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        QuorumReceipt receipt = read(in);
        in.end();
        return receipt;
    }

    /** Reads the next receipt; the signature is not verified. */
    public static QuorumReceipt read(WireReader in) throws MalformedException {
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("a receipt of version " + version + "; known is " + VERSION);
        }
        SealedPlace place = SealedPlace.read(in);
        Hash32 setHash = in.hash();
        return new QuorumReceipt(place, setHash, QuorumSignature.read(in));
    }

    /** The same as JSON; byte strings in hexadecimal. */
    public JsonObject json() {
        return new JsonObject()
                .text("type", "quorum_receipt")
                .text("source", place.source().hex())
                .number("incarnation", place.incarnation())
                .number("seq", place.seq())
                .text("block", place.block().hex())
                .text("validators_hash", setHash.hex())
                .number("validators", validators())
                .raw(
                        "signers",
                        JsonObject.array(signers().stream().map(String::valueOf).toList()))
                .text("bitmap", HexFormat.of().formatHex(words.bitmap()))
                .text("agg_signature", HexFormat.of().formatHex(words.signature()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuorumReceipt that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "QuorumReceipt(" + place + ") by " + signers();
    }
}
