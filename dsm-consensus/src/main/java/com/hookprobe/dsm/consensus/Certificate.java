package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * q votes of one kind on one place, as one signature (DSM 3.4): VC, SC or DC. Immutable; arrays are copied in and out.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0    1 kind
 *      1    8 height
 *      9    4 view
 *     13   32 value
 *     45   32 validators_hash
 *     77    2 n
 *     79    . bitmap, (n+7)/8 bytes, least significant bit first, padding 0
 *      .   96 aggregate BLS signature
 * </pre>
 *
 * 175 + (n+7)/8 bytes: 176 at n = 4.
 */
public record Certificate(
        VoteKind kind,
        long height,
        long view,
        Hash32 value,
        Hash32 setHash,
        int validators,
        byte[] bitmap,
        byte[] signature) {
    /** Size without the bitmap. */
    public static final int BYTES_MIN = 175;

    /** Largest size. */
    public static final int BYTES_MAX = BYTES_MIN + Quorum.VALIDATORS_MAX / 8;

    /** Checks ranges and the padding; throws {@link IllegalArgumentException}. */
    public Certificate {
        Vote.checkPlace(kind, height, view, value);
        Checks.that(validators >= 1 && validators <= Quorum.VALIDATORS_MAX, "number of validators", validators);
        // DSM 3.4: "padding 0": one certificate has one encoding.
        bitmap = SignerBitmap.checked(validators, bitmap);
        signature = Checks.sized(signature, Bls.SIGNATURE_BYTES, "certificate signature");
    }

    /**
     * Aggregates verified signatures, by signer index.
     *
     * @throws IllegalArgumentException when there are fewer than q
     */
    public static Certificate of(
            ValidatorSet set,
            VoteKind kind,
            long height,
            long view,
            Hash32 value,
            SortedMap<Integer, byte[]> signatures) {
        Checks.that(signatures.size() >= set.quorum(), "number of signatures", signatures.size());
        byte[] bitmap = SignerBitmap.of(set.size(), signatures.keySet());
        byte[] signature = set.aggregate(List.copyOf(signatures.values()));
        return new Certificate(kind, height, view, value, set.hash(), set.size(), bitmap, signature);
    }

    /**
     * Sums signatures that nobody has verified, by signer index: whoever does so verifies what comes out.
     *
     * @return empty when one is visibly no signature
     * @throws IllegalArgumentException when there are fewer than q
     */
    public static Optional<Certificate> ofUnverified(
            ValidatorSet set,
            VoteKind kind,
            long height,
            long view,
            Hash32 value,
            SortedMap<Integer, byte[]> signatures) {
        Checks.that(signatures.size() >= set.quorum(), "number of signatures", signatures.size());
        byte[] bitmap = SignerBitmap.of(set.size(), signatures.keySet());
        return set.sum(List.copyOf(signatures.values()))
                .map(sum -> new Certificate(kind, height, view, value, set.hash(), set.size(), bitmap, sum));
    }

    /** True when it names this set, at least q of its members, and the signature is theirs. Costs two pairings. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        // DSM 3.4: "valid: set known, padding 0, popcount >= q, BLS verify of the one message under the summed keys"
        if (!setHash.equals(set.hash()) || validators != set.size() || signerCount() < set.quorum()) {
            return false;
        }
        byte[] message = Vote.signingBytes(networkId, setHash, kind, height, view, value);
        return set.verifyAggregate(signers(), message, signature);
    }

    /** How many signed. */
    public int signerCount() {
        int count = 0;
        for (byte b : bitmap) {
            count += Integer.bitCount(b & 0xFF);
        }
        return count;
    }

    /** Indices of those who signed, rising. */
    public List<Integer> signers() {
        return SignerBitmap.signers(validators, bitmap);
    }

    @Override
    public byte[] bitmap() {
        return bitmap.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new WireWriter(BYTES_MAX)
                .u8(kind.code())
                .u64(height)
                .u32(view)
                .hash(value)
                .hash(setHash)
                .u16(validators)
                .bytes(bitmap)
                .bytes(signature)
                .toBytes();
    }

    /** Reads exactly one certificate; the signature is not verified. */
    public static Certificate decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Certificate certificate = read(in);
        in.end();
        return certificate;
    }

    /** Reads the next certificate; the signature is not verified. */
    public static Certificate read(WireReader in) throws MalformedException {
        VoteKind kind = VoteKind.ofCode(in.u8());
        long height = in.u64();
        long view = in.u32();
        Hash32 value = in.hash();
        Hash32 setHash = in.hash();
        int validators = in.u16();
        byte[] bitmap = in.bytes(SignerBitmap.bytes(validators));
        byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
        return Checks.canonical(
                () -> new Certificate(kind, height, view, value, setHash, validators, bitmap, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return kind + "-certificate(" + height + "," + view + "," + value.hex().substring(0, 8) + ") by " + signers();
    }
}
