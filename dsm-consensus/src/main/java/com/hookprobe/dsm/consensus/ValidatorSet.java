package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The validators that decide a height: 1..256, sorted by id; a member's place is its signer index. Each key has been checked
 * (group, infinity, proof of possession) when the set was built. Immutable; safe for use by many threads.
 */
public final class ValidatorSet {
    /** Largest encoding. */
    public static final int BYTES_MAX = 2 + Quorum.VALIDATORS_MAX * (32 + 32 + 48 + 96 + 1 + 64 + 8 + 8 + 8);

    private final List<Validator> members;
    private final AggregateScheme.Keys blsKeys;
    private final List<byte[]> ed25519Keys;
    private final Hash32 hash;
    private final AggregateScheme scheme;
    private final long since;

    private ValidatorSet(List<Validator> sorted, AggregateScheme scheme, long since) {
        this.since = since;
        this.members = List.copyOf(sorted);
        this.blsKeys = scheme.keys(members.stream().map(Validator::blsKey).toList());
        this.ed25519Keys = members.stream().map(Validator::ed25519).toList();
        this.scheme = scheme;
        this.hash = Hash32.sha256(ConsensusLabels.VALIDATOR_SET, encodeMembers());
    }

    /**
     * Builds a set from its members in any order.
     *
     * @throws IllegalArgumentException when there are none or more than 256, an id or a key comes twice, or a key or its proof of
     *     possession is bad
     */
    public static ValidatorSet of(List<Validator> members) {
        return of(members, Bls.SCHEME);
    }

    /** A set of another scheme than {@link Bls}: for simulators. No set that is read from bytes has one. */
    public static ValidatorSet of(List<Validator> members, AggregateScheme scheme) {
        return of(members, scheme, Set.of(), 0);
    }

    /**
     * The set that follows this one, with the same scheme. Vote keys that are in this set already have been checked.
     *
     * @param firstHeight that it decides: with it in the hash no set ever comes back, and what was signed for one is void for all others
     * @throws IllegalArgumentException as {@link #of(List)}
     */
    public ValidatorSet derive(List<Validator> nextMembers, long firstHeight) {
        Checks.that(firstHeight >= 1, "first height of a set", firstHeight);
        Set<ByteBuffer> checked = new HashSet<>();
        members.forEach(member -> checked.add(ByteBuffer.wrap(member.blsKey())));
        return of(nextMembers, scheme, checked, firstHeight);
    }

    private static ValidatorSet of(
            List<Validator> members, AggregateScheme scheme, Set<ByteBuffer> checked, long since) {
        Checks.that(
                !members.isEmpty() && members.size() <= Quorum.VALIDATORS_MAX, "number of validators", members.size());
        List<Validator> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(Validator::id));
        Set<NodeId> ids = new HashSet<>();
        Set<ByteBuffer> keys = new HashSet<>();
        for (Validator member : sorted) {
            // DSM 3.6: "PoP, subgroup and non-infinity checked once, when the key enters a set"
            boolean good = ids.add(member.id())
                    && keys.add(ByteBuffer.wrap(member.blsKey()))
                    && keys.add(ByteBuffer.wrap(member.ed25519()))
                    && (checked.contains(ByteBuffer.wrap(member.blsKey())) || isProven(member, scheme));
            if (!good) {
                throw new IllegalArgumentException(
                        "validator " + member.id() + ": an id or key comes twice, or its BLS key or proof is bad");
            }
        }
        return new ValidatorSet(sorted, scheme, since);
    }

    private static boolean isProven(Validator member, AggregateScheme scheme) {
        return scheme.isValidKey(member.blsKey()) && scheme.verifyPossession(member.blsKey(), member.pop());
    }

    /** The members, sorted by id. */
    public List<Validator> members() {
        return members;
    }

    /** First height that it decides; 0 for the set of a genesis. */
    public long since() {
        return since;
    }

    /** n. */
    public int size() {
        return members.size();
    }

    /** f = (n-1)/3. */
    public int faults() {
        return Quorum.faults(size());
    }

    /** q = n - f. */
    public int quorum() {
        return Quorum.quorum(size());
    }

    /** validators_hash. */
    public Hash32 hash() {
        return hash;
    }

    /** The member at a signer index, 0..n-1. */
    public Validator member(int index) {
        return members.get(index);
    }

    /** The signer index of an id; empty when it is no member. */
    public OptionalInt indexOf(NodeId id) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).id().equals(id)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Leader of a view: S_h[(u64(prev_hash[0..8]) + view) mod n] (DSM 3.5). */
    public int leader(Hash32 previous, long view) {
        byte[] bytes = previous.bytes();
        long start = 0;
        for (int i = 0; i < 8; i++) {
            start = start << 8 | (bytes[i] & 0xFF);
        }
        return (int) ((Long.remainderUnsigned(start, size()) + view % size()) % size());
    }

    /** Verifies a vote's signature; false for an index outside the set. */
    public boolean verifyVote(int signer, byte[] message, byte[] signature) {
        return signer >= 0 && signer < size() && blsKeys.verify(signer, message, signature);
    }

    /** Verifies an Ed25519 signature of a member; false for an index outside the set. */
    public boolean verifyIdentity(int signer, byte[] message, byte[] signature) {
        return signer >= 0 && signer < size() && scheme.verifyIdentity(ed25519Keys.get(signer), message, signature);
    }

    /** The member with an id; empty when there is none. */
    public Optional<Validator> find(NodeId id) {
        OptionalInt index = indexOf(id);
        return index.isPresent() ? Optional.of(member(index.getAsInt())) : Optional.empty();
    }

    /** Verifies a signature under a member's or candidate's Ed25519 key with this set's scheme. */
    public boolean verifyIdentityKey(byte[] ed25519, byte[] message, byte[] signature) {
        return scheme.verifyIdentity(ed25519, message, signature);
    }

    /** True when a vote key is well formed and its holder has proven that it knows the secret. */
    public boolean isProvenKey(byte[] blsKey, byte[] pop) {
        return scheme.isValidKey(blsKey) && scheme.verifyPossession(blsKey, pop);
    }

    boolean verifyAggregate(List<Integer> signers, byte[] message, byte[] signature) {
        return blsKeys.verifyAggregate(signers, message, signature);
    }

    byte[] aggregate(List<byte[]> signatures) {
        return scheme.aggregate(signatures);
    }

    Optional<byte[]> sum(List<byte[]> signatures) {
        return scheme.sum(signatures);
    }

    void write(WireWriter out) {
        out.u16(size()).bytes(encodeMembers());
    }

    /** The canonical bytes: number u16, the members, and for a set that is not a genesis' its first height u64. */
    public byte[] encode() {
        WireWriter out = new WireWriter(300 * size());
        write(out);
        return out.toBytes();
    }

    /** The hash of an encoded set, before anything of it is read or believed; empty when it is too short for one. */
    public static Optional<Hash32> hashOf(byte[] encoded) {
        return encoded.length < 2
                ? Optional.empty()
                : Optional.of(Hash32.sha256(
                        ConsensusLabels.VALIDATOR_SET, java.util.Arrays.copyOfRange(encoded, 2, encoded.length)));
    }

    /** Reads a set that follows this one. Its new keys are checked; it has this set's scheme. */
    public ValidatorSet decodeNext(byte[] encoded) throws MalformedException {
        WireReader in = new WireReader(encoded);
        ValidatorSet next = readAfter(this, in);
        in.end();
        return next;
    }

    static ValidatorSet readAfter(ValidatorSet before, WireReader in) throws MalformedException {
        List<Validator> next = readMembers(in);
        long firstHeight = in.u64();
        return Checks.canonical(() -> before.derive(next, firstHeight));
    }

    static ValidatorSet read(WireReader in) throws MalformedException {
        List<Validator> members = readMembers(in);
        return Checks.canonical(() -> of(members));
    }

    private static List<Validator> readMembers(WireReader in) throws MalformedException {
        int size = in.u16();
        if (size == 0 || size > Quorum.VALIDATORS_MAX) {
            throw new MalformedException("a set has 1..256 validators, got " + size);
        }
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Validator member = Validator.read(in);
            if (i > 0 && members.get(i - 1).id().compareTo(member.id()) >= 0) {
                throw new MalformedException("validators are not sorted by id");
            }
            members.add(member);
        }
        return members;
    }

    private byte[] encodeMembers() {
        WireWriter out = new WireWriter(300 * members.size());
        members.forEach(member -> member.write(out));
        if (since > 0) {
            out.u64(since);
        }
        return out.toBytes();
    }

    @Override
    public String toString() {
        return "ValidatorSet of " + size() + ", quorum " + quorum() + ", " + hash;
    }
}
