package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.hookprobe.identity.RecordException.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EnrolmentRequestTest {
    private static final int SEALED_BYTES = EnrolmentSeal.OVERHEAD_BYTES + 32;

    private final DeviceKey key = Fixtures.key(20);
    private final NodeCard card = Fixtures.fullCard(key);
    private final byte[] kemSeed = Fixtures.bytes(21, 32);
    private final EnrolmentRequest request = Fixtures.request(key, card, kemSeed);

    @Test
    void verifierOpensTheSeed() throws Exception {
        EnrolmentRequest read = EnrolmentRequest.decode(request.encode());
        assertThat(read).isEqualTo(request).hasSameHashCodeAs(request);
        assertThat(read.card()).isEqualTo(card);
        assertThat(read.baselineIntegrity()).isEqualTo(Fixtures.bytes(7, 20));
        assertThat(read.replaces()).isEmpty();
        assertThat(read.sealedSecrets())
                .hasSize(1120 + 32 + 1 + Fixtures.hardware().encode().length + 16);
        try (EnrolmentSecrets secrets = read.open(kemSeed)) {
            assertThat(secrets.neuroSeed()).isEqualTo(Fixtures.bytes(6, 32));
            assertThat(secrets.token()).isEmpty();
            assertThat(secrets.hardware()).isEqualTo(Fixtures.hardware());
        }
    }

    @Test
    void tokenAndReplacedNodeComeAlong() throws Exception {
        NodeId old = Fixtures.key(28).nodeIdAsFirstKey();
        try (EnrolmentSecrets secrets =
                EnrolmentSecrets.of(Fixtures.bytes(6, 32), Fixtures.bytes(29, 32), Fixtures.hardware())) {
            EnrolmentRequest made = EnrolmentRequest.create(
                    card, key, secrets, EnrolmentRequest.kemPublicKey(kemSeed), new byte[20], Optional.of(old));
            EnrolmentRequest read = EnrolmentRequest.decode(made.encode());
            assertThat(read.replaces()).contains(old);
            try (EnrolmentSecrets opened = read.open(kemSeed)) {
                assertThat(opened.token().orElseThrow()).isEqualTo(Fixtures.bytes(29, 32));
                assertThat(opened.neuroSeed()).isEqualTo(Fixtures.bytes(6, 32));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EnrolmentRequest.create(
                            card,
                            key,
                            secrets,
                            EnrolmentRequest.kemPublicKey(kemSeed),
                            new byte[20],
                            Optional.of(card.nodeId())))
                    .withMessageContaining("another node");
        }
    }

    @Test
    void theLongestRequestFitsItsBound() throws Exception {
        Map<HardwareField, List<String>> most = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            most.put(field, IntStream.range(10, 42).mapToObj(i -> "v" + i).toList());
        }
        HardwareDigests digests =
                HardwareReading.of(HardwareKind.PHYSICAL, most).digests();
        DeviceKey longest = Fixtures.key(35);
        NodeCard longCard = NodeCard.builder(
                        longest.nodeIdAsFirstKey(), "n".repeat(NodeName.CHARS_MAX), Tier.SENTINEL, new byte[32])
                .kemPublicKey(EnrolmentRequest.kemPublicKey(kemSeed))
                .blsKey(new byte[48], new byte[96])
                .sign(longest);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], Fixtures.bytes(1, 32), digests)) {
            EnrolmentRequest made = EnrolmentRequest.create(
                    longCard,
                    longest,
                    secrets,
                    EnrolmentRequest.kemPublicKey(kemSeed),
                    new byte[20],
                    Optional.of(card.nodeId()));
            assertThat(made.encode()).hasSize(EnrolmentRequest.BYTES_MAX);
            assertThat(EnrolmentRequest.fromText(made.toText())).isEqualTo(made);
        }
    }

    /** The owner of the key may seal any bytes; the verifier must not believe them. */
    @Test
    void contentThatIsNoneIsRefused() throws Exception {
        byte[] good = Fixtures.secrets().encode();
        byte[] flag = good.clone();
        flag[32] = 2;
        byte[] kind = good.clone();
        kind[33 + 5] = 9;
        for (byte[] bad :
                List.of(new byte[1], Fixtures.cut(good, 32), Fixtures.cut(good, good.length + 1), flag, kind)) {
            EnrolmentRequest read = EnrolmentRequest.decode(signed(bad));
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> read.open(kemSeed))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.FORMAT);
        }
        try (EnrolmentSecrets secrets = EnrolmentRequest.decode(signed(good)).open(kemSeed)) {
            assertThat(secrets.neuroSeed()).isEqualTo(Fixtures.bytes(6, 32));
        }
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> EnrolmentRequest.decode(signed(new byte[0])));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentRequest.decode(signed(new byte[EnrolmentSecrets.BYTES_MAX + 1])));
    }

    @Property(tries = 100)
    void anyContentGivesSecretsOrTheDeclaredRefusal(@ForAll @Size(min = 1, max = 120) byte[] content) throws Exception {
        try (EnrolmentSecrets secrets = EnrolmentSecrets.decode(content)) {
            assertThat(secrets.encode()).isEqualTo(content);
        } catch (RecordException e) {
            assertThat(e.kind()).isIn(Kind.FORMAT, Kind.VERSION);
        }
    }

    private byte[] signed(byte[] content) {
        byte[] whole = request.encode();
        byte[] head = Arrays.copyOf(whole, whole.length - 64 - request.sealedSecrets().length - 2);
        byte[] sealed = EnrolmentSeal.seal(EnrolmentRequest.kemPublicKey(kemSeed), head, content);
        byte[] body = Bytes.concat(head, new RecordWriter().u16(sealed.length).toBytes(), sealed);
        return Bytes.concat(body, key.sign(Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body)));
    }

    @Test
    void closedSecretsAreGone() {
        EnrolmentSecrets secrets = Fixtures.secrets();
        secrets.close();
        assertThatIllegalStateException().isThrownBy(secrets::neuroSeed);
        assertThatIllegalStateException().isThrownBy(secrets::token);
        assertThatIllegalStateException().isThrownBy(secrets::encode);
        assertThat(secrets.toString()).doesNotContain(HexFormat.of().formatHex(Fixtures.bytes(6, 32)));
        assertThatIllegalArgumentException().isThrownBy(() -> EnrolmentSecrets.of(new byte[31], Fixtures.hardware()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnrolmentSecrets.of(new byte[32], new byte[33], Fixtures.hardware()));
    }

    @Test
    void textComesBack() throws Exception {
        assertThat(request.toText()).startsWith("-----BEGIN HOOKPROBE ENROLMENT REQUEST-----\n");
        assertThat(EnrolmentRequest.fromText(request.toText())).isEqualTo(request);
    }

    @Test
    void noOtherKeyOpensTheSeed() {
        for (int bit = 0; bit < 256; bit += 37) {
            byte[] other = Fixtures.flipped(kemSeed, bit / 8, 1 << (bit % 8));
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> request.open(other))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.WRONG_KEY);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> request.open(new byte[31]));
    }

    @Test
    void anotherKeyDoesNotOpenTheSealItselfEither() {
        byte[] context = Fixtures.bytes(22, 100);
        byte[] sealed = EnrolmentSeal.seal(EnrolmentRequest.kemPublicKey(kemSeed), context, Fixtures.bytes(6, 32));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentSeal.open(Fixtures.bytes(23, 32), context, sealed))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SEALED);
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentSeal.open(kemSeed, Fixtures.flipped(context, 99, 1), sealed));
        for (int at = 0; at < sealed.length; at += 13) {
            byte[] changed = Fixtures.flipped(sealed, at, 0x40);
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> EnrolmentSeal.open(kemSeed, context, changed));
        }
    }

    /** A device may sign any bytes: points of small order and noise must end in the declared refusal too. */
    @Test
    void encapsulationMadeToBreakTheVerifierIsRefused() {
        byte[] context = new byte[] {1};
        for (int point = 0; point < 3; point++) {
            byte[] sealed = Fixtures.bytes(27, SEALED_BYTES);
            Arrays.fill(sealed, EnrolmentSeal.ENCAPSULATION_BYTES - 32, EnrolmentSeal.ENCAPSULATION_BYTES, (byte) 0);
            sealed[EnrolmentSeal.ENCAPSULATION_BYTES - 32] = (byte) point;
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> EnrolmentSeal.open(kemSeed, context, sealed))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.SEALED);
        }
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentSeal.open(kemSeed, context, new byte[SEALED_BYTES]));
    }

    @Test
    void verifierKeyThatIsNoneIsRefused() {
        byte[] weakPoint = EnrolmentRequest.kemPublicKey(kemSeed);
        Arrays.fill(weakPoint, 1184, 1216, (byte) 0);
        byte[] overModulus = EnrolmentRequest.kemPublicKey(kemSeed);
        Arrays.fill(overModulus, 0, 1152, (byte) 0xFF);
        for (byte[] bad : new byte[][] {weakPoint, overModulus, new byte[1216]}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EnrolmentRequest.create(card, key, Fixtures.secrets(), bad, new byte[20]));
        }
    }

    @Test
    void seedIsNowhereInClear() {
        String all = HexFormat.of().formatHex(request.encode());
        assertThat(all)
                .doesNotContain(HexFormat.of().formatHex(Fixtures.bytes(6, 32)).substring(0, 16));
        assertThat(request.toString()).doesNotContain("seed");
    }

    @Test
    void eachSealingDiffers() {
        assertThat(Fixtures.request(key, card, kemSeed).sealedSecrets()).isNotEqualTo(request.sealedSecrets());
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] record = request.encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = Fixtures.flipped(record, at, 1 << (at % 8));
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> EnrolmentRequest.decode(changed));
        }
    }

    @Test
    void everyCutIsRefused() {
        byte[] record = request.encode();
        for (int length = 0; length < record.length; length += 7) {
            byte[] cut = Fixtures.cut(record, length);
            assertThatExceptionOfType(RecordException.class).isThrownBy(() -> EnrolmentRequest.decode(cut));
        }
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentRequest.decode(Fixtures.cut(record, record.length + 1)));
    }

    @Test
    void strangerCannotGiveADeviceAnotherSeed() {
        DeviceKey stranger = Fixtures.key(24);
        byte[] record = request.encode();
        int sealedLength = request.sealedSecrets().length;
        byte[] head = Arrays.copyOf(record, record.length - 64 - sealedLength - 2);
        byte[] sealed = EnrolmentSeal.seal(
                EnrolmentRequest.kemPublicKey(kemSeed), head, Fixtures.secrets().encode());
        byte[] body = Bytes.concat(head, new RecordWriter().u16(sealed.length).toBytes(), sealed);
        byte[] forged = Bytes.concat(body, stranger.sign(Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body)));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentRequest.decode(forged))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SIGNATURE);
    }

    @Test
    void borrowedIdIsRefused() {
        NodeCard borrowed = NodeCard.builder(Fixtures.key(25).nodeIdAsFirstKey(), "x", Tier.GUARDIAN, new byte[32])
                .sign(key);
        assertThatIllegalArgumentException().isThrownBy(() -> Fixtures.request(key, borrowed, kemSeed));
        // Made by a program that does not check:
        byte[] head = new RecordWriter()
                .bytes(Bytes.ascii("HPER"))
                .u8(2)
                .u16(borrowed.encode().length)
                .bytes(borrowed.encode())
                .bytes(new byte[53])
                .u16(SEALED_BYTES)
                .toBytes();
        byte[] body = Bytes.concat(head, new byte[SEALED_BYTES]);
        byte[] record = Bytes.concat(body, key.sign(Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body)));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentRequest.decode(record))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SIGNATURE);
        assertThatIllegalArgumentException().isThrownBy(() -> Fixtures.request(Fixtures.key(26), card, kemSeed));
    }

    @Property(tries = 300)
    void anyBytesAreRefusedAsDeclared(@ForAll @Size(max = 200) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'E', 'R', 2, 0, 90}, noise) : noise;
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> EnrolmentRequest.decode(record));
    }
}
