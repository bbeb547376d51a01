package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.independent.Verifier;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

/**
 * An independent verifier accepts exactly what the node accepts, over real certificates that were changed in every way that comes to
 * mind. {@code -Dindependent.cases=N} tries more; a failure names set, seed and number of the case.
 */
class IndependentVerifierTest {
    private static final int CASES = Integer.getInteger("independent.cases", 10_000);
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
    private static final long SEED = Long.getLong("independent.seed", 1);

    /** In which way a certificate is changed. */
    enum Change {
        NONE,
        BIT,
        BYTE,
        CUT,
        LONGER,
        FIELD_OF_ANOTHER,
        SIGNATURE_OF_ANOTHER,
        BELOW_QUORUM,
        SIGNER_ADDED,
        SIGNER_REMOVED,
        PADDING,
        OTHER_SET,
        SIGNED_FOR_OTHER_SET,
        OTHER_NETWORK,
        OTHER_MESSAGE_IN_AGGREGATE,
        SIGNED_TWICE,
        INFINITY,
        NEGATED,
        OUT_OF_GROUP,
        OUT_OF_GROUP_BY_COFACTOR,
        NOT_COMPRESSED,
        KIND,
        VIEW,
        HEIGHT
    }

    /** A set with real keys, and real certificates of it. */
    private static final class Side {
        final List<Fixtures.Member> members;
        final Genesis genesis;
        final Verifier verifier;
        final List<Certificate> good = new ArrayList<>();
        final List<Certificate> weak = new ArrayList<>();
        final List<Certificate> misnamed = new ArrayList<>();
        final List<Certificate> foreign = new ArrayList<>();
        final List<Certificate> mixed = new ArrayList<>();
        final List<Certificate> twice = new ArrayList<>();

        Side(int n, SplittableRandom random) {
            members = Fixtures.members(n, true);
            genesis = Fixtures.genesis(members, true, List.of(Fixtures.source(0)), Params.local(2));
            verifier = Verifier.ofGenesis(genesis.encode());
            int q = genesis.validators().quorum();
            for (VoteKind kind : VoteKind.values()) {
                long view = 1 + random.nextInt(3);
                Hash32 value = kind == VoteKind.NULLIFY ? Hash32.ZERO : Hash32.sha256("value");
                List<byte[]> votes = votes(genesis.networkId(), kind, view, value, n);
                good.add(certificate(kind, view, value, votes, q));
                good.add(certificate(kind, view, value, votes, n));
                if (q > 1) {
                    weak.add(certificate(kind, view, value, votes, q - 1));
                }
                misnamed.add(namingAnotherSet(kind, view, value, q));
                List<byte[]> elsewhere = votes(Hash32.sha256("other network"), kind, view, value, q);
                foreign.add(certificate(kind, view, value, elsewhere, q));
                List<byte[]> one = votes(genesis.networkId(), kind, view + 1, value, 1);
                List<byte[]> some = new ArrayList<>(votes.subList(0, q));
                some.set(0, one.get(0));
                mixed.add(certificate(kind, view, value, some, q));
                List<byte[]> again = new ArrayList<>(votes.subList(0, q));
                again.add(votes.get(0));
                twice.add(new Certificate(
                        kind, 5, view, value, genesis.validators().hash(), n, bitmap(n, q), Bls.aggregate(again)));
            }
        }

        private List<byte[]> votes(Hash32 network, VoteKind kind, long view, Hash32 value, int count) {
            byte[] message = Vote.signingBytes(network, genesis.validators().hash(), kind, 5, view, value);
            return members.subList(0, count).stream()
                    .map(member -> member.signer().signVote(message))
                    .toList();
        }

        /** All is right and signed by this set, but for the set that it names. */
        private Certificate namingAnotherSet(VoteKind kind, long view, Hash32 value, int q) {
            Hash32 named = Hash32.sha256("another set");
            byte[] message = Vote.signingBytes(genesis.networkId(), named, kind, 5, view, value);
            List<byte[]> votes = members.subList(0, q).stream()
                    .map(member -> member.signer().signVote(message))
                    .toList();
            int n = members.size();
            return new Certificate(kind, 5, view, value, named, n, bitmap(n, q), Bls.aggregate(votes));
        }

        private Certificate certificate(VoteKind kind, long view, Hash32 value, List<byte[]> votes, int signers) {
            int n = members.size();
            return new Certificate(
                    kind,
                    5,
                    view,
                    value,
                    genesis.validators().hash(),
                    n,
                    bitmap(n, signers),
                    Bls.aggregate(votes.subList(0, signers)));
        }

        private static byte[] bitmap(int n, int signers) {
            byte[] bitmap = new byte[SignerBitmap.bytes(n)];
            for (int i = 0; i < signers; i++) {
                bitmap[i / 8] |= (byte) (1 << i % 8);
            }
            return bitmap;
        }

        boolean node(byte[] certificate) {
            try {
                return Certificate.decode(certificate).verify(genesis.validators(), genesis.networkId());
            } catch (MalformedException e) {
                return false;
            }
        }
    }

    private final SplittableRandom random = new SplittableRandom(SEED);

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] changed(Side side, Side other, Change change) {
        byte[] bytes = pick(side.good).encode();
        int signature = bytes.length - Bls.SIGNATURE_BYTES;
        int bitmap = 79;
        switch (change) {
            case NONE -> {}
            case BIT -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case BYTE -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case CUT -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case LONGER -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
            case FIELD_OF_ANOTHER -> {
                int[] at = {0, 1, 9, 13, 45, 77, bitmap, signature, bytes.length};
                int field = random.nextInt(at.length - 1);
                byte[] from = pick(side.good).encode();
                System.arraycopy(from, at[field], bytes, at[field], at[field + 1] - at[field]);
            }
            case SIGNATURE_OF_ANOTHER ->
                System.arraycopy(pick(side.good).signature(), 0, bytes, signature, Bls.SIGNATURE_BYTES);
            case BELOW_QUORUM ->
                bytes = pick(side.weak.isEmpty() ? side.mixed : side.weak).encode();
            case SIGNER_ADDED -> flip(bytes, bitmap, side, false);
            case SIGNER_REMOVED -> flip(bytes, bitmap, side, true);
            case PADDING -> {
                int n = side.members.size();
                int spare = (n + 7) / 8 * 8 - n;
                if (spare > 0) {
                    int bit = n + random.nextInt(spare);
                    bytes[bitmap + bit / 8] |= (byte) (1 << bit % 8);
                }
            }
            case OTHER_SET -> {
                bytes = pick(other.good).encode();
                if (random.nextBoolean()) {
                    System.arraycopy(side.genesis.validators().hash().bytes(), 0, bytes, 45, 32);
                }
            }
            case SIGNED_FOR_OTHER_SET -> bytes = pick(side.misnamed).encode();
            case OTHER_NETWORK -> bytes = pick(side.foreign).encode();
            case OTHER_MESSAGE_IN_AGGREGATE -> bytes = pick(side.mixed).encode();
            case SIGNED_TWICE -> bytes = pick(side.twice).encode();
            case INFINITY -> {
                Arrays.fill(bytes, signature, bytes.length, (byte) 0);
                bytes[signature] = (byte) (random.nextBoolean() ? 0xC0 : 0x80);
            }
            case NEGATED -> bytes[signature] ^= 0x20;
            case OUT_OF_GROUP -> System.arraycopy(outOfGroup(), 0, bytes, signature, Bls.SIGNATURE_BYTES);
            case OUT_OF_GROUP_BY_COFACTOR -> {
                byte[] good = Arrays.copyOfRange(bytes, signature, bytes.length);
                P2 moved = new P2(new P2_Affine(outOfGroup())).mult(ORDER);
                moved.add(new P2_Affine(good));
                System.arraycopy(moved.compress(), 0, bytes, signature, Bls.SIGNATURE_BYTES);
            }
            case NOT_COMPRESSED -> bytes[signature] &= 0x7F;
            case KIND -> bytes[0] = (byte) random.nextInt(6);
            case VIEW -> bytes[12] = (byte) random.nextInt(6);
            case HEIGHT -> bytes[random.nextBoolean() ? 1 : 8] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private void flip(byte[] bytes, int bitmap, Side side, boolean set) {
        for (int tries = 0; tries < 64; tries++) {
            int bit = random.nextInt(side.members.size());
            if ((bytes[bitmap + bit / 8] >>> bit % 8 & 1) == (set ? 1 : 0)) {
                bytes[bitmap + bit / 8] ^= (byte) (1 << bit % 8);
                return;
            }
        }
    }

    /** A point on the curve, most surely outside the group of prime order: one x in 2^250 is inside. */
    private byte[] outOfGroup() {
        while (true) {
            byte[] bytes = new byte[Bls.SIGNATURE_BYTES];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x80 | bytes[0] & 0x2F & 0xF8 >>> 1);
            try {
                new P2_Affine(bytes);
                return bytes;
            } catch (RuntimeException notOnTheCurve) {
                random.nextInt();
            }
        }
    }

    @Test
    void acceptsExactlyWhatTheNodeAccepts() {
        int[] sizes = {1, 4, 7, 100};
        // One verification of a hundred validators costs as much as ten of four.
        int[] shares = {34, 34, 28, 4};
        List<Side> sides = new ArrayList<>();
        for (int n : sizes) {
            sides.add(new Side(n, random));
        }
        // Those that mostly are refused without a pairing come three times: a pairing costs more than all the rest.
        List<Change> order = new ArrayList<>(List.of(Change.values()));
        List<Change> cheap = List.of(
                Change.BIT,
                Change.BYTE,
                Change.CUT,
                Change.LONGER,
                Change.BELOW_QUORUM,
                Change.PADDING,
                Change.INFINITY,
                Change.OUT_OF_GROUP,
                Change.NOT_COMPRESSED);
        order.addAll(cheap);
        order.addAll(cheap);
        Map<Change, int[]> verdicts = new EnumMap<>(Change.class);
        int done = 0;
        for (int i = 0; i < sizes.length; i++) {
            for (int number = 0; number < CASES / 100 * shares[i]; number++) {
                Change change = order.get(number % order.size());
                byte[] bytes = changed(sides.get(i), sides.get((i + 1) % 3), change);
                boolean node = sides.get(i).node(bytes);
                assertThat(sides.get(i).verifier.holds(bytes))
                        .as("n=%d, seed %d, case %d: %s", sizes[i], SEED, number, change)
                        .isEqualTo(node);
                verdicts.computeIfAbsent(change, c -> new int[2])[node ? 1 : 0]++;
                done++;
            }
        }
        assertThat(done).isGreaterThanOrEqualTo(CASES);
        for (Change change : Change.values()) {
            int[] of = verdicts.get(change);
            boolean mayHold = switch (change) {
                // With one validator another certificate's field, or a byte, can be the same; n = 8 k has no padding.
                case NONE, BYTE, FIELD_OF_ANOTHER, SIGNATURE_OF_ANOTHER, KIND, VIEW, HEIGHT, SIGNER_ADDED -> true;
                default -> false;
            };
            assertThat(of[1] > 0 && !mayHold)
                    .as("%s was accepted %d times", change, of[1])
                    .isFalse();
            assertThat(of[0] > 0 || change == Change.NONE)
                    .as("%s is refused", change)
                    .isTrue();
        }
        assertThat(verdicts.get(Change.NONE)[0]).isZero();
    }

    /** Two members with good proofs whose keys cancel out: whatever nobody signed would verify under their sum. */
    @Test
    void keysThatCancelOutDecideNothing() {
        BlsSecretKey key = BlsSecretKey.generate(Fixtures.seed("bls", 1));
        byte[] opposite = new byte[32];
        byte[] negated = ORDER.subtract(new BigInteger(1, key.exposeScalar())).toByteArray();
        int length = Math.min(32, negated.length);
        System.arraycopy(negated, negated.length - length, opposite, 32 - length, length);
        List<Validator> two = new ArrayList<>();
        for (BlsSecretKey each : List.of(key, BlsSecretKey.of(opposite))) {
            byte[] ed25519 = Fixtures.seed("ed25519", two.size());
            two.add(new Validator(
                    com.hookprobe.identity.NodeId.derive(ed25519),
                    ed25519,
                    each.publicKey().bytes(),
                    each.proveOfPossession(),
                    "",
                    0));
        }
        Genesis genesis = new Genesis("two", Params.local(2), ValidatorSet.of(two), List.of(), 0);
        Verifier verifier = Verifier.ofGenesis(genesis.encode());
        byte[] infinity = new byte[Bls.SIGNATURE_BYTES];
        infinity[0] = (byte) 0xC0;
        byte[] message = Vote.signingBytes(
                genesis.networkId(), genesis.validators().hash(), VoteKind.NULLIFY, 1, 1, Hash32.ZERO);
        for (byte[] signature : List.of(infinity, key.sign(message))) {
            Certificate certificate = new Certificate(
                    VoteKind.NULLIFY, 1, 1, Hash32.ZERO, genesis.validators().hash(), 2, new byte[] {3}, signature);
            assertThat(certificate.verify(genesis.validators(), genesis.networkId()))
                    .isFalse();
            assertThat(verifier.holds(certificate.encode())).isFalse();
        }
    }

    private static CheckpointHeader header(Genesis genesis) {
        ScriptedNode node = new ScriptedNode(false);
        EvidenceFixtures.HeaderFields fields =
                new EvidenceFixtures.HeaderFields(node.header(node.genesis.epoch() + 1, node.emptyBody()));
        return fields.network(genesis.networkId())
                .height(5)
                .validators(genesis.validators().hash())
                .params(genesis.params().hash())
                .build();
    }

    /** Headers too: some with the certificate that they had, some signed as they are, whatever is in them. */
    @Test
    void acceptsExactlyTheFinalHeadersThatTheNodeAccepts() {
        Side side = new Side(4, random);
        byte[] good = header(side.genesis).encode();
        int accepted = 0;
        for (int number = 0; number < 200; number++) {
            byte[] header = good.clone();
            int how = number % 4;
            if (how > 0) {
                int[] starts = {0, 2, 34, 42, 50, 58, 158, 258, 362, 394, 426};
                int at = random.nextBoolean()
                        ? random.nextInt(header.length)
                        : pick(Arrays.stream(starts).boxed().toList());
                header[at] = (byte) random.nextInt(256);
            }
            if (number % 50 == 7) {
                Arrays.fill(header, 58, 62, (byte) 0);
            }
            Hash32 value = Hash32.sha256("HP-DSM-CKPT-V1\0\0", how == 1 ? good : header);
            Certificate certificate = side.certificate(
                    VoteKind.FINALIZE,
                    1,
                    value,
                    side.votes(side.genesis.networkId(), VoteKind.FINALIZE, 1, value, 3),
                    3);
            boolean node = isFinal(side.genesis, header, certificate.encode());
            assertThat(side.verifier.isFinal(header, certificate.encode()))
                    .as("seed %d, case %d", SEED, number)
                    .isEqualTo(node);
            accepted += node ? 1 : 0;
        }
        assertThat(accepted).isBetween(50, 190);
        Certificate notarized = side.good.get(0);
        assertThat(side.verifier.isFinal(good, notarized.encode())).isFalse();
    }

    private static boolean isFinal(Genesis genesis, byte[] header, byte[] certificate) {
        try {
            return SetPath.NONE.isFinal(genesis, CheckpointHeader.decode(header), certificate);
        } catch (MalformedException e) {
            return false;
        }
    }

    /** A genesis is read alike, and the sets in it: sorted, nothing twice, keys and proofs good, parameters in range. */
    @Test
    void readsExactlyTheGenesesThatTheNodeReads() {
        List<Fixtures.Member> members = Fixtures.members(4, true);
        byte[] good = Fixtures.genesis(members, true, List.of(Fixtures.source(0), Fixtures.source(1)), Params.local(2))
                .encode();
        int read = 0;
        for (int number = 0; number < 150; number++) {
            byte[] bytes = good.clone();
            if (number % 3 == 0) {
                // The parameters, which stand behind version and name.
                bytes[7 + random.nextInt(32)] = (byte) random.nextInt(256);
            } else if (number % 3 == 1) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                // A member, or a piece of one, in another's place.
                int length = 1 + random.nextInt(220);
                int from = 49 + random.nextInt(600);
                System.arraycopy(good, from, bytes, 49 + random.nextInt(600), length);
            }
            boolean node = decodes(bytes);
            boolean independent = reads(bytes);
            assertThat(independent).as("seed %d, case %d", SEED, number).isEqualTo(node);
            read += node ? 1 : 0;
        }
        assertThat(reads(good)).isTrue();
        assertThat(read).isBetween(10, 120);
    }

    private static boolean decodes(byte[] genesis) {
        try {
            Genesis.decode(genesis);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static boolean reads(byte[] genesis) {
        try {
            Verifier.ofGenesis(genesis);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
