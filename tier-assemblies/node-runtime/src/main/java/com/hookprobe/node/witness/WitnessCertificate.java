package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.dsm.consensus.SignerBitmap;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * A quorum of witnesses in one signature.
 *
 * <pre>
 * size   field                          all numbers big-endian
 * 1      version = 1
 * 8      ledger epoch in which they were asked
 * 2      n, size of the validator set, 1..256
 * .      bitmap of signer indices, (n+7)/8 bytes, least significant bit first, padding 0
 * 96     aggregate BLS signature
 * </pre>
 */
public record WitnessCertificate(long epoch, int validators, byte[] bitmap, byte[] signature) {
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 11;

    /** The longest encoding. */
    public static final int BYTES_MAX = FIXED_BYTES + Quorum.VALIDATORS_MAX / 8 + Bls.SIGNATURE_BYTES;

    /** Checks ranges and the padding; throws {@link IllegalArgumentException}. */
    public WitnessCertificate {
        if (epoch < 0 || validators < 1 || validators > Quorum.VALIDATORS_MAX) {
            throw new IllegalArgumentException("epoch " + epoch + " or number of validators " + validators
                    + " is out of range; expected 0 or more, and 1.." + Quorum.VALIDATORS_MAX);
        }
        if (signature.length != Bls.SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "signature: expected " + Bls.SIGNATURE_BYTES + " bytes, found " + signature.length);
        }
        // One certificate has one encoding.
        bitmap = SignerBitmap.checked(validators, bitmap);
        signature = signature.clone();
    }

    /**
     * Sums signatures, by signer index; they are not verified here.
     *
     * @throws IllegalArgumentException when there is none, or one is no point of the group
     */
    static WitnessCertificate of(WitnessSet set, long epoch, SortedMap<Integer, byte[]> signatures) {
        byte[] bitmap = SignerBitmap.of(set.size(), signatures.keySet());
        byte[] signature = Bls.aggregate(List.copyOf(signatures.values()));
        return new WitnessCertificate(epoch, set.size(), bitmap, signature);
    }

    /** Indices of those who signed, rising. */
    public List<Integer> signers() {
        return SignerBitmap.signers(validators, bitmap);
    }

    /**
     * What is wrong with it as a certificate of this claim; empty when nothing is. Costs two pairings, and only when all else is
     * right.
     *
     * @param counts false for a validator that must not count any more, such as one that was revoked
     */
    public Optional<WitnessFault> fault(WitnessSet set, WitnessClaim claim, Predicate<NodeId> counts) {
        if (validators != set.size()) {
            return Optional.of(WitnessFault.OTHER_SET);
        }
        WitnessDraw draw = set.draw(claim.key(), epoch);
        List<Integer> signers = signers();
        if (!draw.signers().containsAll(signers)) {
            return Optional.of(WitnessFault.NOT_DRAWN);
        }
        long counted = signers.stream().filter(i -> counts.test(set.id(i))).count();
        if (counted < draw.quorum()) {
            return Optional.of(WitnessFault.TOO_FEW);
        }
        Hash32 message = set.message(claim, epoch);
        return set.verifyAggregate(signers, message, signature)
                ? Optional.empty()
                : Optional.of(WitnessFault.BAD_SIGNATURE);
    }

    @Override
    public byte[] bitmap() {
        return bitmap.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    public byte[] encode() {
        return new WireWriter(BYTES_MAX)
                .u8(VERSION)
                .u64(epoch)
                .u16(validators)
                .bytes(bitmap)
                .bytes(signature)
                .toBytes();
    }

    /** Reads exactly one certificate; the signature is not verified. */
    public static WitnessCertificate decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("witness certificate version: expected " + VERSION + ", found " + version);
        }
        long epoch = in.u64();
        int validators = in.u16();
        byte[] bitmap = in.bytes(SignerBitmap.bytes(validators));
        byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
        in.end();
        return Canonical.of(() -> new WitnessCertificate(epoch, validators, bitmap, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WitnessCertificate that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
