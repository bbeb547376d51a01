package com.hookprobe.qsecbit.federation;

import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.facts;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** FEDERATION 4. */
class AttackSignatureTest {
    private static final Samples.Ed25519 NODE = Samples.Ed25519.of(3);
    private static final Bytes32 REPORTER = id(3);

    private static AttackSignature report(IndicatorValue value) {
        return AttackSignature.build(value, facts(Severity.HIGH, NOW), keys(7), REPORTER, new Random(1), NODE);
    }

    /** Byte for byte, with the fields of the layout marked: a change of format must change this test. */
    @Test
    void hasTheSpecifiedLayout() {
        byte[] bytes = report(ip("203.0.113.7")).encode();
        String tag = keys(7).tag(ip("203.0.113.7")).hex();
        String sealed = HexFormat.of()
                .formatHex(keys(7).seal(ip("203.0.113.7"), new Random(1)).bytes());
        String minutes = String.format("%08x", NOW / Samples.MINUTE);
        String body =
                "01" + "01" + "0000000000000007" + tag + "3c" + sealed + "0007" + "0456" + "06160104" + "5a" + "03"
                        + minutes + minutes + "05" + id(99).hex() + "05a0"
                        + HexFormat.of().formatHex(keys(7).pseudonym(REPORTER));
        assertThat(HexFormat.of().formatHex(bytes, 0, bytes.length - 64)).isEqualTo(body);
        assertThat(bytes).hasSize(236);
        byte[] signed = ("HOOKPROBE ATTACK SIGNATURE V1\0").getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(signed, signed.length + bytes.length - 64);
        System.arraycopy(bytes, 0, message, signed.length, bytes.length - 64);
        assertThat(NODE.verify(message, Arrays.copyOfRange(bytes, bytes.length - 64, bytes.length)))
                .isTrue();
    }

    @Test
    void goesRoundAndVerifies() throws MalformedException {
        for (IndicatorValue value : List.of(
                ip("203.0.113.7"),
                ip("2001:db8::1"),
                Samples.net("198.51.100.0/24"),
                Samples.net("2001:db8::/48"),
                IndicatorValue.domain("evil.example"),
                IndicatorValue.digest(IndicatorType.FILE_HASH, id(4)),
                IndicatorValue.alertClass("x".repeat(187), new Context(17, 53, 2, 63)))) {
            AttackSignature report = report(value);
            AttackSignature read = AttackSignature.decode(report.encode());
            assertThat(read).isEqualTo(report);
            assertThat(read.verify(NODE)).isTrue();
            assertThat(read.verify(Samples.Ed25519.of(4))).isFalse();
            assertThat(read.open(keys(7))).contains(value);
            assertThat(read.open(keys(8))).isEmpty();
            assertThat(read.facts()).isEqualTo(report.facts());
        }
    }

    @Test
    void anyChangedByteBreaksTheSignatureOrTheForm() {
        byte[] bytes = report(ip("203.0.113.7")).encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            try {
                assertThat(AttackSignature.decode(changed).verify(NODE))
                        .as("byte %d", i)
                        .isFalse();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void refusesEveryOtherLength() {
        byte[] bytes = report(ip("203.0.113.7")).encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> AttackSignature.decode(cut)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> AttackSignature.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> AttackSignature.decode(new byte[AttackSignature.BYTES_MAX + 1]))
                .isInstanceOf(MalformedException.class);
    }

    /** Any bytes are refused, or are the encoding of what is read. */
    @Property(tries = 1000)
    void whatIsReadIsWhatWouldBeWritten(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = report(ip("203.0.113.7")).encode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(AttackSignature.decode(bytes).encode()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    /** FEDERATION 4.3. */
    @Test
    void aReportIsNamedByItsBodyAndItsReporter() {
        AttackSignature report = report(ip("203.0.113.7"));
        AttackSignature signedByAnother = AttackSignature.build(
                ip("203.0.113.7"), facts(Severity.HIGH, NOW), keys(7), REPORTER, new Random(1), Samples.Ed25519.of(9));
        assertThat(signedByAnother).isNotEqualTo(report);
        assertThat(signedByAnother.reportId(REPORTER)).as("the same body").isEqualTo(report.reportId(REPORTER));
        assertThat(report.reportId(id(4))).isNotEqualTo(report.reportId(REPORTER));
        assertThat(report(ip("203.0.113.8")).reportId(REPORTER)).isNotEqualTo(report.reportId(REPORTER));
    }

    /** FEDERATION 9: nothing that leaves shows the attacker's address, in bytes or in words. */
    @Test
    void showsNoAddress() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            byte[] raw = new byte[4];
            random.nextBytes(raw);
            raw[0] = (byte) (1 + (raw[0] & 0x3f));
            IndicatorValue value =
                    ip((raw[0] & 0xff) + "." + (raw[1] & 0xff) + "." + (raw[2] & 0xff) + "." + (raw[3] & 0xff));
            AttackSignature report = AttackSignature.build(
                    value, facts(Severity.HIGH, NOW), keys(7), REPORTER, new Random(i), new Samples.Toy(1));
            String leaves = HexFormat.of().formatHex(report.encode());
            String words = new String(report.encode(), StandardCharsets.ISO_8859_1) + report;
            assertThat(leaves).doesNotContain(HexFormat.of().formatHex(raw));
            assertThat(words).doesNotContain(value.toString());
        }
    }

    @Test
    void vetoesAndRetractionsGoRoundAndAreNotEachOther() throws MalformedException {
        TagKey key = report(ip("203.0.113.7")).key();
        Veto veto = Veto.build(key, NOW, NODE);
        Retraction retraction = Retraction.build(key, id(8), NOW, NODE);
        assertThat(Veto.decode(veto.encode())).isEqualTo(veto);
        assertThat(Retraction.decode(retraction.encode())).isEqualTo(retraction);
        assertThat(veto.encode()).hasSize(143);
        assertThat(veto.verify(NODE)).isTrue();
        assertThat(retraction.verify(NODE)).isTrue();
        assertThat(veto.verify(Samples.Ed25519.of(4))).isFalse();
        assertThatThrownBy(() -> Retraction.decode(veto.encode())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Veto.decode(retraction.encode())).isInstanceOf(MalformedException.class);
        byte[] withSubject = veto.encode();
        withSubject[50] = 1;
        assertThatThrownBy(() -> Veto.decode(withSubject)).isInstanceOf(MalformedException.class);
        for (byte[] bytes : List.of(veto.encode(), retraction.encode())) {
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= 1;
                assertThat(isValid(changed)).as("byte %d", i).isFalse();
            }
        }
    }

    private static boolean isValid(byte[] bytes) {
        try {
            return bytes[1] == 1
                    ? Veto.decode(bytes).verify(NODE)
                    : Retraction.decode(bytes).verify(NODE);
        } catch (MalformedException e) {
            return false;
        }
    }
}
