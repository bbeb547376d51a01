package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.BOUNCY_CASTLE;
import static com.hookprobe.htp.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * X25519, the classical half of X-Wing, by the RFC's and Wycheproof's vectors: both implementations that HTP chooses from.
 * Bouncy Castle's classes by themselves and the JDK's are further opinions.
 */
class Rfc7748Test {
    private static final String PRIVATE_PREFIX = "302e020100300506032b656e04220420";
    private static final String PUBLIC_PREFIX = "302a300506032b656e032100";

    private interface Agreement {
        /** Null when the implementation refuses the point. */
        byte[] agree(byte[] scalar, byte[] point) throws GeneralSecurityException;
    }

    private static Map<String, Agreement> all() {
        Map<String, Agreement> all = new LinkedHashMap<>();
        Vectors.agreements()
                .forEach((name, seam) -> all.put(
                        "HTP by " + name,
                        (scalar, point) -> seam.agree(scalar, point).orElse(null)));
        all.put("Bouncy Castle, lightweight", (scalar, point) -> {
            byte[] out = new byte[32];
            return org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(scalar, 0, point, 0, out, 0) ? out : null;
        });
        all.put("Bouncy Castle, JCE", byProvider(BOUNCY_CASTLE));
        all.put("JDK", byProvider(Security.getProvider("SunEC")));
        return all;
    }

    private static Agreement byProvider(Provider provider) {
        return (scalar, point) -> {
            KeyFactory keys = KeyFactory.getInstance("X25519", provider);
            KeyAgreement agreement = KeyAgreement.getInstance("X25519", provider);
            agreement.init(keys.generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, scalar))));
            try {
                agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, point))), true);
                return agreement.generateSecret();
            } catch (GeneralSecurityException | IllegalStateException refused) {
                return null;
            }
        };
    }

    @Test
    void conscryptIsAmongThemWhereItLoads() {
        assertThat(Vectors.agreements()).hasSize(Vectors.conscryptLoads() ? 2 : 1);
        assertThat(all()).hasSize(Vectors.agreements().size() + 3);
    }

    private static byte[] join(String prefix, byte[] key) {
        byte[] start = hex(prefix);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + key.length);
        System.arraycopy(key, 0, whole, start.length, key.length);
        return whole;
    }

    @Test
    void section5_2ScalarMultiplication() throws GeneralSecurityException {
        for (Map.Entry<String, Agreement> each : all().entrySet()) {
            assertThat(each.getValue()
                            .agree(
                                    hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                                    hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
                    .as(each.getKey())
                    .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
            assertThat(each.getValue()
                            .agree(
                                    hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                                    hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
                    .as(each.getKey())
                    .isEqualTo(hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
        }
    }

    @Test
    void section5_2IteratedAThousandTimes() throws GeneralSecurityException {
        for (Map.Entry<String, Agreement> each : all().entrySet()) {
            byte[] scalar = hex("09" + "00".repeat(31));
            byte[] point = scalar;
            for (int i = 1; i <= 1000; i++) {
                byte[] next = each.getValue().agree(scalar, point);
                point = scalar;
                scalar = next;
                if (i == 1) {
                    assertThat(scalar)
                            .as(each.getKey())
                            .isEqualTo(hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
                }
            }
            assertThat(scalar)
                    .as(each.getKey())
                    .isEqualTo(hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
        }
    }

    @Test
    void section6_1DiffieHellman() throws GeneralSecurityException {
        byte[] alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        byte[] bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        byte[] base = hex("09" + "00".repeat(31));
        byte[] shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        for (Map.Entry<String, Agreement> each : all().entrySet()) {
            Agreement x = each.getValue();
            byte[] alicePublic = x.agree(alice, base);
            byte[] bobPublic = x.agree(bob, base);
            assertThat(alicePublic).isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
            assertThat(bobPublic).isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
            assertThat(x.agree(alice, bobPublic)).as(each.getKey()).isEqualTo(shared);
            assertThat(x.agree(bob, alicePublic)).as(each.getKey()).isEqualTo(shared);
        }
    }

    /** 264 valid and 254 acceptable; of those, 31 give the point at infinity and are refused, as X-Wing needs it. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void wycheproof() throws IOException, GeneralSecurityException {
        for (Map.Entry<String, Agreement> each : all().entrySet()) {
            int valid = 0;
            int acceptable = 0;
            int refused = 0;
            for (Vectors.Case test : Vectors.wycheproof("x25519_test.json")) {
                byte[] wanted = test.bytes("shared");
                byte[] made = each.getValue().agree(test.bytes("private"), test.bytes("public"));
                if (java.util.Arrays.equals(wanted, new byte[32])) {
                    assertThat(made).as("%s %s", each.getKey(), test).isNull();
                    refused++;
                } else {
                    assertThat(made).as("%s %s", each.getKey(), test).isEqualTo(wanted);
                }
                valid += test.valid() ? 1 : 0;
                acceptable += test.result().equals("acceptable") ? 1 : 0;
            }
            assertThat(valid).as(each.getKey()).isEqualTo(264);
            assertThat(acceptable).as(each.getKey()).isEqualTo(254);
            assertThat(refused).as(each.getKey()).isEqualTo(31);
        }
    }
}
