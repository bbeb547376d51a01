package com.hookprobe.htp.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** What the vector tests share: hex, the implementations under test, Wycheproof's files. */
final class Vectors {
    static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private Vectors() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Every ChaCha20-Poly1305 on the class path: the two that {@link AeadProviders} chooses from, by the seam itself, and
     * Bouncy Castle's two as further opinions. Conscrypt is there wherever its native library loads.
     */
    static Map<String, AeadFactory> aeads() {
        Map<String, AeadFactory> all = new LinkedHashMap<>();
        // A factory of its own per key: vectors repeat key and nonce, which one factory's cipher refuses to seal under.
        if (AeadProviders.conscrypt().isPresent()) {
            all.put("Conscrypt", key -> AeadProviders.conscrypt().orElseThrow().create(key));
        }
        all.put("JDK", key -> AeadProviders.jdk().create(key));
        all.put("Bouncy Castle, JCE", key -> new Plain(key) {
            @Override
            byte[] run(boolean seal, byte[] nonce, byte[] aad, byte[] in) throws GeneralSecurityException {
                Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305", BOUNCY_CASTLE);
                cipher.init(
                        seal ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                        new SecretKeySpec(key, "ChaCha20"),
                        new IvParameterSpec(nonce));
                cipher.updateAAD(aad);
                return cipher.doFinal(in);
            }
        });
        all.put("Bouncy Castle, lightweight", key -> new Plain(key) {
            @Override
            byte[] run(boolean seal, byte[] nonce, byte[] aad, byte[] in) throws GeneralSecurityException {
                var cipher = new org.bouncycastle.crypto.modes.ChaCha20Poly1305();
                cipher.init(seal, new AEADParameters(new KeyParameter(key), 128, nonce, aad));
                byte[] out = new byte[cipher.getOutputSize(in.length)];
                try {
                    cipher.doFinal(out, cipher.processBytes(in, 0, in.length, out, 0));
                } catch (InvalidCipherTextException forged) {
                    throw new GeneralSecurityException(forged);
                }
                return out;
            }
        });
        return all;
    }

    /** The X25519 implementations that {@link X25519} chooses from. */
    static Map<String, X25519> agreements() {
        Map<String, X25519> all = new LinkedHashMap<>();
        X25519.conscrypt().ifPresent(by -> all.put("Conscrypt", by));
        all.put("Bouncy Castle", X25519.BOUNCY_CASTLE);
        return all;
    }

    /** The Ed25519 implementations that {@link Ed25519} chooses from. */
    static Map<String, Ed25519.Verifier> verifiers() {
        Map<String, Ed25519.Verifier> all = new LinkedHashMap<>();
        Ed25519.conscrypt().ifPresent(by -> all.put("Conscrypt", by));
        all.put("Bouncy Castle", Ed25519.BOUNCY_CASTLE);
        return all;
    }

    /** True when Conscrypt ought to be among the implementations here. */
    static boolean conscryptLoads() {
        return Conscrypt.isAvailable();
    }

    /** A cipher that has no state between calls. */
    private abstract static class Plain implements Aead {
        final byte[] key;

        Plain(byte[] key) {
            this.key = key.clone();
        }

        abstract byte[] run(boolean seal, byte[] nonce, byte[] aad, byte[] in) throws GeneralSecurityException;

        @Override
        public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            try {
                return put(run(true, nonce, aad, part(in, inOffset, length)), out, outOffset);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            if (length < TAG_BYTES) {
                return -1;
            }
            if (nonce.length != NONCE_BYTES) {
                throw new IllegalArgumentException("nonce of " + nonce.length + " bytes");
            }
            try {
                return put(run(false, nonce, aad, part(in, inOffset, length)), out, outOffset);
            } catch (GeneralSecurityException forged) {
                return -1;
            }
        }

        private static byte[] part(byte[] in, int offset, int length) {
            return java.util.Arrays.copyOfRange(in, offset, offset + length);
        }

        private static int put(byte[] made, byte[] out, int at) {
            System.arraycopy(made, 0, out, at, made.length);
            return made.length;
        }

        @Override
        public void close() {}
    }

    /** Field by field: the tests of all groups of one of Wycheproof's files, each with its group. */
    static List<Case> wycheproof(String name) throws IOException {
        JsonNode file = new ObjectMapper()
                .readTree(SharedData.file("vectors/wycheproof/" + name).toFile());
        List<Case> cases = new ArrayList<>();
        for (JsonNode group : file.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                cases.add(new Case(group, test));
            }
        }
        if (cases.size() != file.get("numberOfTests").asInt()) {
            throw new IllegalStateException(name + " announces other than its " + cases.size() + " tests");
        }
        return cases;
    }

    record Case(JsonNode group, JsonNode test) {
        byte[] bytes(String field) {
            return hex(test.get(field).asText());
        }

        boolean valid() {
            return result().equals("valid");
        }

        String result() {
            return test.get("result").asText();
        }

        @Override
        public String toString() {
            return "tcId " + test.get("tcId") + " " + test.path("comment").asText();
        }
    }
}
