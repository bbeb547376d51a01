package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.util.Random;
import java.util.random.RandomGenerator;
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
        for (JsonNode test : tests) {
            XWing.SecretKey key = XWing.secretKey(hex(test.get("seed").asText()));
            assertThat(key.publicKey()).isEqualTo(hex(test.get("pk").asText()));
            byte[] shared = hex(test.get("ss").asText());
            byte[] ciphertext = hex(test.get("ct").asText());
            assertThat(key.decapsulate(ciphertext)).hasValue(shared);
            XWing.Encapsulation made = XWing.encapsulate(
                            key.publicKey(), replay(hex(test.get("eseed").asText())))
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

    @Test
    void unusableKemInputsAreEmptyAndNeverThrow() {
        XWing.SecretKey key = XWing.secretKey(new byte[32]);
        assertThat(key.decapsulate(new byte[1119])).isEmpty();
        // The X25519 half of the ciphertext is the point of order one: the shared point is zero.
        assertThat(key.decapsulate(new byte[1120])).isEmpty();
        Random random = new Random(1);
        assertThat(XWing.encapsulate(new byte[1215], random)).isEmpty();
        byte[] junk = new byte[1216];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(junk);
            XWing.encapsulate(junk, random)
                    .ifPresent(e -> assertThat(e.ciphertext()).hasSize(1120));
        }
        byte[] lowOrder = key.publicKey();
        java.util.Arrays.fill(lowOrder, 1184, 1216, (byte) 0);
        assertThat(XWing.encapsulate(lowOrder, random)).isEmpty();
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
