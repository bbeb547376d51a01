package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.Scalar;

/** The traps of DSM 4, one by one. */
class BlsTest {
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
    void trapShortKeyMaterialWouldGiveTheZeroKey() {
        assertThatThrownBy(() -> BlsSecretKey.generate(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThat(BlsSecretKey.generate(new byte[32]).publicKey()).isNotNull();
    }

    @Test
    void trapZeroAndUnreducedScalarsAreNoKeys() {
        assertThatThrownBy(() -> BlsSecretKey.of(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        byte[] order =
                new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16).toByteArray();
        assertThatThrownBy(() -> BlsSecretKey.of(order)).isInstanceOf(IllegalArgumentException.class);
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        assertThatThrownBy(() -> BlsSecretKey.of(ones)).isInstanceOf(IllegalArgumentException.class);
        byte[] scalar = key(3).exposeScalar();
        assertThat(BlsSecretKey.of(scalar).publicKey()).isEqualTo(key(3).publicKey());
    }

    @Test
    void trapInfinityIsNeitherKeyNorSignature() {
        byte[] infinityKey = new byte[48];
        infinityKey[0] = (byte) 0xC0;
        assertThat(new P1_Affine(infinityKey).is_inf())
                .as("the library accepts it")
                .isTrue();
        assertThat(BlsPublicKey.parse(infinityKey)).isEmpty();
        byte[] infinitySignature = new byte[96];
        infinitySignature[0] = (byte) 0xC0;
        assertThat(Bls.verify(key(1).publicKey(), MESSAGE, infinitySignature)).isFalse();
        assertThatThrownBy(() -> Bls.aggregate(List.of(infinitySignature)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trapPointOutsideTheGroupIsNoKey() {
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

    @Test
    void trapUncompressedAndDamagedEncodingsAreNoKeys() {
        byte[] good = key(1).publicKey().bytes();
        assertThat(BlsPublicKey.parse(good)).isPresent();
        assertThat(BlsPublicKey.parse(new P1_Affine(good).serialize())).isEmpty();
        assertThat(BlsPublicKey.parse(new byte[0])).isEmpty();
        byte[] noFlag = good.clone();
        noFlag[0] &= 0x7F;
        assertThat(BlsPublicKey.parse(noFlag)).isEmpty();
    }

    @Test
    void trapRogueKeyForgesAnAggregateButHasNoProof() {
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
    void trapProofAndVoteDoNotStandForEachOther() {
        BlsSecretKey key = key(1);
        byte[] publicKey = key.publicKey().bytes();
        assertThat(Bls.verifyPossession(key.publicKey(), key.proveOfPossession()))
                .isTrue();
        assertThat(Bls.verifyPossession(key.publicKey(), key.sign(publicKey))).isFalse();
        assertThat(Bls.verify(key.publicKey(), publicKey, key.proveOfPossession()))
                .isFalse();
    }

    @Test
    void trapTwoProvenKeysThatCancelOutNeverVerify() {
        BlsSecretKey key = key(1);
        BigInteger order = new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
        byte[] negated = order.subtract(new BigInteger(1, key.exposeScalar())).toByteArray();
        byte[] padded = new byte[32];
        int from = Math.max(0, negated.length - 32);
        System.arraycopy(negated, from, padded, 32 - (negated.length - from), negated.length - from);
        BlsSecretKey minus = BlsSecretKey.of(padded);
        assertThat(Bls.verifyPossession(minus.publicKey(), minus.proveOfPossession()))
                .isTrue();
        byte[] infinity = new P2(new supranational.blst.P2_Affine(key.sign(MESSAGE)))
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
