package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void agreesWithWycheproof() throws Exception {
        JsonNode all = new ObjectMapper()
                .readTree(
                        SharedData.file("vectors/wycheproof/ed25519_test.json").toFile());
        int valid = 0;
        int invalid = 0;
        for (JsonNode group : all.get("testGroups")) {
            byte[] publicKey = HEX.parseHex(group.get("publicKey").get("pk").asText());
            for (JsonNode test : group.get("tests")) {
                boolean expected = test.get("result").asText().equals("valid");
                byte[] message = HEX.parseHex(test.get("msg").asText());
                byte[] signature = HEX.parseHex(test.get("sig").asText());
                assertThat(Ed25519.verify(publicKey, message, signature))
                        .as("tcId %s %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(expected);
                valid += expected ? 1 : 0;
                invalid += expected ? 0 : 1;
            }
        }
        assertThat(valid).isEqualTo(88);
        assertThat(invalid).isEqualTo(63);
    }

    @Test
    void makesTheSignatureOfRfc8032Section71Test2() {
        byte[] seed = HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        try (DeviceKey key = DeviceKey.fromSeed(seed)) {
            assertThat(HEX.formatHex(key.publicKey()))
                    .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
            assertThat(HEX.formatHex(key.sign(new byte[] {0x72})))
                    .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void refusesKeysOfSmallOrderOrSecondSpelling(String hex) {
        byte[] weak = HEX.parseHex(hex);
        byte[] message = {1, 2, 3};
        // With A and R of small order and S = 0 the bare equation holds for one message in eight or for all.
        byte[] forged = Bytes.concat(weak, new byte[32]);
        assertThat(Ed25519.verify(weak, message, forged)).isFalse();
        assertThat(Ed25519.isValidPublicKey(weak)).isFalse();
        // A weak R under a good key.
        assertThat(Ed25519.verify(Fixtures.key(1).publicKey(), message, forged)).isFalse();
    }

    /** RFC 8032's second public key plus a point of order 8, 2 and 4: of large order, but not of the prime-order group. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2ad7189ff2c500908ea7f468279fccdfdcb78ae4164feed7c5535bdc99531ca6",
                "b0bfe83c17bc76a56d48f558b2e481436367d330d13b69733f32aa0ed50b99f3",
                "0c93f444756512dee622cfa898aa860359577e0a4a5490f6052c9d08fa53ee4c"
            })
    void keysOfMixedOrderAreNotTakenIn(String hex) {
        byte[] mixed = HEX.parseHex(hex);
        assertThat(Ed25519.isValidPublicKey(mixed)).isFalse();
        byte[] card = Fixtures.plainCard(Fixtures.key(1), Tier.NEXUS).encode();
        System.arraycopy(mixed, 0, card, 38, 32);
        // FORMAT and not SIGNATURE: the key is refused before it is used.
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> NodeCard.decode(card))
                .extracting(RecordException::kind)
                .isEqualTo(RecordException.Kind.FORMAT);
        DeviceKey key = Fixtures.key(1);
        byte[] rotation = KeyRotation.create(key.nodeIdAsFirstKey(), 1, key, Fixtures.key(2))
                .encode();
        System.arraycopy(mixed, 0, rotation, 73, 32);
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> KeyRotation.decode(rotation))
                .extracting(RecordException::kind)
                .isEqualTo(RecordException.Kind.FORMAT);
    }

    @Property(tries = 30)
    void acceptsOwnAndRefusesEveryChange(@ForAll @Size(max = 80) byte[] message, @ForAll long seed) {
        DeviceKey key = Fixtures.key(seed);
        byte[] signature = key.sign(message);
        assertThat(Ed25519.isValidPublicKey(key.publicKey())).isTrue();
        assertThat(Ed25519.verify(key.publicKey(), message, signature)).isTrue();
        int at = (int) Math.floorMod(seed, 64);
        assertThat(Ed25519.verify(key.publicKey(), message, Fixtures.flipped(signature, at, 1)))
                .isFalse();
        assertThat(Ed25519.verify(key.publicKey(), Bytes.concat(message, new byte[1]), signature))
                .isFalse();
        assertThat(Ed25519.verify(Fixtures.key(seed + 1).publicKey(), message, signature))
                .isFalse();
    }

    @Property(tries = 300)
    void anyBytesGiveAnAnswer(@ForAll @Size(max = 40) byte[] key, @ForAll @Size(max = 70) byte[] signature) {
        assertThat(Ed25519.verify(key, new byte[1], signature)).isFalse();
    }

    @Test
    void refusesOtherLengths() {
        DeviceKey key = Fixtures.key(5);
        byte[] message = "m".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = key.sign(message);
        assertThat(Ed25519.verify(key.publicKey(), message, Fixtures.cut(signature, 63)))
                .isFalse();
        assertThat(Ed25519.verify(key.publicKey(), message, Fixtures.cut(signature, 65)))
                .isFalse();
        assertThat(Ed25519.verify(Fixtures.cut(key.publicKey(), 31), message, signature))
                .isFalse();
        assertThat(Ed25519.verify(Fixtures.cut(key.publicKey(), 33), message, signature))
                .isFalse();
    }

    @Test
    void closedKeyDoesNotSign() {
        DeviceKey key = Fixtures.key(6);
        byte[] publicKey = key.publicKey();
        key.close();
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[1]));
        assertThatIllegalStateException().isThrownBy(key::secretSeed);
        assertThat(key.publicKey()).isEqualTo(publicKey);
    }

    @Test
    void namesNoSecret() {
        DeviceKey key = Fixtures.key(7);
        assertThat(key.toString())
                .isEqualTo("DeviceKey[" + key.nodeIdAsFirstKey().shortHex() + "]");
    }
}
