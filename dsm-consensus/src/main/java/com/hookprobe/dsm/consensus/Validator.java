package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A member of a validator set (DSM 3.6). Immutable; arrays are copied in and out. Whether the keys are good is checked when
 * a {@link ValidatorSet} is built.
 *
 * <pre>
 * size field                      all integers big-endian
 *   32 id
 *   32 Ed25519 key: proposals and frontier reports
 *   48 BLS key: votes
 *   96 proof of possession of the BLS key
 *    1 length of the name, 0..64
 *    . name, UTF-8
 *    8 first height that it decided in this membership; 0 for the genesis
 *    8 epoch of its last attestation; 0 for the genesis
 *    8 bond, in units that the network defines; 0 where nobody has one
 * </pre>
 */
public record Validator(
        NodeId id,
        byte[] ed25519,
        byte[] blsKey,
        byte[] pop,
        String name,
        long joinedHeight,
        long attestedEpoch,
        long bond) {
    /** Longest name in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = 64;

    /** Checks lengths and ranges; throws {@link IllegalArgumentException}. */
    public Validator {
        ed25519 = Checks.sized(ed25519, 32, "Ed25519 key");
        blsKey = Checks.sized(blsKey, BlsPublicKey.BYTES, "BLS key");
        pop = Checks.sized(pop, Bls.SIGNATURE_BYTES, "proof of possession");
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        Checks.that(nameBytes <= NAME_BYTES_MAX, "name bytes", nameBytes);
        Checks.that(joinedHeight >= 0, "joined height", joinedHeight);
        Checks.that(attestedEpoch >= 0, "attested epoch", attestedEpoch);
        Checks.that(bond >= 0, "bond", bond);
    }

    /** A member without a bond, attested when the network began. */
    public Validator(NodeId id, byte[] ed25519, byte[] blsKey, byte[] pop, String name, long joinedHeight) {
        this(id, ed25519, blsKey, pop, name, joinedHeight, 0, 0);
    }

    /** The same member with a new vote key. */
    public Validator withKey(byte[] newBlsKey, byte[] newPop) {
        return new Validator(id, ed25519, newBlsKey, newPop, name, joinedHeight, attestedEpoch, bond);
    }

    /** The same member, attested in this epoch. */
    public Validator attestedIn(long epoch) {
        return as(joinedHeight, epoch, bond);
    }

    /** The same node and keys in another membership. */
    Validator as(long newJoinedHeight, long newAttestedEpoch, long newBond) {
        return new Validator(id, ed25519, blsKey, pop, name, newJoinedHeight, newAttestedEpoch, newBond);
    }

    @Override
    public byte[] ed25519() {
        return ed25519.clone();
    }

    @Override
    public byte[] blsKey() {
        return blsKey.clone();
    }

    @Override
    public byte[] pop() {
        return pop.clone();
    }

    void write(WireWriter out) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.node(id).bytes(ed25519).bytes(blsKey).bytes(pop);
        out.u8(utf8.length).bytes(utf8).u64(joinedHeight).u64(attestedEpoch).u64(bond);
    }

    static Validator read(WireReader in) throws MalformedException {
        NodeId id = in.node();
        byte[] ed25519 = in.bytes(32);
        byte[] blsKey = in.bytes(BlsPublicKey.BYTES);
        byte[] pop = in.bytes(Bls.SIGNATURE_BYTES);
        String name = text(in.bytes(in.u8()));
        long joinedHeight = in.u64();
        long attestedEpoch = in.u64();
        long bond = in.u64();
        return Checks.canonical(() -> new Validator(id, ed25519, blsKey, pop, name, joinedHeight, attestedEpoch, bond));
    }

    static String text(byte[] utf8) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("name is not UTF-8");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Validator that
                && id.equals(that.id)
                && Arrays.equals(ed25519, that.ed25519)
                && Arrays.equals(blsKey, that.blsKey)
                && Arrays.equals(pop, that.pop)
                && name.equals(that.name)
                && joinedHeight == that.joinedHeight
                && attestedEpoch == that.attestedEpoch
                && bond == that.bond;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Validator " + name + " " + id;
    }
}
