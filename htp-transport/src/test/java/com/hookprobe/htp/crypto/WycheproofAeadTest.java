package com.hookprobe.htp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** All 325 of Wycheproof's ChaCha20-Poly1305 cases, through every provider. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class WycheproofAeadTest {
    @Test
    void everyCaseThroughEveryProvider() throws IOException {
        for (Map.Entry<String, AeadFactory> each : Vectors.aeads().entrySet()) {
            int valid = 0;
            int forged = 0;
            int otherNonce = 0;
            for (Vectors.Case test : Vectors.wycheproof("chacha20_poly1305_test.json")) {
                if (test.group().get("ivSize").asInt() != 8 * Aead.NONCE_BYTES) {
                    refusesTheNonce(each.getKey(), each.getValue(), test);
                    otherNonce++;
                } else {
                    opens(each.getKey(), each.getValue(), test);
                    valid += test.valid() ? 1 : 0;
                    forged += test.valid() ? 0 : 1;
                }
            }
            assertThat(valid).as(each.getKey()).isEqualTo(256);
            assertThat(forged).as(each.getKey()).isEqualTo(60);
            assertThat(otherNonce).as(each.getKey()).isEqualTo(9);
        }
    }

    private static byte[] sealed(Vectors.Case test) {
        byte[] ciphertext = test.bytes("ct");
        byte[] tag = test.bytes("tag");
        byte[] whole = java.util.Arrays.copyOf(ciphertext, ciphertext.length + tag.length);
        System.arraycopy(tag, 0, whole, ciphertext.length, tag.length);
        return whole;
    }

    private static void opens(String name, AeadFactory factory, Vectors.Case test) {
        byte[] sealed = sealed(test);
        byte[] plain = test.bytes("msg");
        byte[] nonce = test.bytes("iv");
        byte[] aad = test.bytes("aad");
        try (Aead aead = factory.create(test.bytes("key"))) {
            byte[] out = new byte[plain.length];
            assertThat(aead.open(nonce, aad, sealed, 0, sealed.length, out, 0))
                    .as("%s, %s", name, test)
                    .isEqualTo(test.valid() ? plain.length : -1);
            if (test.valid()) {
                assertThat(out).as("%s, %s", name, test).isEqualTo(plain);
                byte[] again = new byte[sealed.length];
                aead.seal(nonce, aad, plain, 0, plain.length, again, 0);
                assertThat(again).as("%s, %s", name, test).isEqualTo(sealed);
            }
        }
    }

    /** A nonce of another size is a fault of the caller: nothing is sealed or opened under it. */
    private static void refusesTheNonce(String name, AeadFactory factory, Vectors.Case test) {
        assertThat(test.result()).isEqualTo("invalid");
        byte[] sealed = sealed(test);
        byte[] plain = test.bytes("msg");
        byte[] out = new byte[sealed.length + Aead.TAG_BYTES];
        try (Aead aead = factory.create(test.bytes("key"))) {
            assertThat(refused(() ->
                            aead.open(test.bytes("iv"), test.bytes("aad"), sealed, 0, sealed.length, out.clone(), 0)))
                    .as("open by %s, %s", name, test)
                    .isTrue();
            assertThat(refused(() -> aead.seal(test.bytes("iv"), test.bytes("aad"), plain, 0, plain.length, out, 0)))
                    .as("seal by %s, %s", name, test)
                    .isTrue();
        }
    }

    private static boolean refused(IntSupplier use) {
        try {
            return use.getAsInt() < 0;
        } catch (RuntimeException refusal) {
            return true;
        }
    }
}
