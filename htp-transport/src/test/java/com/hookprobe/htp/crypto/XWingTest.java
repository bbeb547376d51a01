package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** X-Wing by the draft's three vectors, and what it does with inputs that are none. */
class XWingTest {
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void xWingDraft() throws IOException {
        JsonNode tests = new ObjectMapper()
                .readTree(SharedData.file("vectors/xwing-test-vectors.json").toFile());
        assertThat(tests).hasSize(3);
        for (X25519 by : Vectors.agreements().values()) {
            draft(tests, by);
        }
    }

    private static void draft(JsonNode tests, X25519 by) {
        for (JsonNode test : tests) {
            XWing.SecretKey key = XWing.secretKey(hex(test.get("seed").asText()), by);
            assertThat(key.publicKey()).isEqualTo(hex(test.get("pk").asText()));
            byte[] shared = hex(test.get("ss").asText());
            byte[] ciphertext = hex(test.get("ct").asText());
            assertThat(key.decapsulate(ciphertext)).hasValue(shared);
            XWing.Encapsulation made = XWing.encapsulate(
                            key.publicKey(), replay(hex(test.get("eseed").asText())), by)
                    .orElseThrow();
            assertThat(made.ciphertext()).isEqualTo(ciphertext);
            assertThat(made.sharedSecret()).isEqualTo(shared);
        }
    }

    private static RandomGenerator replay(byte[] stream) {
        return new RandomGenerator() {
            private int at;

            @Override
            public long nextLong() {
                throw new AssertionError("only bytes are drawn");
            }

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(stream, at, bytes, 0, bytes.length);
                at += bytes.length;
            }
        };
    }

    /** Our X-Wing against Bouncy Castle's own, with ciphertexts that are right or changed. */
    @Test
    void xWingIsBouncyCastles() {
        Random random = new Random(10);
        byte[] seed = new byte[32];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(seed);
            var theirs = new XWingPrivateKeyParameters(seed);
            for (X25519 by : Vectors.agreements().values()) {
                XWing.SecretKey ours = XWing.secretKey(seed, by);
                assertThat(ours.publicKey())
                        .isEqualTo(theirs.getPublicKeyParameters().getEncoded());
                XWing.Encapsulation made =
                        XWing.encapsulate(ours.publicKey(), random, by).orElseThrow();
                byte[] ciphertext = made.ciphertext().clone();
                assertThat(new XWingKEMExtractor(theirs).extractSecret(ciphertext))
                        .isEqualTo(made.sharedSecret());
                ciphertext[random.nextInt(XWing.CIPHERTEXT_BYTES)] ^= 4;
                assertThat(ours.decapsulate(ciphertext))
                        .as("round %d of seed 10", i)
                        .hasValue(new XWingKEMExtractor(theirs).extractSecret(ciphertext))
                        .isNotEqualTo(Optional.of(made.sharedSecret()));
            }
        }
    }

    @Test
    void unusableKemInputsAreEmptyAndNeverThrow() {
        Vectors.agreements().values().forEach(XWingTest::refusesWhatIsUnusable);
    }

    private static void refusesWhatIsUnusable(X25519 by) {
        XWing.SecretKey key = XWing.secretKey(new byte[32], by);
        assertThat(key.decapsulate(new byte[1119])).isEmpty();
        // The X25519 half of the ciphertext is the point of order one: the shared point is zero.
        assertThat(key.decapsulate(new byte[1120])).isEmpty();
        Random random = new Random(1);
        assertThat(XWing.encapsulate(new byte[1215], random, by)).isEmpty();
        byte[] junk = new byte[1216];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(junk);
            XWing.encapsulate(junk, random, by)
                    .ifPresent(e -> assertThat(e.ciphertext()).hasSize(1120));
        }
        byte[] lowOrder = key.publicKey();
        java.util.Arrays.fill(lowOrder, 1184, 1216, (byte) 0);
        assertThat(XWing.encapsulate(lowOrder, random, by)).isEmpty();
        // FIPS 203 7.2: coefficients that are not below q are no key.
        byte[] tooLarge = key.publicKey();
        java.util.Arrays.fill(tooLarge, 0, 3, (byte) 0xff);
        assertThat(XWing.encapsulate(tooLarge, random, by)).isEmpty();
    }

    @Test
    void secretsDoNotPrint() {
        XWing.SecretKey key = XWing.secretKey(new byte[32]);
        assertThat(key.toString()).isEqualTo("SecretKey[hidden]");
        assertThat(new XWingPrivateKeyParameters(new byte[32])
                        .getPublicKeyParameters()
                        .getEncoded())
                .isEqualTo(key.publicKey());
    }
}
