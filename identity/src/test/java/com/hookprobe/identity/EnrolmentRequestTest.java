package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.RecordException.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EnrolmentRequestTest {
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
        assertThat(read.sealedNeuroSeed()).hasSize(1168);
        assertThat(read.open(kemSeed)).isEqualTo(Fixtures.bytes(6, 32));
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
        byte[] sealed = SeedSeal.seal(EnrolmentRequest.kemPublicKey(kemSeed), context, Fixtures.bytes(6, 32));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> SeedSeal.open(Fixtures.bytes(23, 32), context, sealed))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SEALED);
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> SeedSeal.open(kemSeed, Fixtures.flipped(context, 99, 1), sealed));
        for (int at = 0; at < sealed.length; at += 13) {
            byte[] changed = Fixtures.flipped(sealed, at, 0x40);
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> SeedSeal.open(kemSeed, context, changed));
        }
    }

    /** A device may sign any bytes: points of small order and noise must end in the declared refusal too. */
    @Test
    void encapsulationMadeToBreakTheVerifierIsRefused() {
        byte[] context = new byte[] {1};
        for (int point = 0; point < 3; point++) {
            byte[] sealed = Fixtures.bytes(27, SeedSeal.BYTES);
            Arrays.fill(sealed, SeedSeal.ENCAPSULATION_BYTES - 32, SeedSeal.ENCAPSULATION_BYTES, (byte) 0);
            sealed[SeedSeal.ENCAPSULATION_BYTES - 32] = (byte) point;
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> SeedSeal.open(kemSeed, context, sealed))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.SEALED);
        }
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> SeedSeal.open(kemSeed, context, new byte[SeedSeal.BYTES]));
    }

    @Test
    void verifierKeyThatIsNoneIsRefused() {
        byte[] weakPoint = EnrolmentRequest.kemPublicKey(kemSeed);
        Arrays.fill(weakPoint, 1184, 1216, (byte) 0);
        byte[] overModulus = EnrolmentRequest.kemPublicKey(kemSeed);
        Arrays.fill(overModulus, 0, 1152, (byte) 0xFF);
        for (byte[] bad : new byte[][] {weakPoint, overModulus, new byte[1216]}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EnrolmentRequest.create(card, key, new byte[32], bad, new byte[20]));
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
        assertThat(Fixtures.request(key, card, kemSeed).sealedNeuroSeed()).isNotEqualTo(request.sealedNeuroSeed());
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
        byte[] head = Arrays.copyOf(record, record.length - 64 - SeedSeal.BYTES);
        byte[] sealed = SeedSeal.seal(EnrolmentRequest.kemPublicKey(kemSeed), head, new byte[32]);
        byte[] body = Bytes.concat(head, sealed);
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
                .u8(1)
                .u16(borrowed.encode().length)
                .bytes(borrowed.encode())
                .bytes(new byte[52])
                .toBytes();
        byte[] body = Bytes.concat(head, new byte[SeedSeal.BYTES]);
        byte[] record = Bytes.concat(body, key.sign(Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body)));
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> EnrolmentRequest.decode(record))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SIGNATURE);
        assertThatIllegalArgumentException().isThrownBy(() -> Fixtures.request(Fixtures.key(26), card, kemSeed));
    }

    @Property(tries = 300)
    void anyBytesAreRefusedAsDeclared(@ForAll @Size(max = 200) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'E', 'R', 1, 0, 90}, noise) : noise;
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> EnrolmentRequest.decode(record));
    }
}
