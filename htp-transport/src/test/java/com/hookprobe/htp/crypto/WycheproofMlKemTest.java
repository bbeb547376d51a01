package com.hookprobe.htp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The ML-KEM-768 half of X-Wing by Wycheproof: the classes of Bouncy Castle that X-Wing calls. HTP holds keys as seeds
 * only, so the cases with expanded private keys show what the library does, not what HTP accepts.
 */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class WycheproofMlKemTest {
    private static final MLKEMParameters SET = MLKEMParameters.ml_kem_768;

    @Test
    void decapsulationFromTheSeed() throws IOException {
        int valid = 0;
        int invalid = 0;
        for (Vectors.Case test : Vectors.wycheproof("mlkem_768_test.json")) {
            if (test.valid()) {
                var key = new MLKEMPrivateKeyParameters(SET, test.bytes("seed"));
                assertThat(key.getPublicKey()).as("%s", test).isEqualTo(test.bytes("ek"));
                assertThat(new MLKEMExtractor(key).extractSecret(test.bytes("c")))
                        .as("%s", test)
                        .isEqualTo(test.bytes("K"));
                valid++;
            } else {
                assertThatThrownBy(() -> new MLKEMExtractor(new MLKEMPrivateKeyParameters(SET, test.bytes("seed")))
                                .extractSecret(test.bytes("c")))
                        .as("%s", test)
                        .isInstanceOf(RuntimeException.class);
                invalid++;
            }
        }
        assertThat(valid).isEqualTo(153);
        assertThat(invalid).isEqualTo(40);
    }

    @Test
    void encapsulation() throws IOException {
        int valid = 0;
        int invalid = 0;
        for (Vectors.Case test : Vectors.wycheproof("mlkem_768_encaps_test.json")) {
            if (test.valid()) {
                SecretWithEncapsulation made = encapsulate(test);
                assertThat(made.getSecret()).as("%s", test).isEqualTo(test.bytes("K"));
                assertThat(made.getEncapsulation()).as("%s", test).isEqualTo(test.bytes("c"));
                valid++;
            } else {
                assertThatThrownBy(() -> encapsulate(test)).as("%s", test).isInstanceOf(RuntimeException.class);
                invalid++;
            }
        }
        assertThat(valid).isEqualTo(133);
        assertThat(invalid).isEqualTo(132);
    }

    private static SecretWithEncapsulation encapsulate(Vectors.Case test) {
        return MLKEMGenerator.internalGenerateEncapsulated(
                new MLKEMPublicKeyParameters(SET, test.bytes("ek")), test.bytes("m"));
    }

    /** The same bad keys, as the first part of an X-Wing key: the seam gives nothing and does not throw. */
    @Test
    void badKeysAreEmptyAtTheSeam() throws IOException {
        byte[] point = Arrays.copyOfRange(XWing.secretKey(new byte[32]).publicKey(), 1184, 1216);
        int refused = 0;
        int taken = 0;
        for (Vectors.Case test : Vectors.wycheproof("mlkem_768_encaps_test.json")) {
            byte[] key = Arrays.copyOf(test.bytes("ek"), test.bytes("ek").length + 32);
            System.arraycopy(point, 0, key, key.length - 32, 32);
            boolean made =
                    XWing.encapsulate(key, new java.util.SplittableRandom(1)).isPresent();
            assertThat(made).as("%s", test).isEqualTo(test.valid());
            taken += made ? 1 : 0;
            refused += made ? 0 : 1;
        }
        assertThat(taken).isEqualTo(133);
        assertThat(refused).isEqualTo(132);
    }

    @Test
    void keyGenerationFromTheSeed() throws IOException {
        int valid = 0;
        for (Vectors.Case test : Vectors.wycheproof("mlkem_768_keygen_seed_test.json")) {
            var key = new MLKEMPrivateKeyParameters(SET, test.bytes("seed"));
            assertThat(key.getPublicKey()).as("%s", test).isEqualTo(test.bytes("ek"));
            assertThat(key.getParametersWithFormat(MLKEMPrivateKeyParameters.EXPANDED_KEY)
                            .getEncoded())
                    .as("%s", test)
                    .isEqualTo(test.bytes("dk"));
            valid += test.valid() ? 1 : 0;
        }
        assertThat(valid).isEqualTo(100);
    }

    @Test
    void decapsulationFromAnExpandedKey() throws IOException {
        int valid = 0;
        int invalid = 0;
        for (Vectors.Case test : Vectors.wycheproof("mlkem_768_semi_expanded_decaps_test.json")) {
            if (test.valid()) {
                var key = new MLKEMPrivateKeyParameters(SET, test.bytes("dk"));
                assertThat(new MLKEMExtractor(key).extractSecret(test.bytes("c")))
                        .as("%s", test)
                        .isEqualTo(test.bytes("K"));
                valid++;
            } else {
                assertThatThrownBy(() -> new MLKEMExtractor(new MLKEMPrivateKeyParameters(SET, test.bytes("dk")))
                                .extractSecret(test.bytes("c")))
                        .as("%s", test)
                        .isInstanceOf(RuntimeException.class);
                invalid++;
            }
        }
        assertThat(valid).isEqualTo(3);
        assertThat(invalid).isEqualTo(6);
    }
}
