package com.hookprobe.neuro.verify.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightBackup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NEURO 9.20 to 9.23: one device, one history. */
class DeviceHistoryTest {
    private static final IntegrityBaseline ENROLLED = IntegrityBaseline.of(TestDevice.INTEGRITY);
    private static final long GRACE = 60_000_000;

    private final WeightBackup backup = new WeightBackup();
    private final List<JournalEntry> journal = new ArrayList<>();

    private Verdict judge(DeviceHistory history, Upload upload) {
        return judge(history, upload, ENROLLED, 0, 0);
    }

    private Verdict judge(DeviceHistory history, Upload upload, IntegrityBaseline baseline, long now, long grace) {
        Judgement judgement = history.judge(upload, baseline, now, grace, backup);
        judgement.change().ifPresent(journal::add);
        return judgement.verdict();
    }

    private static DeviceHistory seeded(TestDevice device) {
        return DeviceHistory.fromSeed(device.id, device.seed);
    }

    private static Evidence quarantined(Verdict verdict, Reason reason) {
        assertThat(verdict).isInstanceOf(Verdict.Quarantine.class);
        Evidence evidence = ((Verdict.Quarantine) verdict).evidence();
        assertThat(evidence.reason()).as(evidence.explain()).isEqualTo(reason);
        return evidence;
    }

    private static Verdict authenticated(TestDevice device, long count, boolean fromCache) {
        return new Verdict.Authenticated(count, device.claim(count).fingerprint(), fromCache);
    }

    @Test
    void anHonestDeviceIsFollowed() {
        TestDevice device = new TestDevice(1).run(20).run(0).run(30);
        DeviceHistory history = seeded(device);
        assertThat(judge(history, device.upload(0, 20))).isEqualTo(authenticated(device, 20, false));
        assertThat(judge(history, device.upload(20, 50))).isEqualTo(authenticated(device, 50, false));
        assertThat(history.state().serialise()).isEqualTo(device.state.serialise());
        assertThat(history.revision()).isEqualTo(2);
    }

    @Test
    void aLostAcknowledgementIsNoCrime() {
        TestDevice device = new TestDevice(2).run(20).run(10);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 20));
        Judgement again = history.judge(device.upload(0, 20), ENROLLED, 0, 0, backup);
        assertThat(again.verdict()).isEqualTo(authenticated(device, 20, true));
        assertThat(again.recordsReplayed()).isZero();
        assertThat(again.change()).isEmpty();
        assertThat(judge(history, device.upload(0, 30))).isEqualTo(authenticated(device, 30, false));
        assertThat(judge(history, device.upload(0, 20))).isEqualTo(authenticated(device, 20, true));
        assertThat(judge(history, device.upload(30, 30))).isEqualTo(authenticated(device, 30, true));
    }

    @Test
    void anUploadThatBeginsTooFarAheadIsAskedToBeginAgain() {
        TestDevice device = new TestDevice(3).run(5).run(5);
        DeviceHistory history = seeded(device);
        assertThat(judge(history, device.upload(5, 10))).isEqualTo(new Verdict.Missing(0));
        judge(history, device.upload(0, 5));
        assertThat(judge(history, device.upload(5, 10))).isEqualTo(authenticated(device, 10, false));
    }

    @Test
    void anOldCountWhoseResultIsForgottenIsAskedToBeginAgain() {
        TestDevice device = new TestDevice(4);
        DeviceHistory history = seeded(device);
        for (int i = 1; i <= VerifiedResults.RESULTS + 1; i++) {
            device.run(1);
            judge(history, device.upload(i - 1, i));
        }
        assertThat(judge(history, device.upload(0, 1))).isEqualTo(new Verdict.Missing(33));
        assertThat(judge(history, device.upload(0, 2))).isEqualTo(authenticated(device, 2, true));
        assertThat(history.standing()).isEqualTo(Standing.ok());
    }

    @Test
    void theFirstFingerprintBelongsToTheSeed() {
        TestDevice device = new TestDevice(5);
        DeviceHistory history = seeded(device);
        assertThat(judge(history, device.upload(0, 0))).isEqualTo(authenticated(device, 0, false));
        assertThat(judge(history, device.upload(0, 0))).isEqualTo(authenticated(device, 0, true));
        DeviceHistory other = DeviceHistory.fromSeed(device.id, new byte[32]);
        Evidence evidence = quarantined(judge(other, device.upload(0, 0)), Reason.WEIGHTS_DIVERGED);
        assertThat(evidence.lastRecord()).isEqualTo(-1);
        assertThat(evidence.explain()).contains("No record lies between");
    }

    @Test
    void aChangedFileMeansQuarantineUntilTheBaselineAllowsIt() {
        byte[] changed = new byte[20];
        TestDevice device = new TestDevice(6).run(10).runChanged(changed).run(3);
        DeviceHistory history = seeded(device);
        Evidence evidence = quarantined(judge(history, device.upload(0, 14)), Reason.INTEGRITY_CHANGED);
        assertThat(evidence.firstRecord()).isEqualTo(10);
        assertThat(evidence.record()).contains(device.ters.get(10));
        assertThat(evidence.found()).isEqualTo("00".repeat(20));
        assertThat(history.count()).isZero();
        assertThat(judge(history, device.upload(0, 10))).isEqualTo(new Verdict.Quarantine(evidence));
        IntegrityBaseline both = IntegrityBaseline.of(List.of(TestDevice.INTEGRITY, changed));
        assertThat(judge(history, device.upload(0, 14), both, 0, 0)).isEqualTo(authenticated(device, 14, false));
        assertThat(history.standing()).isEqualTo(Standing.ok());
    }

    @Test
    void changedFilesAreHeldWhileTheGraceRuns() {
        byte[] changed = new byte[20];
        TestDevice device = new TestDevice(7).run(10).runChanged(changed).run(3);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 10), ENROLLED, 5, GRACE);
        Verdict held = judge(history, device.upload(10, 14), ENROLLED, 10, GRACE);
        assertThat(held).isInstanceOf(Verdict.Held.class);
        assertThat(judge(history, device.upload(10, 10), ENROLLED, 9 + GRACE, GRACE))
                .isEqualTo(held);
        assertThat(history.count()).isEqualTo(10);
        DeviceHistory lifted = copy(history);
        IntegrityBaseline both = IntegrityBaseline.of(List.of(TestDevice.INTEGRITY, changed));
        assertThat(judge(lifted, device.upload(10, 14), both, 10 + GRACE, GRACE))
                .isEqualTo(authenticated(device, 14, false));
        Verdict late = judge(history, device.upload(10, 14), ENROLLED, 10 + GRACE, GRACE);
        assertThat(quarantined(late, Reason.INTEGRITY_CHANGED)).isEqualTo(((Verdict.Held) held).evidence());
        assertThat(judge(history, device.upload(10, 14), both, 11 + GRACE, GRACE))
                .isEqualTo(authenticated(device, 14, false));
    }

    @Test
    void brokenChainsAreNamed() {
        TestDevice device = new TestDevice(8).run(4).run(6);
        List<Ter> swapped = new ArrayList<>(device.ters);
        Collections.swap(swapped, 6, 7);
        for (int have : new int[] {0, 4}) {
            DeviceHistory history = seeded(device);
            judge(history, device.upload(0, have));
            Upload bad = new Upload(0, swapped, List.of(device.claim(10)));
            Evidence evidence = quarantined(judge(history, bad), Reason.CHAIN_INVALID);
            assertThat(evidence.firstRecord()).isEqualTo(6);
            assertThat(evidence.found()).contains("SEQUENCE_GAP");
            assertThat(history.count()).isEqualTo(have);
        }
    }

    @Test
    void aClaimThatIsNotMetNamesTheWindowAndMovesNothing() {
        TestDevice device = new TestDevice(9).run(4).run(3).run(3);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 4));
        byte[] before = history.serialise();
        FingerprintClaim wrong = new FingerprintClaim(10, new byte[64]);
        Upload bad = new Upload(4, device.ters.subList(4, 10), List.of(device.claim(7), wrong));
        Evidence evidence = quarantined(judge(history, bad), Reason.WEIGHTS_DIVERGED);
        assertThat(evidence.firstRecord()).isEqualTo(7);
        assertThat(evidence.lastRecord()).isEqualTo(9);
        assertThat(evidence.explain()).contains("records 7 to 9");
        history.reinstate();
        assertThat(history.revision()).isEqualTo(3);
        assertThat(history.state().serialise()).isEqualTo(decode(before).state().serialise());
        assertThat(judge(history, device.upload(4, 10))).isEqualTo(authenticated(device, 10, false));
    }

    @Test
    void anOldClaimHasToBeTheOldResult() {
        TestDevice device = new TestDevice(10).run(4).run(3);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 4));
        FingerprintClaim wrong = new FingerprintClaim(4, new byte[64]);
        Upload bad = new Upload(0, device.ters, List.of(wrong, device.claim(7)));
        Evidence evidence = quarantined(judge(history, bad), Reason.WEIGHTS_DIVERGED);
        assertThat(evidence.lastRecord()).isEqualTo(3);
        assertThat(history.count()).isEqualTo(4);
    }

    @Test
    void twoHistoriesAtTheSameTimeAreAClone() {
        TestDevice device = new TestDevice(11).run(10).run(10);
        TestDevice clone = TestDevice.copyOf(device, 11, 10, 99, 0).run(5);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 20));
        Evidence evidence = quarantined(judge(history, clone.upload(8, 15)), Reason.CLONE);
        assertThat(evidence.firstRecord()).isEqualTo(10);
        assertThat(evidence.knownHash()).hasSize(16).isNotEqualTo(evidence.foundHash());
        assertThat(judge(history, device.upload(0, 20))).isEqualTo(new Verdict.Quarantine(evidence));
        assertThat(history.count()).isEqualTo(20);
    }

    @Test
    void anOldStateThatComesBackIsARollback() {
        TestDevice device = new TestDevice(12).run(10).run(10);
        for (int from : new int[] {0, 9, 10}) {
            TestDevice restored =
                    TestDevice.copyOf(device, 12, 10, 98, 3_600_000_000L).run(15);
            DeviceHistory history = seeded(device);
            judge(history, device.upload(0, 20));
            Evidence evidence = quarantined(judge(history, restored.upload(from == 9 ? 9 : from, 25)), Reason.ROLLBACK);
            assertThat(evidence.firstRecord()).isEqualTo(10);
            assertThat(evidence.explain()).contains("an old state of the device was started again");
        }
    }

    @Test
    void aSecondHistoryFromTheFirstRecordOnIsFound() {
        TestDevice device = new TestDevice(13).run(5);
        TestDevice clone = TestDevice.copyOf(device, 13, 0, 97, 7).run(5);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 5));
        assertThat(quarantined(judge(history, clone.upload(0, 5)), Reason.CLONE).firstRecord())
                .isZero();
    }

    @Test
    void anOverlapThatFollowsNothingKnownIsNoHistory() {
        TestDevice device = new TestDevice(14).run(10).run(10);
        TestDevice clone = TestDevice.copyOf(device, 14, 10, 96, 0).run(2).run(3);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 20));
        Evidence evidence = quarantined(judge(history, clone.upload(12, 15)), Reason.CHAIN_INVALID);
        assertThat(evidence.firstRecord()).isEqualTo(12);
        assertThat(evidence.found()).contains("CHAIN_BREAK");
    }

    @Test
    void whatIsOlderThanTheRingIsJudgedByItsTimes() {
        TestDevice device = new TestDevice(15).run(100).run(1_100);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 1_200));
        byte[] saved = history.serialise();
        // Records 0..175 have left the ring; a repetition of them is no accusation, and proves nothing.
        assertThat(judge(history, device.upload(0, 100))).isEqualTo(new Verdict.Missing(1_200));
        assertThat(judge(history, device.upload(50, 1_200))).isEqualTo(new Verdict.Missing(1_200));
        assertThat(judge(history, device.upload(176, 1_200))).isEqualTo(authenticated(device, 1_200, true));
        TestDevice restored =
                TestDevice.copyOf(device, 15, 100, 95, 86_400_000_000L).run(5);
        Evidence rollback = quarantined(judge(history, restored.upload(90, 105)), Reason.ROLLBACK);
        assertThat(rollback.firstRecord()).isEqualTo(100);
        assertThat(rollback.knownHash()).isEmpty();
        // A clone that ran slowly: record 100 was made when record 300 of the original was.
        DeviceHistory again = decode(saved);
        TestDevice slow = TestDevice.copyOf(device, 15, 100, 94, 1_000_000_000L).run(5);
        assertThat(quarantined(judge(again, slow.upload(100, 105)), Reason.CLONE)
                        .firstRecord())
                .isEqualTo(100);
        // One that kept pace is seen as soon as its records reach the ring, and not before.
        DeviceHistory third = decode(saved);
        TestDevice even = TestDevice.copyOf(device, 15, 100, 93, 0).run(20).run(60);
        assertThat(judge(third, even.upload(100, 120))).isEqualTo(new Verdict.Missing(1_200));
        Evidence clone = quarantined(judge(third, even.upload(120, 180)), Reason.CLONE);
        assertThat(clone.firstRecord()).isEqualTo(176);
    }

    @Test
    void whatWasHeldCannotBeReplacedByAnotherRecord() throws Exception {
        byte[] changed = new byte[20];
        TestDevice device = new TestDevice(21).run(10).runChanged(changed).run(3);
        DeviceHistory history = seeded(device);
        judge(history, device.upload(0, 10));
        assertThat(judge(history, device.upload(10, 14), ENROLLED, 7, GRACE)).isInstanceOf(Verdict.Held.class);
        byte[] held = history.serialise();
        IntegrityBaseline both = IntegrityBaseline.of(List.of(TestDevice.INTEGRITY, changed));
        TestDevice other = TestDevice.copyOf(device, 21, 10, 96, 0).run(4);
        Evidence evidence = quarantined(judge(history, other.upload(10, 14), both, 8, GRACE), Reason.CLONE);
        assertThat(evidence.firstRecord()).isEqualTo(10);
        assertThat(evidence.knownHash()).isNotEqualTo(evidence.foundHash());
        // An upload without the record does not end the hold; the record itself does.
        DeviceHistory again = decode(held);
        assertThat(judge(again, device.upload(0, 10), both, 8, GRACE)).isEqualTo(new Verdict.Missing(10));
        assertThat(again.standing()).isInstanceOf(Standing.Held.class);
        assertThat(judge(again, device.upload(10, 14), both, 8, GRACE)).isEqualTo(authenticated(device, 14, false));
    }

    @Test
    void forgedRecordsBehindTheRingAreNotVouchedFor() {
        TestDevice device = new TestDevice(22);
        DeviceHistory history = seeded(device);
        for (int i = 0; i < 30; i++) {
            device.run(64);
            judge(history, device.upload(64 * i, 64 * i + 64));
        }
        Upload honest = device.upload(64, 128);
        List<Ter> forged = new ArrayList<>();
        TerChain place = new TerChain(64, 1, honest.ters().get(0).chain());
        for (int i = 0; i < 64; i++) {
            Ter ter = place.next(new byte[32], new byte[20], 2 + i);
            place = place.after(ter);
            forged.add(ter);
        }
        assertThat(judge(history, new Upload(64, forged, honest.claims()))).isEqualTo(new Verdict.Missing(1_920));
    }

    @Test
    void theJournalRepeatsEveryChange() {
        byte[] changed = new byte[20];
        TestDevice device =
                new TestDevice(16).run(10).run(10).runChanged(changed).run(3);
        DeviceHistory history = seeded(device);
        byte[] start = history.serialise();
        IntegrityBaseline both = IntegrityBaseline.of(List.of(TestDevice.INTEGRITY, changed));
        judge(history, device.upload(0, 10));
        judge(history, device.upload(0, 20));
        judge(history, device.upload(0, 24), ENROLLED, 7, GRACE);
        judge(history, device.upload(0, 24), ENROLLED, 7 + GRACE, GRACE);
        journal.add(history.reinstate().orElseThrow());
        assertThat(history.reinstate()).isEmpty();
        judge(history, device.upload(20, 24), ENROLLED, 8, 0);
        judge(history, device.upload(20, 24), both, 8, 0);
        DeviceHistory repeated = decode(start);
        for (JournalEntry entry : journal) {
            repeated.apply(reread(entry));
        }
        assertThat(repeated.serialise()).isEqualTo(history.serialise());
        assertThat(repeated.agreesWithLastResult()).isTrue();
        assertThat(journal).hasSize(7);
        assertThatThrownBy(() -> repeated.apply(journal.get(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("revision 7, expected 8");
    }

    private static DeviceHistory copy(DeviceHistory history) {
        return decode(history.serialise());
    }

    private static DeviceHistory decode(byte[] bytes) {
        try {
            return DeviceHistory.deserialise(bytes);
        } catch (NeuroException e) {
            throw new AssertionError(e);
        }
    }

    private static JournalEntry reread(JournalEntry entry) {
        try {
            JournalEntry read = JournalEntry.decode(entry.encode());
            assertThat(read.encode()).isEqualTo(entry.encode());
            return read;
        } catch (NeuroException e) {
            throw new AssertionError(e);
        }
    }
}
