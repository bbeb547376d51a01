package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** DSM 3.2. */
class MicroblockTest {
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private final Fixtures.Source source = new Fixtures.Source(1);

    @Test
    void sizesAreAsSpecified() {
        Microblock plain = source.chain(1).get(0);
        assertThat(plain.encode()).hasSize(Microblock.BYTES_MIN).hasSize(258);
        assertThat(withNeuro().encode()).hasSize(Microblock.BYTES_MAX).hasSize(386);
    }

    @Test
    void everyChangedByteOfASignedBlockIsRefused() {
        for (Microblock block : new Microblock[] {source.chain(1).get(0), withNeuro()}) {
            byte[] bytes = block.encode();
            for (int i = 0; i < bytes.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] changed = bytes.clone();
                    changed[i] ^= (byte) (1 << bit);
                    assertThat(accepted(changed))
                            .as("bit %d of byte %d", bit, i)
                            .isFalse();
                }
            }
            assertThat(accepted(bytes)).isTrue();
        }
    }

    private boolean accepted(byte[] bytes) {
        try {
            return Microblock.decode(bytes).verify(source.key);
        } catch (MalformedException e) {
            return false;
        }
    }

    @Test
    void aSignatureHoldsOnlyUnderItsKeyAndAlgorithm() {
        Microblock block = source.chain(1).get(0);
        assertThat(block.verify(source.key)).isTrue();
        assertThat(block.verify(new Fixtures.Source(2).key)).isFalse();
        assertThat(block.verify(new PublicKeyBytes(SignatureAlgorithm.ECDSA_P256, new byte[65])))
                .isFalse();
    }

    @Test
    void theStartOfAChainDependsOnNetworkSourceAndIncarnation() {
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        assertThat(start)
                .isNotEqualTo(Microblock.genesisPrev(Fixtures.filled(1), source.id, 0))
                .isNotEqualTo(Microblock.genesisPrev(Fixtures.NETWORK, new Fixtures.Source(2).id, 0))
                .isNotEqualTo(Microblock.genesisPrev(Fixtures.NETWORK, source.id, 1));
    }

    @Test
    void valuesThatNoEncodingCanHaveAreRefused() {
        Microblock block = source.chain(1).get(0);
        assertThatThrownBy(() -> source.block(0, block.prev(), 1)).hasMessageContaining("seq");
        assertThatThrownBy(() -> new MicroblockDraft(
                                Fixtures.NETWORK,
                                source.id,
                                0,
                                1,
                                block.prev(),
                                0,
                                Fixtures.filled(1),
                                0,
                                EventType.DECISION,
                                Hash32.ZERO,
                                Optional.empty())
                        .sign(source.signer))
                .hasMessageContaining("anchor");
        assertThatThrownBy(() -> new NeuroBlock(Hash32.ZERO, new byte[63], Hash32.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTpmStyleSignatureIsVerifiedAndItsTwinRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        PublicKeyBytes key =
                new PublicKeyBytes(SignatureAlgorithm.ECDSA_P256, EcdsaP256.encode((ECPublicKey) pair.getPublic()));
        BlockSigner tpm = new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ECDSA_P256;
            }

            @Override
            public byte[] sign(byte[] message) {
                try {
                    Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
                    signer.initSign(pair.getPrivate());
                    signer.update(message);
                    return EcdsaP256.lowS(signer.sign());
                } catch (java.security.GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        for (int i = 0; i < 20; i++) {
            Microblock block = source.draft(1, Hash32.ZERO, i).sign(tpm);
            assertThat(block.verify(key)).isTrue();
            assertThat(Microblock.decode(block.encode())).isEqualTo(block);
            // DSM 3.2: anybody can compute (r, n - s); it would be a second block with the same number.
            byte[] twin = block.encode();
            BigInteger s = new BigInteger(1, java.util.Arrays.copyOfRange(twin, twin.length - 32, twin.length));
            byte[] moved = P256_ORDER.subtract(s).toByteArray();
            System.arraycopy(moved, moved.length - 32, twin, twin.length - 32, 32);
            assertThat(Microblock.decode(twin).verify(key)).isFalse();
        }
        byte[] offCurve = key.bytes();
        offCurve[64] ^= 1;
        assertThat(source.draft(1, Hash32.ZERO, 1)
                        .sign(tpm)
                        .verify(new PublicKeyBytes(SignatureAlgorithm.ECDSA_P256, offCurve)))
                .isFalse();
    }

    private Microblock withNeuro() {
        return new MicroblockDraft(
                        Fixtures.NETWORK,
                        source.id,
                        3,
                        9,
                        Fixtures.filled(8),
                        12,
                        Fixtures.filled(7),
                        5,
                        EventType.RESONANCE,
                        Fixtures.filled(6),
                        Optional.of(Fixtures.neuro()))
                .sign(source.signer);
    }
}
