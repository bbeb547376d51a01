package com.hookprobe.qsecbit.federation;

import static com.hookprobe.qsecbit.federation.Samples.counting;
import static com.hookprobe.qsecbit.federation.Samples.hex;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** FEDERATION 3. */
class GroupKeysTest {
    /** RFC 5869 and RFC 2104 once more, with the JDK: the keys and the tag by an implementation that is not ours. */
    private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static byte[] key(String label, long epoch) throws Exception {
        byte[] pseudoRandom = hmac(new byte[32], counting(1));
        byte[] info = ByteBuffer.allocate(label.length() + 9)
                .put(label.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .putLong(epoch)
                .array();
        return hmac(pseudoRandom, info, new byte[] {1});
    }

    @Test
    void theTagIsTheSpecifiedHmac() throws Exception {
        byte[] expected = hmac(key("HOOKPROBE GROUP TAG KEY V1", 7), hex("01cb007107"));
        assertThat(keys(7).tag(ip("203.0.113.7")).bytes()).isEqualTo(expected);
        byte[] pseudonym = hmac(key("HOOKPROBE GROUP PSEUDONYM KEY V1", 7), id(5).bytes());
        assertThat(keys(7).pseudonym(id(5))).isEqualTo(Arrays.copyOf(pseudonym, 16));
    }

    @Test
    void theSealedValueIsTheSpecifiedAead() throws Exception {
        GroupKeys keys = keys(7);
        SealedValue sealed = keys.seal(ip("203.0.113.7"), new Random(1));
        byte[] bytes = sealed.bytes();
        assertThat(bytes).hasSize(60);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key("HOOKPROBE GROUP SEAL KEY V1", 7), "ChaCha20"),
                new IvParameterSpec(bytes, 0, 12));
        cipher.updateAAD("HOOKPROBE SEALED VALUE V1\0".getBytes(StandardCharsets.US_ASCII));
        cipher.updateAAD(
                hex("0000000000000007" + "01" + keys.tag(ip("203.0.113.7")).hex()));
        assertThat(cipher.doFinal(bytes, 12, 48)).isEqualTo(hex("04cb007107" + "00".repeat(27)));
    }

    @Test
    void opensWhatAnyMemberSealedAndNothingElse() {
        IndicatorValue value = ip("203.0.113.7");
        Bytes32 tag = keys(7).tag(value);
        SealedValue sealed = keys(7).seal(value, new Random(1));
        assertThat(keys(7).open(IndicatorType.IP4, tag, sealed)).contains(value);
        assertThat(keys(8).open(IndicatorType.IP4, tag, sealed))
                .as("another epoch")
                .isEmpty();
        assertThat(keys(7).open(IndicatorType.PREFIX, tag, sealed))
                .as("another type")
                .isEmpty();
        assertThat(keys(7).open(IndicatorType.IP4, keys(7).tag(ip("203.0.113.8")), sealed))
                .as("moved to another tag")
                .isEmpty();
        assertThat(GroupKeys.derive(counting(2), 7).open(IndicatorType.IP4, tag, sealed))
                .as("another group")
                .isEmpty();
        byte[] bytes = sealed.bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(keys(7).open(IndicatorType.IP4, tag, SealedValue.ofOwned(changed)))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @Test
    void tagsOfDifferentTypesEpochsAndGroupsAreUnrelated() {
        IndicatorValue address = ip("1.2.3.4");
        assertThat(keys(1).tag(address)).isNotEqualTo(keys(2).tag(address));
        assertThat(GroupKeys.derive(counting(2), 1).tag(address)).isNotEqualTo(keys(1).tag(address));
        assertThat(keys(1).pseudonym(id(1))).isNotEqualTo(keys(2).pseudonym(id(1)));
    }

    @Test
    void oneValueIsSealedOtherwiseEachTime() {
        SecureRandom random = new SecureRandom();
        Set<String> nonces = new HashSet<>();
        Set<String> bodies = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            byte[] sealed = keys(7).seal(ip("203.0.113.7"), random).bytes();
            nonces.add(HexFormat.of().formatHex(sealed, 0, SealedValue.NONCE_BYTES));
            bodies.add(HexFormat.of().formatHex(sealed, SealedValue.NONCE_BYTES, sealed.length));
        }
        assertThat(nonces).hasSize(500);
        assertThat(bodies).hasSize(500);
    }

    /** What undoes a plain hash in seconds: all addresses, here of one /20, in every form that needs no secret. */
    @Test
    void withoutTheKeyATagIsInNoDictionary() throws Exception {
        byte[] tag = keys(7).tag(ip("203.0.113.7")).bytes();
        GroupKeys zeros = GroupKeys.derive(new byte[32], 7);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] plain = sha.digest("203.0.113.7".getBytes(StandardCharsets.US_ASCII));
        Set<String> found = new HashSet<>();
        for (int host = 0; host < 1 << 12; host++) {
            int third = 112 + (host >> 8);
            byte[] raw = {(byte) 203, 0, (byte) third, (byte) host};
            byte[] typed = {1, raw[0], raw[1], raw[2], raw[3]};
            String text = "203.0." + third + "." + (host & 0xff);
            for (byte[] guess : List.of(raw, typed, text.getBytes(StandardCharsets.US_ASCII))) {
                byte[] digest = sha.digest(guess);
                assertThat(Arrays.equals(digest, tag)).isFalse();
                // A key of zeros is what an empty one is filled up to.
                assertThat(Arrays.equals(hmac(new byte[32], guess), tag)).isFalse();
                if (Arrays.equals(digest, plain)) {
                    found.add(text);
                }
            }
            assertThat(zeros.tag(ip(text)).bytes()).isNotEqualTo(tag);
        }
        assertThat(found).as("a plain hash falls").containsExactly("203.0.113.7");
    }

    @Test
    void refusesWhatIsOutOfRangeAndUseAfterClosing() {
        assertThatThrownBy(() -> GroupKeys.derive(new byte[31], 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GroupKeys.derive(new byte[32], -1)).isInstanceOf(IllegalArgumentException.class);
        GroupKeys keys = keys(1);
        assertThat(keys.toString()).doesNotContain(HexFormat.of().formatHex(counting(1)));
        keys.close();
        assertThatThrownBy(() -> keys.tag(ip("1.2.3.4"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theRingKeepsTheLastEpochsAndWipesTheRest() {
        KeyRing ring = new KeyRing();
        GroupKeys first = keys(0);
        ring.add(first);
        for (int epoch = 1; epoch <= KeyRing.EPOCHS_MAX; epoch++) {
            ring.add(keys(epoch));
        }
        assertThat(ring.get(0)).isEmpty();
        assertThatThrownBy(() -> first.tag(ip("1.2.3.4"))).isInstanceOf(IllegalStateException.class);
        assertThat(ring.get(1)).isPresent();
        assertThat(ring.latest().orElseThrow().epoch()).isEqualTo(KeyRing.EPOCHS_MAX);
        GroupKeys replaced = ring.latest().orElseThrow();
        ring.add(GroupKeys.derive(counting(9), KeyRing.EPOCHS_MAX));
        assertThatThrownBy(() -> replaced.tag(ip("1.2.3.4"))).isInstanceOf(IllegalStateException.class);
        ring.close();
        assertThat(ring.latest()).isEmpty();
    }
}
