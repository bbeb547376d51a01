package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** HKDF with SHA-256 by RFC 5869 and Wycheproof, and once more by Bouncy Castle. The RFC's A.4 to A.7 are for SHA-1. */
class Rfc5869Test {
    private static void derives(byte[] salt, byte[] ikm, byte[] info, String prk, String okm) {
        byte[] wanted = hex(okm);
        assertThat(Hkdf.extract(salt, ikm)).isEqualTo(hex(prk));
        assertThat(Hkdf.expand(hex(prk), info, wanted.length)).isEqualTo(wanted);
        assertThat(byBouncyCastle(salt, ikm, info, wanted.length)).isEqualTo(wanted);
    }

    private static byte[] byBouncyCastle(byte[] salt, byte[] ikm, byte[] info, int length) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(ikm, salt, info));
        byte[] out = new byte[length];
        generator.generateBytes(out, 0, length);
        return out;
    }

    private static byte[] range(int from, int to) {
        byte[] b = new byte[to - from];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (from + i);
        }
        return b;
    }

    @Test
    void appendixA1() {
        derives(
                range(0x00, 0x0d),
                hex("0b".repeat(22)),
                range(0xf0, 0xfa),
                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void appendixA2() {
        derives(
                range(0x60, 0xb0),
                range(0x00, 0x50),
                range(0xb0, 0x100),
                "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                """
                b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c
                59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71
                cc30c58179ec3e87c14c01d5c1f3434f1d87""");
    }

    @Test
    void appendixA3() {
        derives(
                new byte[0],
                hex("0b".repeat(22)),
                new byte[0],
                "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproof() throws IOException {
        int valid = 0;
        int invalid = 0;
        for (Vectors.Case test : Vectors.wycheproof("hkdf_sha256_test.json")) {
            byte[] prk = Hkdf.extract(test.bytes("salt"), test.bytes("ikm"));
            int size = test.test().get("size").asInt();
            if (test.valid()) {
                assertThat(Hkdf.expand(prk, test.bytes("info"), size))
                        .as("%s", test)
                        .isEqualTo(test.bytes("okm"));
                valid++;
            } else {
                assertThatThrownBy(() -> Hkdf.expand(prk, test.bytes("info"), size))
                        .as("%s", test)
                        .isInstanceOf(IllegalArgumentException.class);
                invalid++;
            }
        }
        assertThat(valid).isEqualTo(83);
        assertThat(invalid).isEqualTo(3);
    }
}
