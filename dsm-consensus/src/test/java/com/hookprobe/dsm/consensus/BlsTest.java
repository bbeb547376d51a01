package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Scalar;

/** The traps of DSM 4, one by one. */
class BlsTest {
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
    private static final BigInteger MODULUS = new BigInteger(
            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16);
    private static final byte[] MESSAGE = "a vote".getBytes(StandardCharsets.US_ASCII);

    private static BlsSecretKey key(int number) {
        return BlsSecretKey.generate(Fixtures.seed("bls", number));
    }

    @Test
    void signatureVerifiesAndNothingElseDoes() {
        BlsSecretKey key = key(1);
        byte[] signature = key.sign(MESSAGE);
        assertThat(signature).hasSize(96).isEqualTo(key.sign(MESSAGE));
        assertThat(Bls.verify(key.publicKey(), MESSAGE, signature)).isTrue();
        assertThat(Bls.verify(key(2).publicKey(), MESSAGE, signature)).isFalse();
        assertThat(Bls.verify(key.publicKey(), new byte[0], signature)).isFalse();
        for (int i = 0; i < signature.length; i += 7) {
            byte[] other = signature.clone();
            other[i] ^= 1;
            assertThat(Bls.verify(key.publicKey(), MESSAGE, other))
                    .as("byte %d", i)
                    .isFalse();
        }
        assertThat(Bls.verify(key.publicKey(), MESSAGE, Arrays.copyOf(signature, 95)))
                .isFalse();
        assertThat(Bls.verify(key.publicKey(), MESSAGE, Arrays.copyOf(signature, 192)))
                .isFalse();
    }

    @Test
    void shortKeyMaterialIsRefusedSinceTheLibraryWouldGiveTheZeroKey() {
        assertThatThrownBy(() -> BlsSecretKey.generate(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThat(BlsSecretKey.generate(new byte[32]).publicKey()).isNotNull();
    }

    @Test
    void zeroAndUnreducedSecretKeysAreRefused() {
        assertThatThrownBy(() -> BlsSecretKey.of(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        byte[] order = ORDER.toByteArray();
        assertThatThrownBy(() -> BlsSecretKey.of(order)).isInstanceOf(IllegalArgumentException.class);
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        assertThatThrownBy(() -> BlsSecretKey.of(ones)).isInstanceOf(IllegalArgumentException.class);
        byte[] scalar = key(3).exposeScalar();
        assertThat(BlsSecretKey.of(scalar).publicKey()).isEqualTo(key(3).publicKey());
    }

    @Test
    void infinityKeyIsRefused() {
        byte[] infinity = infinity(48);
        assertThat(new P1_Affine(infinity).is_inf())
                .as("the library accepts it")
                .isTrue();
        assertThat(BlsPublicKey.parse(infinity)).isEmpty();
        Validator honest = Fixtures.real(1).validator();
        Validator bad = new Validator(honest.id(), honest.ed25519(), infinity, infinity(96), "nobody", 0);
        assertThatThrownBy(() -> ValidatorSet.of(List.of(bad))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void infinitySignatureIsRefused() {
        byte[] infinity = infinity(96);
        assertThat(Bls.verify(key(1).publicKey(), MESSAGE, infinity)).isFalse();
        assertThat(Bls.verifyPossession(key(1).publicKey(), infinity)).isFalse();
        assertThat(Bls.fastAggregateVerify(List.of(key(1).publicKey(), key(2).publicKey()), MESSAGE, infinity))
                .isFalse();
        assertThatThrownBy(() -> Bls.aggregate(List.of(infinity))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Bls.sumUnverified(List.of(key(1).sign(MESSAGE), infinity))).isEmpty();
    }

    private static byte[] infinity(int bytes) {
        byte[] infinity = new byte[bytes];
        infinity[0] = (byte) 0xC0;
        return infinity;
    }

    @Test
    void keyOutsideTheSubgroupIsRefused() {
        // Points on the curve but outside the prime-order group: small x, compressed. The library decodes them.
        int found = 0;
        for (int x = 1; x < 40; x++) {
            byte[] bytes = new byte[48];
            bytes[47] = (byte) x;
            bytes[0] = (byte) 0x80;
            try {
                P1_Affine point = new P1_Affine(bytes);
                if (!point.in_group()) {
                    found++;
                    assertThat(BlsPublicKey.parse(bytes)).as("x = %d", x).isEmpty();
                }
            } catch (RuntimeException notOnTheCurve) {
                assertThat(BlsPublicKey.parse(bytes)).isEmpty();
            }
        }
        assertThat(found).isPositive();
    }

    /** Points on the curve but outside the prime-order group: small x, compressed. The library decodes them. */
    private static List<byte[]> signaturesOutsideTheSubgroup() {
        List<byte[]> found = new ArrayList<>();
        for (int x = 1; x < 40; x++) {
            byte[] bytes = new byte[96];
            bytes[95] = (byte) x;
            bytes[0] = (byte) 0x80;
            try {
                if (!new P2_Affine(bytes).in_group()) {
                    found.add(bytes);
                }
            } catch (RuntimeException notOnTheCurve) {
                assertThat(Bls.verify(key(1).publicKey(), MESSAGE, bytes)).isFalse();
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    @Test
    void signatureOutsideTheSubgroupIsRefused() {
        for (byte[] outside : signaturesOutsideTheSubgroup()) {
            assertThat(Bls.verify(key(1).publicKey(), MESSAGE, outside)).isFalse();
            assertThat(Bls.verifyPossession(key(1).publicKey(), outside)).isFalse();
            assertThatThrownBy(() -> Bls.aggregate(List.of(outside))).isInstanceOf(IllegalArgumentException.class);
            // A good signature, moved out of the group: its pairing is the same, so only the group check refuses it.
            P2 moved = new P2(new P2_Affine(key(1).sign(MESSAGE)));
            moved.add(torsion(outside));
            byte[] signature = moved.to_affine().compress();
            assertThat(Bls.verify(key(1).publicKey(), MESSAGE, signature)).isFalse();
            byte[] sum =
                    Bls.sumUnverified(List.of(signature, key(2).sign(MESSAGE))).orElseThrow();
            assertThat(Bls.fastAggregateVerify(List.of(key(1).publicKey(), key(2).publicKey()), MESSAGE, sum))
                    .as("the sum is as strict")
                    .isFalse();
        }
    }

    /** The part of a point that has nothing to do with the group: r times it. */
    private static P2 torsion(byte[] outside) {
        P2 point = new P2(new P2_Affine(outside));
        P2 product = new P2();
        for (int bit = ORDER.bitLength() - 1; bit >= 0; bit--) {
            product = product.dbl();
            if (ORDER.testBit(bit)) {
                product.add(point);
            }
        }
        assertThat(product.is_inf() || product.in_group()).isFalse();
        return product;
    }

    /** Why the parts of a sum need no check of their own, and why nobody may be blamed or trusted by them. */
    @Test
    void partsThatCancelOutGiveAGoodSumAndAreNotGoodThemselves() {
        P2 difference = torsion(signaturesOutsideTheSubgroup().get(0));
        P2 plus = new P2(new P2_Affine(key(1).sign(MESSAGE)));
        plus.add(difference);
        P2 minus = new P2(new P2_Affine(key(2).sign(MESSAGE)));
        minus.add(difference.dup().neg());
        List<byte[]> parts =
                List.of(plus.to_affine().compress(), minus.to_affine().compress());
        List<BlsPublicKey> keys = List.of(key(1).publicKey(), key(2).publicKey());
        byte[] sum = Bls.sumUnverified(parts).orElseThrow();
        assertThat(sum).isEqualTo(Bls.aggregate(List.of(key(1).sign(MESSAGE), key(2).sign(MESSAGE))));
        assertThat(Bls.fastAggregateVerify(keys, MESSAGE, sum)).isTrue();
        assertThat(Bls.verify(keys.get(0), MESSAGE, parts.get(0))).isFalse();
        assertThat(Bls.verify(keys.get(1), MESSAGE, parts.get(1))).isFalse();
        assertThat(Bls.fastAggregateVerify(List.of(keys.get(0), keys.get(1), key(3).publicKey()), MESSAGE, sum))
                .as("and no third signer can be added")
                .isFalse();
    }

    @Test
    void wrongLengthIsRefused() {
        byte[] goodKey = key(1).publicKey().bytes();
        byte[] goodSignature = key(1).sign(MESSAGE);
        for (int length : new int[] {0, 1, 32, 47, 49, 95, 96, 97}) {
            assertThat(BlsPublicKey.parse(Arrays.copyOf(goodKey, length))).isEmpty();
        }
        for (int length : new int[] {0, 1, 48, 95, 97, 192}) {
            byte[] other = Arrays.copyOf(goodSignature, length);
            assertThat(Bls.verify(key(1).publicKey(), MESSAGE, other)).isFalse();
            assertThat(Bls.sumUnverified(List.of(other))).isEmpty();
        }
        for (int length : new int[] {0, 31, 33, 64}) {
            assertThatThrownBy(() -> BlsSecretKey.of(Arrays.copyOf(new byte[] {1}, length)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nonCanonicalEncodingIsRefused() {
        byte[] goodKey = key(1).publicKey().bytes();
        byte[] goodSignature = key(1).sign(MESSAGE);
        assertThat(BlsPublicKey.parse(goodKey)).isPresent();
        // The form that is not compressed, no flag for the compressed one, a flag for infinity on a point that is not.
        assertThat(BlsPublicKey.parse(new P1_Affine(goodKey).serialize())).isEmpty();
        assertThat(Bls.verify(key(1).publicKey(), MESSAGE, new P2_Affine(goodSignature).serialize()))
                .isFalse();
        for (int flags : new int[] {0x80, 0x40}) {
            assertThat(BlsPublicKey.parse(flipped(goodKey, flags))).isEmpty();
            byte[] signature = flipped(goodSignature, flags);
            assertThat(Bls.verify(key(1).publicKey(), MESSAGE, signature)).isFalse();
            assertThat(Bls.sumUnverified(List.of(signature))).isEmpty();
        }
        // Infinity with something in the bits that must be zero.
        for (int at : new int[] {0, 20, 47}) {
            byte[] infinityKey = infinity(48);
            infinityKey[at] ^= at == 0 ? 0x20 : 1;
            assertThat(BlsPublicKey.parse(infinityKey)).isEmpty();
            byte[] infinitySignature = infinity(96);
            infinitySignature[at] ^= at == 0 ? 0x20 : 1;
            assertThat(Bls.sumUnverified(List.of(infinitySignature))).isEmpty();
        }
        // The same coordinate plus p: a second encoding of the same point, where it fits in the 381 bits that there
        // are.
        int tried = 0;
        for (int number = 1; number <= 40; number++) {
            byte[] small = key(number).publicKey().bytes();
            Optional<byte[]> twin = plusModulus(small);
            tried += twin.isPresent() ? 1 : 0;
            assertThat(twin.flatMap(BlsPublicKey::parse)).isEmpty();
            byte[] signature = key(number).sign(MESSAGE);
            // Only the first of its two coordinates, which has the flags.
            Optional<byte[]> first = plusModulus(Arrays.copyOf(signature, 48));
            if (first.isPresent()) {
                System.arraycopy(first.get(), 0, signature, 0, 48);
                assertThat(Bls.verify(key(number).publicKey(), MESSAGE, signature))
                        .isFalse();
                assertThat(Bls.sumUnverified(List.of(signature))).isEmpty();
            }
        }
        assertThat(tried).isPositive();
    }

    private static byte[] flipped(byte[] bytes, int flags) {
        byte[] other = bytes.clone();
        other[0] ^= (byte) flags;
        return other;
    }

    private static Optional<byte[]> plusModulus(byte[] coordinate) {
        byte[] bare = coordinate.clone();
        bare[0] &= 0x1F;
        BigInteger sum = new BigInteger(1, bare).add(MODULUS);
        if (sum.bitLength() > 381) {
            return Optional.empty();
        }
        byte[] bytes = sum.toByteArray();
        byte[] padded = new byte[48];
        int from = Math.max(0, bytes.length - 48);
        System.arraycopy(bytes, from, padded, 48 - (bytes.length - from), bytes.length - from);
        padded[0] |= (byte) (coordinate[0] & 0xE0);
        return Optional.of(padded);
    }

    @Test
    void rogueKeyForgesAnAggregateAndIsRefusedWithoutProofOfPossession() {
        BlsSecretKey victim = key(1);
        BlsSecretKey attacker = key(2);
        P1 rogue = new P1(new P1_Affine(attacker.publicKey().bytes()));
        rogue.add(new P1_Affine(victim.publicKey().bytes()).to_jacobian().neg());
        BlsPublicKey rogueKey = BlsPublicKey.parse(rogue.to_affine().compress()).orElseThrow();
        byte[] forged = attacker.sign(MESSAGE);
        // The victim never signed, and yet:
        assertThat(Bls.fastAggregateVerify(List.of(victim.publicKey(), rogueKey), MESSAGE, forged))
                .isTrue();
        // What stops it: no proof of possession that the attacker can make is one for the rogue key.
        assertThat(Bls.verifyPossession(rogueKey, attacker.proveOfPossession())).isFalse();
        assertThat(Bls.verifyPossession(rogueKey, attacker.sign(rogueKey.bytes())))
                .isFalse();
        Fixtures.Member honest = Fixtures.real(1);
        Validator bad = new Validator(
                Fixtures.real(2).id(),
                Fixtures.real(2).validator().ed25519(),
                rogueKey.bytes(),
                attacker.proveOfPossession(),
                "rogue",
                0);
        assertThatThrownBy(() -> ValidatorSet.of(List.of(honest.validator(), bad)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void proofOfPossessionAndVoteDoNotStandForEachOther() {
        BlsSecretKey key = key(1);
        byte[] publicKey = key.publicKey().bytes();
        assertThat(Bls.verifyPossession(key.publicKey(), key.proveOfPossession()))
                .isTrue();
        assertThat(Bls.verifyPossession(key.publicKey(), key.sign(publicKey))).isFalse();
        assertThat(Bls.verify(key.publicKey(), publicKey, key.proveOfPossession()))
                .isFalse();
    }

    @Test
    void twoProvenKeysThatCancelOutNeverVerify() {
        BlsSecretKey key = key(1);
        byte[] negated = ORDER.subtract(new BigInteger(1, key.exposeScalar())).toByteArray();
        byte[] padded = new byte[32];
        int from = Math.max(0, negated.length - 32);
        System.arraycopy(negated, from, padded, 32 - (negated.length - from), negated.length - from);
        BlsSecretKey minus = BlsSecretKey.of(padded);
        assertThat(Bls.verifyPossession(minus.publicKey(), minus.proveOfPossession()))
                .isTrue();
        byte[] infinity = new P2(new P2_Affine(key.sign(MESSAGE)))
                .mult(new Scalar().from_bendian(new byte[32]))
                .to_affine()
                .compress();
        List<BlsPublicKey> both = List.of(key.publicKey(), minus.publicKey());
        assertThat(Bls.fastAggregateVerify(both, MESSAGE, infinity)).isFalse();
        assertThat(Bls.fastAggregateVerify(both, MESSAGE, key.sign(MESSAGE))).isFalse();
    }

    @Test
    void aggregateOfAllVerifiesAndOfFewerDoesNot() {
        List<BlsSecretKey> keys = List.of(key(1), key(2), key(3));
        List<BlsPublicKey> publicKeys =
                keys.stream().map(BlsSecretKey::publicKey).toList();
        byte[] all = Bls.aggregate(keys.stream().map(k -> k.sign(MESSAGE)).toList());
        byte[] two = Bls.aggregate(
                keys.subList(0, 2).stream().map(k -> k.sign(MESSAGE)).toList());
        assertThat(Bls.fastAggregateVerify(publicKeys, MESSAGE, all)).isTrue();
        assertThat(Bls.fastAggregateVerify(publicKeys, MESSAGE, two)).isFalse();
        assertThat(Bls.fastAggregateVerify(publicKeys.subList(0, 2), MESSAGE, all))
                .isFalse();
        assertThat(Bls.fastAggregateVerify(List.of(), MESSAGE, all)).isFalse();
        assertThatThrownBy(() -> Bls.aggregate(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bls.aggregate(List.of(new byte[96]))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closedKeySignsNothing() {
        BlsSecretKey key = key(1);
        key.close();
        assertThatThrownBy(() -> key.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThat(key.toString()).doesNotContainPattern("[0-9a-f]{8}");
    }
}
