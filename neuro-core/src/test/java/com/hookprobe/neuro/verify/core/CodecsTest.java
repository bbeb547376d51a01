package com.hookprobe.neuro.verify.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightBackup;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** NEURO 9.22 and 9.24: what is stored reads back to the same, and nothing else is read. */
class CodecsTest {
    private static final IntegrityBaseline ENROLLED = IntegrityBaseline.of(TestDevice.INTEGRITY);

    @FunctionalInterface
    private interface Decoder {
        byte[] reencoded(byte[] bytes) throws NeuroException;
    }

    private static Evidence evidence(Reason reason, Optional<Ter> record) {
        DeviceId device = DeviceId.parse("ab".repeat(32));
        return new Evidence(
                reason,
                device,
                7,
                9,
                1_764_547_200_000_001L,
                "the expected \u00e4",
                "that",
                "",
                "0123456789abcdef",
                record);
    }

    private static DeviceHistory history(Standing standing) {
        TestDevice device = new TestDevice(21).run(5).run(5);
        DeviceHistory history = DeviceHistory.fromSeed(device.id, device.seed);
        try (WeightBackup backup = new WeightBackup()) {
            history.judge(device.upload(0, 10), ENROLLED, 0, 0, backup);
        }
        history.apply(new JournalEntry.StandingChanged(device.id, 2, standing));
        return history;
    }

    /** Every cut, an addition, and changed bits are refused, or read to exactly the bytes given. */
    private static void onlyItself(byte[] good, Decoder decoder, boolean checksummed) throws NeuroException {
        assertThat(decoder.reencoded(good)).isEqualTo(good);
        int step = good.length > 10_000 ? 997 : 1;
        for (int length = 0; length < good.length; length += step) {
            refused(Arrays.copyOf(good, length), decoder);
        }
        refused(Arrays.copyOf(good, good.length + 1), decoder);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < (checksummed ? 60 : 2_000); i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                byte[] read = decoder.reencoded(bad);
                assertThat(checksummed).as("read in spite of a wrong checksum").isFalse();
                assertThat(read).isEqualTo(bad);
            } catch (NeuroException e) {
                assertThat(e.kind()).isEqualTo(NeuroException.Kind.STATE_DAMAGED);
            }
        }
    }

    private static void refused(byte[] bytes, Decoder decoder) {
        assertThatThrownBy(() -> decoder.reencoded(bytes))
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(NeuroException.Kind.STATE_DAMAGED));
    }

    @Test
    void evidence() throws NeuroException {
        Ter ter = new TestDevice(20).run(1).ters.get(0);
        for (Reason reason : Reason.values()) {
            for (Optional<Ter> record : List.of(Optional.of(ter), Optional.<Ter>empty())) {
                Evidence evidence = evidence(reason, record);
                assertThat(Evidence.decode(evidence.encode())).isEqualTo(evidence);
                onlyItself(evidence.encode(), bytes -> Evidence.decode(bytes).encode(), false);
            }
        }
    }

    @Test
    void longTextsAreCut() throws NeuroException {
        String most = "x".repeat(Evidence.TEXT_MAX);
        for (String text : List.of(most, most + "x", "\ud83d\ude00".repeat(2_000))) {
            Evidence evidence = new Evidence(
                    Reason.CLONE,
                    DeviceId.of(new byte[32]),
                    0,
                    0,
                    0,
                    text,
                    "\u20ac".repeat(3_000),
                    "",
                    "",
                    Optional.empty());
            assertThat(evidence.expected()).hasSize(Evidence.TEXT_MAX);
            assertThat(Evidence.decode(evidence.encode())).isEqualTo(evidence);
            assertThat(evidence.encode()).hasSizeLessThanOrEqualTo(Evidence.BYTES_MAX);
        }
    }

    @Test
    void evidenceCanBeRead() {
        for (Reason reason : Reason.values()) {
            Evidence evidence = evidence(reason, Optional.empty());
            assertThat(evidence.explain())
                    .contains("ab".repeat(32), "2025-12-01T00:00:00.000001Z", "the expected", "that")
                    .endsWith(".");
            assertThat(evidence.fields())
                    .containsEntry("reason", reason.name())
                    .containsEntry("recordTime", "2025-12-01T00:00:00.000001Z")
                    .containsEntry("firstRecord", "7")
                    .doesNotContainKeys("knownRecordHash", "record");
            assertThat(evidence.fields().keySet()).startsWith("reason", "device", "firstRecord", "lastRecord");
        }
    }

    @Test
    void histories() throws NeuroException {
        Evidence evidence = evidence(Reason.INTEGRITY_CHANGED, Optional.empty());
        for (Standing standing : List.of(
                Standing.ok(),
                new Standing.Quarantined(evidence),
                new Standing.Held(evidence, 1_764_547_200_000_000L))) {
            byte[] good = history(standing).serialise();
            assertThat(DeviceHistory.deserialise(good).standing()).isEqualTo(standing);
            onlyItself(good, bytes -> DeviceHistory.deserialise(bytes).serialise(), true);
        }
    }

    @Test
    void theLongestHistoryKeepsItsBound() throws NeuroException {
        String longest = "\u20ac".repeat(Evidence.TEXT_MAX);
        Ter ter = new TestDevice(23).run(1).ters.get(0);
        String hash = "0".repeat(16);
        Evidence evidence = new Evidence(
                Reason.INTEGRITY_CHANGED,
                DeviceId.of(new byte[32]),
                0,
                0,
                0,
                longest,
                longest,
                hash,
                hash,
                Optional.of(ter));
        TestDevice device = new TestDevice(22);
        DeviceHistory history = DeviceHistory.fromSeed(device.id, device.seed);
        try (WeightBackup backup = new WeightBackup()) {
            for (int i = 0; i < 40; i++) {
                device.run(30);
                history.judge(device.upload(i * 30, i * 30 + 30), ENROLLED, 0, 0, backup);
            }
        }
        history.apply(new JournalEntry.StandingChanged(device.id, 41, new Standing.Held(evidence, 1)));
        byte[] bytes = history.serialise();
        assertThat(bytes).hasSizeLessThanOrEqualTo(DeviceHistory.SERIALISED_BYTES_MAX);
        assertThat(DeviceHistory.deserialise(bytes).serialise()).isEqualTo(bytes);
    }

    @Test
    void journalEntries() throws NeuroException {
        TestDevice device = new TestDevice(24).run(3);
        Evidence evidence = evidence(Reason.CLONE, Optional.empty());
        for (JournalEntry entry : List.of(
                new JournalEntry.Records(device.id, 3, 0, device.ters, List.of(device.claim(3))),
                new JournalEntry.Records(device.id, 4, 9, List.of(), List.of()),
                new JournalEntry.StandingChanged(device.id, 5, new Standing.Quarantined(evidence)))) {
            assertThat(JournalEntry.decode(entry.encode()).device()).isEqualTo(device.id);
            onlyItself(entry.encode(), bytes -> JournalEntry.decode(bytes).encode(), false);
        }
    }

    @Test
    void anUploadKeepsItsBounds() {
        Ter ter = new TestDevice(25).run(1).ters.get(0);
        FingerprintClaim claim = new FingerprintClaim(Upload.TERS_MAX, new byte[64]);
        assertThat(new Upload(0, Collections.nCopies(Upload.TERS_MAX, ter), List.of(claim)).end())
                .isEqualTo(Upload.TERS_MAX);
        assertThatThrownBy(() -> new Upload(0, Collections.nCopies(Upload.TERS_MAX + 1, ter), List.of(claim)))
                .isInstanceOf(IllegalArgumentException.class);
        List<FingerprintClaim> rising = new java.util.ArrayList<>();
        for (int i = 1; i <= Upload.CLAIMS_MAX; i++) {
            rising.add(new FingerprintClaim(i, new byte[64]));
        }
        List<Ter> ters = Collections.nCopies(Upload.CLAIMS_MAX, ter);
        assertThat(new Upload(0, ters, rising).claims()).hasSize(Upload.CLAIMS_MAX);
        rising.add(0, new FingerprintClaim(0, new byte[64]));
        assertThatThrownBy(() -> new Upload(0, ters, rising)).hasMessageContaining("expected 1..1024");
        FingerprintClaim zero = new FingerprintClaim(0, new byte[64]);
        FingerprintClaim one = new FingerprintClaim(1, new byte[64]);
        FingerprintClaim two = new FingerprintClaim(2, new byte[64]);
        for (List<FingerprintClaim> bad : List.of(
                List.<FingerprintClaim>of(), List.of(zero), List.of(one, one), List.of(one, zero), List.of(two))) {
            assertThatThrownBy(() -> new Upload(0, List.of(ter), bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Upload(-1, List.of(), List.of(zero))).isInstanceOf(IllegalArgumentException.class);
    }
}
