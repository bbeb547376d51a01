package com.hookprobe.neuro;

import static com.hookprobe.neuro.Baselines.OPERATOR;
import static com.hookprobe.neuro.Baselines.PATCH_DAY;
import static com.hookprobe.neuro.Baselines.change;
import static com.hookprobe.neuro.Baselines.changeFor;
import static com.hookprobe.neuro.Baselines.device;
import static com.hookprobe.neuro.Baselines.signed;
import static com.hookprobe.neuro.Baselines.terms;
import static com.hookprobe.neuro.Baselines.trusted;
import static com.hookprobe.neuro.Baselines.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.BaselineChange.Verdict;
import com.hookprobe.neuro.BaselineException.Reason;
import com.hookprobe.neuro.Baselines.Key;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** NEURO 9.5 to 9.7: the record, what is refused, and whose word it is. */
class BaselineChangeTest {
    private static final BaselineChange FOR_TWO =
            changeFor(List.of(device(9), device(7)), 1, 2, PATCH_DAY, PATCH_DAY + 5, PATCH_DAY - 3);

    private static Optional<Reason> refusal(byte[] bytes) {
        try {
            assertThat(BaselineChange.decode(bytes).encode()).isEqualTo(bytes);
            return Optional.empty();
        } catch (BaselineException e) {
            assertThat(e).hasMessageMatching("(?s)baseline change: .+");
            return Optional.of(e.reason());
        }
    }

    /** NEURO 9.5, written again from the page, and signed and hashed by the Java platform. */
    @Test
    void theBytesAreThoseOfThePage() throws Exception {
        byte[] body = ByteBuffer.allocate(98 + 2 * 32)
                .put((byte) 1)
                .put((byte) 2)
                .put(device(7))
                .put(device(9))
                .put(value(1))
                .put(value(2))
                .putLong(PATCH_DAY)
                .putLong(PATCH_DAY + 5)
                .putLong(PATCH_DAY - 3)
                .put(OPERATOR.publicKey())
                .array();
        byte[] encoded = FOR_TWO.encode();
        assertThat(encoded).hasSize(162 + 2 * 32).startsWith(body);
        byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] key = Arrays.copyOf(spki, spki.length + 32);
        System.arraycopy(OPERATOR.publicKey(), 0, key, spki.length, 32);
        Signature platform = Signature.getInstance("Ed25519");
        platform.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
        platform.update("NEURO/BASELINE-CHANGE/v1".getBytes(StandardCharsets.US_ASCII));
        platform.update(body);
        assertThat(platform.verify(Arrays.copyOfRange(encoded, body.length, encoded.length)))
                .isTrue();
        MessageDigest id = MessageDigest.getInstance("SHA-256");
        id.update("NEURO/BASELINE-CHANGE-ID/v1".getBytes(StandardCharsets.US_ASCII));
        assertThat(FOR_TWO.id()).isEqualTo(id.digest(body));
    }

    @Test
    void theSizesAreThoseOfThePage() throws Exception {
        assertThat(change(1, 2, 0, 0, 0).encode()).hasSize(BaselineChange.BYTES_MIN);
        List<byte[]> most = new ArrayList<>();
        for (int i = 0; i < BaselineScope.DEVICES_MAX; i++) {
            most.add(device(i));
        }
        BaselineChange longest = changeFor(most, 1, 2, 0, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(longest.encode()).hasSize(BaselineChange.BYTES_MAX);
        assertThat(BaselineChange.decode(longest.encode())).isEqualTo(longest);
        assertThat(longest.toText()).hasSizeLessThan(BaselineText.CHARS_MAX / 2);
        assertThat(longest.terms().scope().deviceIds()).containsExactlyElementsOf(most);
        most.add(device(64));
        assertThatThrownBy(() -> BaselineScope.of(most)).hasMessageContaining("65 device ids, expected 1..64");
    }

    @Test
    void everyTruncationAndExtensionIsRefused() {
        for (byte[] whole : List.of(FOR_TWO.encode(), change(1, 2, 3, 4, 5).encode())) {
            for (int length = 0; length < whole.length; length++) {
                assertThat(refusal(Arrays.copyOf(whole, length))).contains(Reason.LENGTH);
            }
            assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).contains(Reason.LENGTH);
        }
        assertThat(refusal(new byte[BaselineChange.BYTES_MAX + 1])).contains(Reason.LENGTH);
    }

    @Test
    void eachRuleHasItsReason() {
        byte[] good = FOR_TWO.encode();
        assertThat(refusal(good)).isEmpty();
        assertThat(refusal(put(good, 0, 2))).contains(Reason.VERSION);
        assertThat(refusal(put(good, 0, 0))).contains(Reason.VERSION);
        assertThat(refusal(put(good, 1, 65))).contains(Reason.SCOPE);
        // Ids that fall, and ids that are equal.
        assertThat(refusal(put(good, 2 + 3, 10))).contains(Reason.SCOPE);
        assertThat(refusal(put(good, 2 + 3, 9))).contains(Reason.SCOPE);
        byte[] same = good.clone();
        System.arraycopy(good, 66, same, 86, 20);
        assertThat(refusal(same)).contains(Reason.SAME_VALUE);
        for (int at : new int[] {106, 114, 122}) {
            assertThat(refusal(put(good, at, 0x80))).contains(Reason.RANGE);
        }
        // Valid from one microsecond after the old value's end.
        assertThat(refusal(ByteBuffer.wrap(good.clone())
                        .putLong(106, PATCH_DAY + 6)
                        .array()))
                .contains(Reason.WINDOW);
        assertThat(refusal(ByteBuffer.wrap(good.clone())
                        .putLong(106, PATCH_DAY + 5)
                        .array()))
                .isEmpty();
    }

    private static byte[] put(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void termsKeepTheSameRules() {
        assertThatThrownBy(() -> terms(1, 1, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other than the old one");
        assertThatThrownBy(() -> terms(1, 2, 6, 5, 0)).hasMessageContaining("after the old one ends");
        assertThatThrownBy(() -> terms(1, 2, -1, 5, 0)).hasMessageContaining("expected times in 0..2^63-1");
        assertThatThrownBy(() -> terms(1, 2, 0, 5, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BaselineTerms(BaselineScope.allDevices(), new byte[19], new byte[20], 0, 0, 0))
                .hasMessageContaining("found 19 and 20");
        assertThatThrownBy(() -> BaselineScope.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BaselineScope.of(List.of(device(1), device(1))))
                .hasMessageContaining("named twice");
        assertThatThrownBy(() -> BaselineScope.of(List.of(new byte[31]))).hasMessageContaining("this one 31");
    }

    @Test
    void theScopeCoversWhomItNames() {
        BaselineScope two = FOR_TWO.terms().scope();
        assertThat(two.covers(device(7))).isTrue();
        assertThat(two.covers(device(9))).isTrue();
        assertThat(two.covers(device(8))).isFalse();
        assertThat(two.isAllDevices()).isFalse();
        assertThat(BaselineScope.allDevices().covers(device(8))).isTrue();
        assertThatThrownBy(() -> two.covers(new byte[33])).isInstanceOf(IllegalArgumentException.class);
        // Ids are unsigned: 0x80.. stands behind 0x7f..
        assertThat(BaselineScope.of(List.of(device(-1), device(1))).deviceIds().get(0))
                .isEqualTo(device(1));
    }

    @Test
    void aFlippedBitAnywhereIsARefusalOrABadSignature() throws Exception {
        byte[] good = FOR_TWO.encode();
        assertThat(BaselineChange.decode(good).verify(trusted(OPERATOR))).isEqualTo(Verdict.VALID);
        int refused = 0;
        int bad = 0;
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = put(good, bit / 8, good[bit / 8] ^ 1 << bit % 8);
            if (refusal(flipped).isPresent()) {
                refused++;
                continue;
            }
            BaselineChange decoded = BaselineChange.decode(flipped);
            assertThat(decoded.signatureValid()).as("bit %s", bit).isFalse();
            assertThat(decoded.verify(trusted(OPERATOR)))
                    .as("bit %s", bit)
                    .isEqualTo(bit / 8 >= 130 && bit / 8 < 162 ? Verdict.UNTRUSTED_SIGNER : Verdict.BAD_SIGNATURE);
            bad++;
        }
        assertThat(refused + bad).isEqualTo(good.length * 8);
        assertThat(bad).isGreaterThan(good.length * 7);
    }

    /** Each field on its own: a record that is proper in all else, under the signature of the first one. */
    @Test
    void aSignatureHoldsForNoOtherTerms() throws Exception {
        BaselineTerms good = terms(1, 2, 10, 20, 30);
        byte[] signature = Arrays.copyOfRange(signed(good).encode(), 98, 162);
        List<BaselineTerms> others = List.of(
                new BaselineTerms(BaselineScope.of(List.of(device(1))), value(1), value(2), 10, 20, 30),
                terms(3, 2, 10, 20, 30),
                terms(1, 3, 10, 20, 30),
                terms(1, 2, 11, 20, 30),
                terms(1, 2, 10, 21, 30),
                terms(1, 2, 10, 20, 31));
        for (BaselineTerms other : others) {
            byte[] moved = signed(other).encode();
            System.arraycopy(signature, 0, moved, moved.length - 64, 64);
            assertThat(BaselineChange.decode(moved).verify(trusted(OPERATOR))).isEqualTo(Verdict.BAD_SIGNATURE);
            assertThat(signed(other).id()).isNotEqualTo(signed(good).id());
        }
        byte[] unsigned = signed(good).encode();
        Arrays.fill(unsigned, 98, 162, (byte) 0);
        assertThat(BaselineChange.decode(unsigned).verify(trusted(OPERATOR))).isEqualTo(Verdict.BAD_SIGNATURE);
    }

    @Test
    void onlyTheNamedKeyOfAKnownSignerCounts() {
        Key stranger = Key.of(2);
        BaselineChange theirs = BaselineChange.issue(terms(1, 2, 0, 0, 0), stranger.publicKey(), stranger);
        assertThat(theirs.signatureValid()).isTrue();
        assertThat(theirs.verify(trusted(OPERATOR))).isEqualTo(Verdict.UNTRUSTED_SIGNER);
        assertThat(theirs.verify(trusted())).isEqualTo(Verdict.UNTRUSTED_SIGNER);
        assertThat(theirs.verify(trusted(OPERATOR, stranger))).isEqualTo(Verdict.VALID);
        assertThatThrownBy(() -> BaselineChange.issue(terms(1, 2, 0, 0, 0), OPERATOR.publicKey(), stranger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no signature of the key");
        assertThatThrownBy(() -> BaselineChange.issue(terms(1, 2, 0, 0, 0), OPERATOR.publicKey(), m -> new byte[63]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BaselineChange.issue(terms(1, 2, 0, 0, 0), new byte[31], stranger))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The neutral element is a key for which anybody can sign anything. */
    @Test
    void weakKeysAreNoKeys() throws Exception {
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        assertThatThrownBy(() -> TrustedSigners.of(List.of(neutral))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TrustedSigners.of(List.of(new byte[31]))).isInstanceOf(IllegalArgumentException.class);
        byte[] forged = change(1, 2, 0, 0, 0).encode();
        System.arraycopy(neutral, 0, forged, 66, 32);
        Arrays.fill(forged, 98, 162, (byte) 0);
        forged[98] = 1;
        assertThat(BaselineChange.decode(forged).signatureValid()).isFalse();
        List<byte[]> most = new ArrayList<>();
        for (int i = 1; i <= TrustedSigners.KEYS_MAX; i++) {
            most.add(Key.of(i).publicKey());
        }
        assertThat(TrustedSigners.of(most).trusts(Key.of(64).publicKey())).isTrue();
        assertThat(TrustedSigners.of(most).trusts(Key.of(65).publicKey())).isFalse();
        most.add(Key.of(65).publicKey());
        assertThatThrownBy(() -> TrustedSigners.of(most)).hasMessageContaining("65 trusted keys, expected at most 64");
    }

    /** The owner of a key could sign with the neutral element as R, and then have one signature under two forms. */
    @Test
    void anROfSmallOrderIsNoSignature() throws Exception {
        byte[] weak = change(1, 2, 0, 0, 0).encode();
        byte[] message = ByteBuffer.allocate(24 + 98)
                .put("NEURO/BASELINE-CHANGE/v1".getBytes(StandardCharsets.US_ASCII))
                .put(weak, 0, 98)
                .array();
        byte[] r = new byte[32];
        r[0] = 1;
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] half = Arrays.copyOf(
                MessageDigest.getInstance("SHA-512").digest(OPERATOR.secret().getEncoded()), 32);
        half[0] &= (byte) 0xf8;
        half[31] = (byte) (half[31] & 0x7f | 0x40);
        MessageDigest hash = MessageDigest.getInstance("SHA-512");
        hash.update(r);
        hash.update(OPERATOR.publicKey());
        BigInteger s = little(hash.digest(message)).multiply(little(half)).mod(order);
        System.arraycopy(r, 0, weak, 98, 32);
        for (int i = 0; i < 32; i++) {
            weak[130 + i] = s.shiftRight(8 * i).byteValue();
        }
        // It does solve the equation: a lenient check takes it.
        assertThat(org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        weak, 98, OPERATOR.publicKey(), 0, message, 0, message.length))
                .isTrue();
        assertThat(BaselineChange.decode(weak).signatureValid()).isFalse();
    }

    private static BigInteger little(byte[] bytes) {
        byte[] big = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            big[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, big);
    }

    @Test
    void theTextIsOneForOneChange() throws Exception {
        String text = FOR_TWO.toText();
        assertThat(text).startsWith("-----BEGIN HOOKPROBE BASELINE CHANGE-----\n");
        assertThat(BaselineChange.fromText(text)).isEqualTo(FOR_TWO);
        assertThat(BaselineChange.fromText("\r\n  " + text.replace("\n", " \r\n") + "\n\n"))
                .isEqualTo(FOR_TWO);
        for (String bad : List.of(
                "",
                "-----BEGIN HOOKPROBE BASELINE CHANGE-----\n-----END HOOKPROBE BASELINE CHANGE-----\n",
                text.replace("BASELINE", "NODE"),
                text.replaceFirst("-----END.*", ""),
                text.replaceFirst("=*\n-----END", "*\n-----END"),
                text.replaceFirst("\n(.{10})", "\n$1\n"),
                text.repeat(2),
                "x".repeat(BaselineText.CHARS_MAX + 1))) {
            assertThatThrownBy(() -> BaselineChange.fromText(bad))
                    .isInstanceOfSatisfying(
                            BaselineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TEXT));
        }
        // 226 bytes end with two base64 characters of which the last has four bits to spare.
        assertThat(text).contains("==\n-----END");
        int spare = text.indexOf("==\n") - 1;
        String stray = text.substring(0, spare) + (char) (text.charAt(spare) + 1) + text.substring(spare + 1);
        assertThatThrownBy(() -> BaselineChange.fromText(stray)).hasMessageContaining("canonical base64");
    }

    @Property(tries = 2000, seed = "901")
    void anyBytesAreAChangeOrATypedRefusal(@ForAll @Size(max = 300) byte[] bytes) {
        refusal(bytes);
    }

    /** Random bytes hardly get past the version; a change with some bytes replaced gets everywhere. */
    @Property(tries = 2000, seed = "902")
    void aChangeWithOtherBytesInItIsAChangeOrATypedRefusal(
            @ForAll @IntRange(max = 160) int at, @ForAll @Size(min = 1, max = 40) byte[] bytes) {
        byte[] spoilt = FOR_TWO.encode();
        System.arraycopy(bytes, 0, spoilt, at, bytes.length);
        refusal(spoilt);
    }

    @Property(tries = 300, seed = "903")
    void anyProperTermsComeBack(
            @ForAll @Size(20) byte[] oldValue,
            @ForAll @Size(20) byte[] newValue,
            @ForAll long first,
            @ForAll long second,
            @ForAll long issuedAt) {
        long a = first & Long.MAX_VALUE;
        long b = second & Long.MAX_VALUE;
        if (Arrays.equals(oldValue, newValue)) {
            newValue[0] ^= 1;
        }
        BaselineTerms terms = new BaselineTerms(
                BaselineScope.allDevices(),
                oldValue,
                newValue,
                Math.min(a, b),
                Math.max(a, b),
                issuedAt & Long.MAX_VALUE);
        BaselineChange change = signed(terms);
        try {
            BaselineChange back = BaselineChange.fromText(change.toText());
            assertThat(back.terms()).isEqualTo(terms);
            assertThat(back.verify(trusted(OPERATOR))).isEqualTo(Verdict.VALID);
        } catch (BaselineException e) {
            throw new AssertionError("refused its own text", e);
        }
    }

    @Test
    void whatIsGivenOutIsACopy() {
        byte[] bytes = FOR_TWO.encode();
        bytes[0] = 9;
        FOR_TWO.signer()[0] = 9;
        FOR_TWO.id()[0] ^= 9;
        FOR_TWO.terms().oldValue()[0] = 9;
        FOR_TWO.terms().scope().deviceIds().get(0)[0] = 9;
        assertThat(refusal(FOR_TWO.encode())).isEmpty();
        assertThat(FOR_TWO.verify(trusted(OPERATOR))).isEqualTo(Verdict.VALID);
        assertThat(FOR_TWO.toString())
                .contains(
                        "2026-12-01T00:00:00Z",
                        "2026-12-01T00:00:00.000005Z",
                        HexFormat.of().formatHex(value(1)));
    }
}
