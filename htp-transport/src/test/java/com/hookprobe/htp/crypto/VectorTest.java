package com.hookprobe.htp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The primitives against the RFCs' vectors and, where shared data is at hand, Wycheproof's and the X-Wing draft's. */
class VectorTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** Fresh ones for each vector where vectors repeat a nonce, which a factory's cipher refuses. */
    private static List<AeadFactory> factories() {
        return AeadProviders.conscrypt()
                .map(c -> List.of(c, AeadProviders.jdk()))
                .orElse(List.of(AeadProviders.jdk()));
    }

    /** The 28 bytes that a mask has, of the block that key and sample name. */
    private static String mask(String key, String sample) {
        int[] words = new int[ChaChaMask.MASK_WORDS];
        try (ChaChaMask chacha = new ChaChaMask(hex(key))) {
            // Not at the array's start, so that the offset counts.
            chacha.mask(hex("ffffff" + sample), 3, words);
        }
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(28).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    @Test
    void rfc8439BlockFunction() {
        // RFC 8439 2.3.2: block counter 1, nonce 00:00:00:09:00:00:00:4a:00:00:00:00
        assertThat(mask(
                        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                        "01000000000000090000004a00000000"))
                .isEqualTo("10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9a");
    }

    @Test
    void rfc8439KeyStreamBlocksOfAppendixA1() {
        assertThat(mask("00".repeat(32), "00".repeat(16)))
                .isEqualTo("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc");
        assertThat(mask("00".repeat(32), "01" + "00".repeat(15)))
                .isEqualTo("9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e");
    }

    @Test
    void rfc9001HeaderProtectionMask() {
        // RFC 9001 A.5: hp key and sample of a short header packet; QUIC uses 5 bytes of the mask.
        assertThat(mask(
                        "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4",
                        "5e5cd55c41f69080575d7999c25a5bfb"))
                .startsWith("aefefe7d03");
    }

    /** 2000 random masks against the JDK's ChaCha20. */
    @Test
    void masksAreTheJdksKeyStream() throws java.security.GeneralSecurityException {
        Random random = new Random(8);
        byte[] key = new byte[32];
        byte[] sample = new byte[16];
        for (int i = 0; i < 2000; i++) {
            random.nextBytes(key);
            random.nextBytes(sample);
            int counter = java.nio.ByteBuffer.wrap(sample)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getInt();
            javax.crypto.Cipher chacha = javax.crypto.Cipher.getInstance("ChaCha20");
            chacha.init(
                    javax.crypto.Cipher.ENCRYPT_MODE,
                    new javax.crypto.spec.SecretKeySpec(key, "ChaCha20"),
                    new javax.crypto.spec.ChaCha20ParameterSpec(java.util.Arrays.copyOfRange(sample, 4, 16), counter));
            assertThat(mask(HexFormat.of().formatHex(key), HexFormat.of().formatHex(sample)))
                    .as("round %d of seed 8", i)
                    .isEqualTo(HexFormat.of().formatHex(chacha.doFinal(new byte[28])));
        }
    }

    @Test
    void rfc8439Aead() {
        // RFC 8439 2.8.2
        byte[] plain = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        byte[] nonce = hex("070000004041424344454647");
        byte[] aad = hex("50515253c0c1c2c3c4c5c6c7");
        for (AeadFactory factory : factories()) {
            try (Aead aead = factory.create(key)) {
                byte[] sealed = new byte[plain.length + 16];
                assertThat(aead.seal(nonce, aad, plain, 0, plain.length, sealed, 0))
                        .isEqualTo(sealed.length);
                assertThat(HexFormat.of().formatHex(sealed))
                        .startsWith("d31a8d34648e60db7b86afbc53ef7ec2")
                        .endsWith("1ae10b594f09e26a7e902ecbd0600691");
                byte[] opened = new byte[plain.length];
                // Twice in a row under one nonce, and after a forgery: opening must not be put off by that.
                for (int i = 0; i < 2; i++) {
                    assertThat(aead.open(nonce, aad, sealed, 0, sealed.length, opened, 0))
                            .isEqualTo(plain.length);
                    assertThat(opened).isEqualTo(plain);
                    byte[] forged = sealed.clone();
                    forged[3] ^= 1;
                    assertThat(aead.open(nonce, aad, forged, 0, forged.length, opened, 0))
                            .isEqualTo(-1);
                }
                for (int length = 0; length < 16; length++) {
                    assertThat(aead.open(nonce, aad, sealed, 0, length, opened, 0))
                            .isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void rfc5869Hkdf() {
        // A.1
        byte[] prk = Hkdf.extract(hex("000102030405060708090a0b0c"), hex("0b".repeat(22)));
        assertThat(prk).isEqualTo(hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        assertThat(Hkdf.expand(prk, hex("f0f1f2f3f4f5f6f7f8f9"), 42))
                .isEqualTo(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
        // A.2
        byte[] longPrk = Hkdf.extract(range(0x60, 0xb0), range(0x00, 0x50));
        assertThat(longPrk).isEqualTo(hex("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"));
        assertThat(Hkdf.expand(longPrk, range(0xb0, 0x100), 82))
                .isEqualTo(hex("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87"));
        // A.3: no salt, no info
        byte[] plainPrk = Hkdf.extract(new byte[0], hex("0b".repeat(22)));
        assertThat(plainPrk).isEqualTo(hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
        assertThat(Hkdf.expand(plainPrk, new byte[0], 42))
                .isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
    }

    private static List<Ed25519.Verifier> verifiers() {
        return Ed25519.conscrypt().map(c -> List.of(c, Ed25519.BOUNCY_CASTLE)).orElse(List.of(Ed25519.BOUNCY_CASTLE));
    }

    private static List<X25519> agreements() {
        return X25519.conscrypt().map(c -> List.of(c, X25519.BOUNCY_CASTLE)).orElse(List.of(X25519.BOUNCY_CASTLE));
    }

    @Test
    void rfc8032Verification() {
        // RFC 8032 7.1 tests 1 and 2
        byte[] key1 = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        byte[] signature1 = hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb882159"
                + "0a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        byte[] noPoint = new byte[32];
        java.util.Arrays.fill(noPoint, (byte) 0xff);
        for (Ed25519.Verifier by : verifiers()) {
            assertThat(Ed25519.verify(by, key1, new byte[0], signature1)).isTrue();
            assertThat(Ed25519.verify(by, key1, new byte[1], signature1)).isFalse();
            assertThat(Ed25519.verify(by, new byte[31], new byte[0], signature1))
                    .isFalse();
            assertThat(Ed25519.verify(by, key1, new byte[0], new byte[63])).isFalse();
            assertThat(Ed25519.verify(by, noPoint, new byte[0], signature1)).isFalse();
        }
        assertThat(Ed25519.verify(key1, new byte[0], signature1)).isTrue();
    }

    @Test
    void agreementsAgreeAndRefuseZero() {
        Random random = new Random(9);
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        for (int i = 0; i < 100; i++) {
            random.nextBytes(one);
            random.nextBytes(other);
            byte[] expected =
                    X25519.BOUNCY_CASTLE.agree(one, X25519.publicKey(other)).orElseThrow();
            for (X25519 by : agreements()) {
                assertThat(by.agree(one, X25519.publicKey(other))).hasValue(expected);
                assertThat(by.agree(other, X25519.publicKey(one))).hasValue(expected);
                assertThat(by.agree(one, new byte[32])).isEmpty();
            }
        }
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproofX25519() throws IOException {
        for (X25519 by : agreements()) {
            int run = 0;
            for (JsonNode group : wycheproof("x25519_test.json").get("testGroups")) {
                for (JsonNode test : group.get("tests")) {
                    byte[] publicKey = hex(test.get("public").asText());
                    byte[] shared = hex(test.get("shared").asText());
                    boolean zero = java.util.Arrays.equals(shared, new byte[32]);
                    java.util.Optional<byte[]> made =
                            by.agree(hex(test.get("private").asText()), publicKey);
                    assertThat(made.isEmpty())
                            .as("tcId %s %s", test.get("tcId"), test.get("comment"))
                            .isEqualTo(zero);
                    if (!zero) {
                        assertThat(made).as("tcId %s", test.get("tcId")).hasValue(shared);
                    }
                    run++;
                }
            }
            assertThat(run).isGreaterThan(500);
        }
    }

    private static byte[] range(int from, int to) {
        byte[] b = new byte[to - from];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (from + i);
        }
        return b;
    }

    private static JsonNode wycheproof(String name) throws IOException {
        return new ObjectMapper()
                .readTree(SharedData.file("vectors/wycheproof/" + name).toFile());
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproofAead() throws IOException {
        for (int provider = 0; provider < factories().size(); provider++) {
            int run = 0;
            for (JsonNode group : wycheproof("chacha20_poly1305_test.json").get("testGroups")) {
                if (group.get("ivSize").asInt() != 96) {
                    // Our nonces have 12 bytes by type; other sizes cannot be asked for.
                    continue;
                }
                for (JsonNode test : group.get("tests")) {
                    byte[] sealed =
                            hex(test.get("ct").asText() + test.get("tag").asText());
                    byte[] plain = hex(test.get("msg").asText());
                    byte[] iv = hex(test.get("iv").asText());
                    byte[] aad = hex(test.get("aad").asText());
                    boolean valid = test.get("result").asText().equals("valid");
                    try (Aead aead =
                            factories().get(provider).create(hex(test.get("key").asText()))) {
                        byte[] out = new byte[plain.length];
                        int length = aead.open(iv, aad, sealed, 0, sealed.length, out, 0);
                        assertThat(length).as("tcId %s", test.get("tcId")).isEqualTo(valid ? plain.length : -1);
                        if (valid) {
                            assertThat(out).isEqualTo(plain);
                            byte[] again = new byte[sealed.length];
                            aead.seal(iv, aad, plain, 0, plain.length, again, 0);
                            assertThat(again).isEqualTo(sealed);
                        }
                    }
                    run++;
                }
            }
            assertThat(run).isGreaterThan(250);
        }
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproofHkdf() throws IOException {
        int run = 0;
        for (JsonNode group : wycheproof("hkdf_sha256_test.json").get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                byte[] prk = Hkdf.extract(
                        hex(test.get("salt").asText()), hex(test.get("ikm").asText()));
                int size = test.get("size").asInt();
                if (test.get("result").asText().equals("valid")) {
                    assertThat(Hkdf.expand(prk, hex(test.get("info").asText()), size))
                            .isEqualTo(hex(test.get("okm").asText()));
                } else {
                    org.assertj.core.api.Assertions.assertThatThrownBy(
                                    () -> Hkdf.expand(prk, hex(test.get("info").asText()), size))
                            .isInstanceOf(IllegalArgumentException.class);
                }
                run++;
            }
        }
        assertThat(run).isEqualTo(86);
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproofEd25519() throws IOException {
        for (Ed25519.Verifier by : verifiers()) {
            int run = 0;
            for (JsonNode group : wycheproof("ed25519_test.json").get("testGroups")) {
                byte[] key = hex(group.get("publicKey").get("pk").asText());
                for (JsonNode test : group.get("tests")) {
                    assertThat(Ed25519.verify(
                                    by,
                                    key,
                                    hex(test.get("msg").asText()),
                                    hex(test.get("sig").asText())))
                            .as("tcId %s %s", test.get("tcId"), test.get("comment"))
                            .isEqualTo(test.get("result").asText().equals("valid"));
                    run++;
                }
            }
            assertThat(run).isGreaterThan(140);
        }
    }

    /** The ML-KEM half of X-Wing: decapsulation from a 64-byte seed, the way X-Wing expands its own. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproofMlKem768() throws IOException {
        int run = 0;
        for (JsonNode group : wycheproof("mlkem_768_test.json").get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                if (!test.has("seed") || !test.get("result").asText().equals("valid")) {
                    continue;
                }
                var key = new org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters(
                        org.bouncycastle.crypto.params.MLKEMParameters.ml_kem_768,
                        hex(test.get("seed").asText()));
                byte[] shared =
                        new MLKEMExtractor(key).extractSecret(hex(test.get("c").asText()));
                assertThat(shared)
                        .as("tcId %s", test.get("tcId"))
                        .isEqualTo(hex(test.get("K").asText()));
                run++;
            }
        }
        assertThat(run).isGreaterThan(50);
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void xWingDraft() throws IOException {
        JsonNode tests = new ObjectMapper()
                .readTree(SharedData.file("vectors/xwing-test-vectors.json").toFile());
        assertThat(tests).hasSize(3);
        for (X25519 by : agreements()) {
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
    }

    /** Our X-Wing against Bouncy Castle's own, with keys and ciphertexts that are right, changed, or arbitrary. */
    @Test
    void xWingIsBouncyCastles() {
        Random random = new Random(10);
        byte[] seed = new byte[32];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(seed);
            var theirs = new XWingPrivateKeyParameters(seed);
            for (X25519 by : agreements()) {
                XWing.SecretKey ours = XWing.secretKey(seed, by);
                assertThat(ours.publicKey())
                        .isEqualTo(theirs.getPublicKeyParameters().getEncoded());
                XWing.Encapsulation made =
                        XWing.encapsulate(ours.publicKey(), random, by).orElseThrow();
                byte[] ciphertext = made.ciphertext().clone();
                assertThat(new XWingKEMExtractor(theirs).extractSecret(ciphertext))
                        .isEqualTo(made.sharedSecret());
                ciphertext[random.nextInt(1120)] ^= 4;
                assertThat(ours.decapsulate(ciphertext))
                        .as("round %d of seed 10", i)
                        .hasValue(new XWingKEMExtractor(theirs).extractSecret(ciphertext))
                        .isNotEqualTo(java.util.Optional.of(made.sharedSecret()));
            }
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
        for (X25519 by : agreements()) {
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
