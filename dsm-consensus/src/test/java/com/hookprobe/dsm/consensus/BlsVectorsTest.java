package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import supranational.blst.BLST_ERROR;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/** Public vectors: C2SP/wycheproof (BLS) and RFC 9380 (hash to curve). */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class BlsVectorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void wycheproofPossessionSchemeSignatures() throws IOException {
        assertThat(verifyFile("vectors/wycheproof/bls_sig_g2_pop_verify_test.json", ConsensusLabels.BLS_SIGNATURE))
                .isEqualTo(26);
    }

    /** The same code paths under the other suite's tag: 88 more encodings, points and flags. */
    @Test
    void wycheproofBasicSchemeSignatures() throws IOException {
        String tag = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
        assertThat(verifyFile("vectors/wycheproof/bls_sig_g2_basic_verify_test.json", tag))
                .isEqualTo(88);
    }

    private static int verifyFile(String file, String tag) throws IOException {
        int count = 0;
        for (JsonNode group : JSON.readTree(SharedData.file(file).toFile()).get("testGroups")) {
            Optional<BlsPublicKey> key =
                    BlsPublicKey.parse(hex(group.get("publicKey").get("pk")));
            for (JsonNode test : group.get("tests")) {
                boolean verified = key.isPresent()
                        && Bls.verifyUnder(key.get().point(), hex(test.get("msg")), hex(test.get("sig")), tag);
                assertThat(verified)
                        .as("%s tcId %s: %s", file, test.get("tcId"), test.get("comment"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                count++;
            }
        }
        return count;
    }

    /** Different messages per key are not used by the protocol; the vectors check key and signature decoding all the same. */
    @Test
    void wycheproofAggregates() throws IOException {
        int count = 0;
        for (JsonNode group : JSON.readTree(SharedData.file("vectors/wycheproof/bls_sig_g2_aggregate_verify_test.json")
                        .toFile())
                .get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                assertThat(aggregateVerifies(test))
                        .as("tcId %s: %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                count++;
            }
        }
        assertThat(count).isEqualTo(19);
    }

    private static boolean aggregateVerifies(JsonNode test) {
        List<BlsPublicKey> keys = new ArrayList<>();
        for (JsonNode key : test.get("pubkeys")) {
            Optional<BlsPublicKey> parsed = BlsPublicKey.parse(hex(key));
            if (parsed.isEmpty()) {
                return false;
            }
            keys.add(parsed.get());
        }
        if (keys.isEmpty() || keys.size() != test.get("messages").size()) {
            return false;
        }
        Pairing pairing = new Pairing(true, "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_");
        byte[] signature = hex(test.get("sig"));
        try {
            Bls.aggregate(List.of(signature));
        } catch (IllegalArgumentException refused) {
            return false;
        }
        P2_Affine point = new P2_Affine(signature);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String message = test.get("messages").get(i).asText();
            // The basic scheme wants distinct messages.
            if (messages.contains(message)) {
                return false;
            }
            messages.add(message);
            P2_Affine part = i == 0 ? point : null;
            BLST_ERROR result = part == null
                    ? pairing.aggregate(
                            keys.get(i).point(), new P2_Affine(), HexFormat.of().parseHex(message))
                    : pairing.aggregate(
                            keys.get(i).point(), part, HexFormat.of().parseHex(message));
            if (result != BLST_ERROR.BLST_SUCCESS) {
                return false;
            }
        }
        pairing.commit();
        return pairing.finalverify();
    }

    @Test
    void wycheproofHashToCurve() throws IOException {
        int count = 0;
        for (JsonNode group : JSON.readTree(SharedData.file("vectors/wycheproof/bls_hash_to_g2_test.json")
                        .toFile())
                .get("testGroups")) {
            String tag = group.get("dst").asText();
            for (JsonNode test : group.get("tests")) {
                byte[] point = new P2()
                        .hash_to(hex(test.get("msg")), tag, new byte[0])
                        .to_affine()
                        .compress();
                boolean same = HexFormat.of()
                        .formatHex(point)
                        .equals(test.get("expected").asText());
                assertThat(same)
                        .as("tcId %s: %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                count++;
            }
        }
        assertThat(count).isEqualTo(34);
    }

    @Test
    void rfc9380HashToCurve() throws IOException {
        JsonNode file = JSON.readTree(
                SharedData.file("vectors/BLS12381G2_XMD_SHA-256_SSWU_RO_.json").toFile());
        String tag = file.get("dst").asText();
        int count = 0;
        for (JsonNode vector : file.get("vectors")) {
            byte[] message = vector.get("msg").asText().getBytes(StandardCharsets.US_ASCII);
            byte[] point =
                    new P2().hash_to(message, tag, new byte[0]).to_affine().serialize();
            // Serialised G2: x.c1, x.c0, y.c1, y.c0; the vectors list c0 before c1.
            String expected =
                    swapped(vector.get("P").get("x")) + swapped(vector.get("P").get("y"));
            assertThat(HexFormat.of().formatHex(point)).isEqualTo(expected);
            count++;
        }
        assertThat(count).isEqualTo(5);
    }

    private static String swapped(JsonNode field) {
        String[] parts = field.asText().split(",");
        return parts[1].substring(2) + parts[0].substring(2);
    }

    private static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }
}
