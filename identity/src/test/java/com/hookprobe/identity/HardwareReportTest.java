package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.RecordException.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareReportTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    Path root;

    private final DeviceKey key = Fixtures.key(30);
    private final NodeId id = key.nodeIdAsFirstKey();
    private final byte[] kemSeed = Fixtures.bytes(31, 32);
    private HardwareReport.Content content;
    private HardwareReport report;

    @BeforeEach
    void make() {
        content = new HardwareReport.Content(
                FakeSystem.pc(root).read().digests(),
                Optional.of(new HardwareReport.Accepted(NOW.minusSeconds(60), "new mainboard, größer")));
        report = HardwareReport.create(id, key, NOW, content, EnrolmentRequest.kemPublicKey(kemSeed));
    }

    @Test
    void theVerifierReadsIt() throws Exception {
        HardwareReport read = HardwareReport.decode(report.encode(), key.publicKey());
        assertThat(read.nodeId()).isEqualTo(id);
        assertThat(read.time()).isEqualTo(NOW);
        assertThat(read.open(kemSeed)).isEqualTo(content);
        HardwareReport.Content plain = new HardwareReport.Content(content.hardware(), Optional.empty());
        assertThat(HardwareReport.create(id, key, NOW, plain, EnrolmentRequest.kemPublicKey(kemSeed))
                        .open(kemSeed))
                .isEqualTo(plain);
    }

    @Test
    void nobodyElseDoes() {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> report.open(Fixtures.bytes(32, 32)))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SEALED);
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] record = report.encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = Fixtures.flipped(record, at, 1 << (at % 8));
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> HardwareReport.decode(changed, key.publicKey()));
        }
        for (int length = 0; length < record.length; length += 11) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> HardwareReport.decode(cut, key.publicKey()));
        }
    }

    @Test
    void anotherKeyDoesNotSpeakForTheNode() {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() ->
                        HardwareReport.decode(report.encode(), Fixtures.key(33).publicKey()))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SIGNATURE);
    }

    @Test
    void aNodeCannotPutWhatAnotherSealedIntoItsOwnReport() throws Exception {
        DeviceKey thief = Fixtures.key(34);
        byte[] body = Arrays.copyOf(report.encode(), report.encode().length - 64);
        System.arraycopy(thief.nodeIdAsFirstKey().bytes(), 0, body, 5, 32);
        byte[] forged = Bytes.concat(body, thief.sign(Bytes.labelled(IdentityLabels.HARDWARE_REPORT, body)));
        HardwareReport read = HardwareReport.decode(forged, thief.publicKey());
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> read.open(kemSeed))
                .withMessageContaining("found those of another");
    }

    @Test
    void reasonsAreBounded() {
        assertThat(new HardwareReport.Accepted(NOW, "x".repeat(200)).reason()).hasSize(200);
        for (String bad : List.of("", "  ", "x".repeat(201), "two\nlines")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new HardwareReport.Accepted(NOW, bad));
        }
    }

    @Test
    void theLongestFitsItsBound() throws Exception {
        HardwareReport.Content most = new HardwareReport.Content(
                content.hardware(), Optional.of(new HardwareReport.Accepted(NOW, "\uD83D\uDD27".repeat(200))));
        HardwareReport made = HardwareReport.create(id, key, NOW, most, EnrolmentRequest.kemPublicKey(kemSeed));
        assertThat(HardwareReport.decode(made.encode(), key.publicKey()).open(kemSeed))
                .isEqualTo(most);
        int digestsLeft = HardwareDigests.BYTES_MAX - content.hardware().encode().length;
        assertThat(made.encode().length + digestsLeft).isLessThanOrEqualTo(HardwareReport.BYTES_MAX);
    }

    @Property(tries = 300)
    void anyBytesAreRefusedAsDeclared(@ForAll @Size(max = 200) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'H', 'R', 1}, noise) : noise;
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> HardwareReport.decode(record, Fixtures.key(30).publicKey()));
    }
}
