package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Opens the seal with RFC 9180 written out over the JDK, so that clause 5.1 and not a library says what the bytes are. */
class EnrolmentSealSpecTest {
    private static final byte[] SUITE = Bytes.concat(Bytes.ascii("HPKE"), new byte[] {0x64, 0x7a, 0, 1, 0, 3});

    @Test
    void sealIsRfc9180BaseModeWithXWing() throws Exception {
        byte[] kemSeed = Fixtures.bytes(1, 32);
        byte[] context = Fixtures.bytes(2, 77);
        byte[] seed = Fixtures.bytes(3, 32);
        byte[] sealed = EnrolmentSeal.seal(EnrolmentSeal.publicKey(kemSeed), context, seed);

        byte[] shared = new XWingKEMExtractor(new XWingPrivateKeyParameters(kemSeed))
                .extractSecret(Arrays.copyOf(sealed, EnrolmentSeal.ENCAPSULATION_BYTES));
        byte[] info = Bytes.ascii("HOOKPROBE ENROLMENT SECRETS V2");
        byte[] none = new byte[0];
        byte[] schedule =
                Bytes.concat(new byte[1], extract(none, "psk_id_hash", none), extract(none, "info_hash", info));
        byte[] secret = extract(shared, "secret", none);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(expand(secret, "key", schedule, 32), "ChaCha20"),
                new IvParameterSpec(expand(secret, "base_nonce", schedule, 12)));
        cipher.updateAAD(context);
        assertThat(cipher.doFinal(sealed, EnrolmentSeal.ENCAPSULATION_BYTES, 48))
                .isEqualTo(seed);
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void kemIsTheOneOfTheXWingDraft() throws Exception {
        HexFormat hex = HexFormat.of();
        JsonNode all = new ObjectMapper()
                .readTree(SharedData.file("vectors/xwing-test-vectors.json").toFile());
        assertThat(all).hasSize(3);
        for (JsonNode vector : all) {
            byte[] seed = hex.parseHex(vector.get("sk").asText());
            assertThat(hex.formatHex(EnrolmentRequest.kemPublicKey(seed)))
                    .isEqualTo(vector.get("pk").asText());
            byte[] shared = new XWingKEMExtractor(new XWingPrivateKeyParameters(seed))
                    .extractSecret(hex.parseHex(vector.get("ct").asText()));
            assertThat(hex.formatHex(shared)).isEqualTo(vector.get("ss").asText());
        }
    }

    private static byte[] extract(byte[] salt, String label, byte[] input) throws Exception {
        return hmac(
                salt.length == 0 ? new byte[32] : salt,
                Bytes.concat(Bytes.ascii("HPKE-v1"), SUITE, Bytes.ascii(label), input));
    }

    /** One block of HKDF-Expand is enough for 32 bytes. */
    private static byte[] expand(byte[] key, String label, byte[] info, int length) throws Exception {
        byte[] labelled = Bytes.concat(
                new byte[] {0, (byte) length}, Bytes.ascii("HPKE-v1"), SUITE, Bytes.ascii(label), info, new byte[] {1});
        return Arrays.copyOf(hmac(key, labelled), length);
    }

    private static byte[] hmac(byte[] key, byte[] input) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }
}
