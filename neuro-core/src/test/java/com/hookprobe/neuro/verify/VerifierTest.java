package com.hookprobe.neuro.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import com.hookprobe.neuro.verify.core.Reason;
import com.hookprobe.neuro.verify.core.ResonanceKeys;
import com.hookprobe.neuro.verify.core.TestDevice;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NEURO 9.25: the threads around the core. */
@Timeout(120)
class VerifierTest {
    private static final IntegrityBaseline ENROLLED = IntegrityBaseline.of(TestDevice.INTEGRITY);
    private static final VerifierOptions LATER = VerifierOptions.DEFAULT.withVisits(1_000_000, Duration.ofHours(1));

    private final Map<DeviceId, TestDevice> enrolled = new HashMap<>();

    private TestDevice enrol(int number) {
        TestDevice device = new TestDevice(number);
        enrolled.put(device.id, device);
        return device;
    }

    private Verifier open(VerifierStore store, VerifierOptions options) {
        Map<DeviceId, TestDevice> known = Map.copyOf(enrolled);
        Verifier verifier = Verifier.open(
                store, id -> Optional.ofNullable(known.get(id)).map(device -> device.seed.clone()), options);
        known.keySet().forEach(id -> verifier.baseline(id, ENROLLED));
        return verifier;
    }

    private static Verdict authenticated(TestDevice device, long count, boolean fromCache) {
        return new Verdict.Authenticated(count, device.claim(count).fingerprint(), fromCache);
    }

    private static void failsWith(CompletableFuture<?> future, VerifierException.Kind kind) {
        assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        VerifierException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** Lets a test hold up, or break, what becomes durable. */
    private static final class Gate implements VerifierStore {
        final MemoryVerifierStore inner = MemoryVerifierStore.withJournal(10_000);
        final CountDownLatch open = new CountDownLatch(1);
        volatile boolean broken;

        @Override
        public Stored load(DeviceId device) {
            return inner.load(device);
        }

        @Override
        public void append(List<JournalEntry> entries) throws NeuroException {
            try {
                assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (broken) {
                throw new NeuroException(NeuroException.Kind.IO, "the disk is gone");
            }
            inner.append(entries);
        }

        @Override
        public void save(DeviceId device, long revision, byte[] history) {
            inner.save(device, revision, history);
        }

        @Override
        public Optional<DeviceId> overdue(Predicate<DeviceId> mine) {
            return inner.overdue(mine);
        }

        @Override
        public boolean crowded() {
            return inner.crowded();
        }

        @Override
        public void close() {}
    }

    @Test
    void itMakesTheProofOfTheVeryPlaceAndOfNoOther() throws Exception {
        TestDevice device = enrol(1).run(4);
        byte[] hash = new byte[Posf.MESSAGE_HASH_BYTES];
        byte[] nonce = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] posf = Posf.sign(device.state, hash, nonce);
        try (Verifier verifier = open(MemoryVerifierStore.withJournal(10), VerifierOptions.DEFAULT)) {
            assertThat(verifier.prove(device.id, 4, hash, nonce).get()).isEmpty();
            verifier.submit(device.id, device.upload(0, 4)).get();
            assertThat(verifier.prove(device.id, 4, hash, nonce).get()).hasValue(posf);
            assertThat(verifier.prove(device.id, 3, hash, nonce).get()).isEmpty();
            assertThatThrownBy(() -> verifier.prove(device.id, 4, new byte[31], nonce))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 31");
            byte[] changed = TestDevice.INTEGRITY.clone();
            changed[0]++;
            device.runChanged(changed);
            assertThat(verifier.submit(device.id, device.upload(4, 5)).get()).isInstanceOf(Verdict.Quarantine.class);
            assertThat(verifier.prove(device.id, 4, hash, nonce).get())
                    .as("in quarantine")
                    .isEmpty();
        }
    }

    @Test
    void severalWorkersFollowManyDevicesThroughASmallMemoryAndARestart() throws Exception {
        List<TestDevice> devices = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            devices.add(enrol(i).run(3).run(3).run(3));
        }
        MemoryVerifierStore store = MemoryVerifierStore.withJournal(20);
        VerifierOptions small = VerifierOptions.DEFAULT.withWorkers(3).withDevices(9, 90);
        Verifier verifier = open(store, small);
        for (int from = 0; from < 9; from += 3) {
            List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
            for (TestDevice device : devices) {
                verdicts.add(verifier.submit(device.id, device.upload(from, from + 3)));
            }
            for (int i = 0; i < devices.size(); i++) {
                assertThat(verdicts.get(i).get()).isEqualTo(authenticated(devices.get(i), from + 3, false));
            }
            if (from == 3) {
                verifier.close();
                verifier = open(store, small);
            }
        }
        VerifierStatistics statistics = verifier.statistics();
        assertThat(statistics.recordsReplayed()).isEqualTo(120);
        assertThat(statistics.authenticated()).isEqualTo(40);
        assertThat(statistics.evictions()).isGreaterThanOrEqualTo(31);
        assertThat(statistics.requestsWaiting()).isZero();
        assertThat(statistics.recordsWaiting()).isZero();
        verifier.close();
        for (TestDevice device : devices) {
            try (DeviceHistory history = new HistoryLoader(store, id -> Optional.empty())
                    .load(device.id)
                    .orElseThrow()
                    .history()) {
                assertThat(history.state().serialise()).isEqualTo(device.state.serialise());
            }
        }
    }

    @Test
    void uploadsThatWaitAreOneVisitInTheOrderOfTheirRecords() throws Exception {
        TestDevice device = enrol(50).run(4).run(4).run(4);
        try (Verifier verifier = open(MemoryVerifierStore.withoutJournal(), LATER)) {
            CompletableFuture<Verdict> third = verifier.submit(device.id, device.upload(8, 12));
            CompletableFuture<Verdict> first = verifier.submit(device.id, device.upload(0, 4));
            CompletableFuture<Verdict> second = verifier.submit(device.id, device.upload(4, 8));
            CompletableFuture<Verdict> again = verifier.submit(device.id, device.upload(0, 4));
            assertThat(third).isNotDone();
            verifier.flush().get();
            assertThat(first.get()).isEqualTo(authenticated(device, 4, false));
            assertThat(again.get()).isEqualTo(authenticated(device, 4, true));
            assertThat(second.get()).isEqualTo(authenticated(device, 8, false));
            assertThat(third.get()).isEqualTo(authenticated(device, 12, false));
            assertThat(verifier.statistics().visits()).isEqualTo(1);
            assertThat(verifier.statistics().cacheHits()).isEqualTo(1);
        }
    }

    @Test
    void aVisitComesWhenEnoughRecordsWait() throws Exception {
        TestDevice device = enrol(51).run(4).run(4);
        VerifierOptions options = LATER.withVisits(8, Duration.ofHours(1));
        try (Verifier verifier = open(MemoryVerifierStore.withoutJournal(), options)) {
            CompletableFuture<Verdict> first = verifier.submit(device.id, device.upload(0, 4));
            CompletableFuture<Verdict> second = verifier.submit(device.id, device.upload(4, 8));
            assertThat(second.get()).isEqualTo(authenticated(device, 8, false));
            assertThat(first.get()).isEqualTo(authenticated(device, 4, false));
        }
    }

    @Test
    void aVisitComesWhenTheOldestUploadHasWaited() throws Exception {
        TestDevice device = enrol(52).run(4);
        VerifierOptions options = LATER.withVisits(1_000, Duration.ofMillis(20));
        try (Verifier verifier = open(MemoryVerifierStore.withoutJournal(), options)) {
            assertThat(verifier.submit(device.id, device.upload(0, 4)).get(60, TimeUnit.SECONDS))
                    .isEqualTo(authenticated(device, 4, false));
        }
    }

    @Test
    void whateverIsFullSaysBusy() throws Exception {
        TestDevice one = enrol(53).run(4).run(4);
        TestDevice two = enrol(54).run(4);
        VerifierOptions narrow = LATER.withDevices(1, 1).withWaiting(1, 65_536);
        try (Verifier verifier = open(MemoryVerifierStore.withoutJournal(), narrow)) {
            CompletableFuture<Verdict> taken = verifier.submit(one.id, one.upload(0, 4));
            failsWith(verifier.submit(one.id, one.upload(4, 8)), VerifierException.Kind.BUSY);
            failsWith(verifier.submit(two.id, two.upload(0, 4)), VerifierException.Kind.BUSY);
            List<FingerprintClaim> claim = List.of(new FingerprintClaim(65_533, new byte[64]));
            Upload large = new Upload(0, Collections.nCopies(65_533, one.ters.get(0)), claim);
            failsWith(verifier.submit(two.id, large), VerifierException.Kind.BUSY);
            verifier.flush().get();
            assertThat(taken.get()).isEqualTo(authenticated(one, 4, false));
            assertThat(verifier.statistics().recordsWaiting()).isZero();
        }
    }

    @Test
    void nothingIsToldBeforeItIsDurable() throws Exception {
        TestDevice device = enrol(55).run(4);
        Gate store = new Gate();
        Verifier verifier = open(store, VerifierOptions.DEFAULT);
        CompletableFuture<Verdict> verdict = verifier.submit(device.id, device.upload(0, 4));
        CompletableFuture<Verdict> repeated = verifier.submit(device.id, device.upload(0, 4));
        CompletableFuture<Optional<ResonanceKeys>> keys = verifier.keys(device.id);
        assertThatThrownBy(() -> keys.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(verdict).isNotDone();
        assertThat(repeated).isNotDone();
        store.open.countDown();
        assertThat(verdict.get()).isEqualTo(authenticated(device, 4, false));
        assertThat(repeated.get()).isEqualTo(authenticated(device, 4, true));
        try (ResonanceKeys told = keys.get().orElseThrow()) {
            assertThat(told.count()).isEqualTo(4);
            assertThat(told.wSecret()).isEqualTo(device.state.wSecret());
            assertThat(told.fingerprint()).isEqualTo(device.state.fingerprint());
        }
        verifier.close();
    }

    @Test
    void afterALostChangeNothingIsToldUntilItIsOpenedAgain() throws Exception {
        TestDevice device = enrol(56).run(4).run(4);
        Gate store = new Gate();
        store.broken = true;
        store.open.countDown();
        Verifier verifier = open(store, VerifierOptions.DEFAULT);
        failsWith(verifier.submit(device.id, device.upload(0, 4)), VerifierException.Kind.FAILED);
        store.broken = false;
        failsWith(verifier.submit(device.id, device.upload(0, 4)), VerifierException.Kind.FAILED);
        failsWith(verifier.keys(device.id), VerifierException.Kind.FAILED);
        verifier.close();
        try (Verifier again = open(store, VerifierOptions.DEFAULT)) {
            assertThat(again.submit(device.id, device.upload(0, 4)).get()).isEqualTo(authenticated(device, 4, false));
        }
    }

    @Test
    void quarantineOutlivesARestartAndEndsOnRequest() throws Exception {
        TestDevice device = enrol(57).run(8).run(8);
        TestDevice copy = TestDevice.copyOf(device, 57, 8, 5, 0).run(4);
        MemoryVerifierStore store = MemoryVerifierStore.withJournal(100);
        Verdict.Quarantine told;
        try (Verifier verifier = open(store, VerifierOptions.DEFAULT)) {
            verifier.submit(device.id, device.upload(0, 16)).get();
            told = (Verdict.Quarantine)
                    verifier.submit(device.id, copy.upload(0, 12)).get();
            assertThat(told.reason()).isEqualTo(Reason.CLONE);
            assertThat(verifier.keys(device.id).get()).isEmpty();
        }
        try (Verifier verifier = open(store, VerifierOptions.DEFAULT)) {
            assertThat(verifier.submit(device.id, device.upload(16, 16)).get()).isEqualTo(told);
            assertThat(verifier.statistics().quarantined()).containsEntry(Reason.CLONE, 1L);
            assertThat(verifier.reinstate(device.id).get()).isTrue();
            assertThat(verifier.reinstate(device.id).get()).isFalse();
            assertThat(verifier.submit(device.id, device.upload(16, 16)).get())
                    .isEqualTo(authenticated(device, 16, true));
        }
    }

    @Test
    void whoIsNotEnrolledIsNotJudged() throws Exception {
        TestDevice stranger = new TestDevice(58).run(4);
        Verifier verifier = open(MemoryVerifierStore.withoutJournal(), VerifierOptions.DEFAULT);
        failsWith(verifier.submit(stranger.id, stranger.upload(0, 4)), VerifierException.Kind.NO_BASELINE);
        failsWith(verifier.keys(stranger.id), VerifierException.Kind.UNKNOWN_DEVICE);
        verifier.baseline(stranger.id, ENROLLED);
        failsWith(verifier.submit(stranger.id, stranger.upload(0, 4)), VerifierException.Kind.UNKNOWN_DEVICE);
        verifier.close();
        verifier.close();
        failsWith(verifier.submit(stranger.id, stranger.upload(0, 4)), VerifierException.Kind.CLOSED);
        failsWith(verifier.flush(), VerifierException.Kind.CLOSED);
    }

    @Test
    void damageOfOneDeviceDoesNotStopTheOthers() throws Exception {
        TestDevice good = enrol(59).run(4);
        TestDevice bad = enrol(60).run(4);
        MemoryVerifierStore store = MemoryVerifierStore.withoutJournal();
        store.save(bad.id, 1, new byte[100]);
        try (Verifier verifier = open(store, VerifierOptions.DEFAULT)) {
            assertThatThrownBy(() -> verifier.submit(bad.id, bad.upload(0, 4)).get())
                    .cause()
                    .isInstanceOfSatisfying(
                            NeuroException.class,
                            e -> assertThat(e.kind()).isEqualTo(NeuroException.Kind.STATE_DAMAGED));
            assertThat(verifier.submit(good.id, good.upload(0, 4)).get()).isEqualTo(authenticated(good, 4, false));
        }
    }

    /** It keeps the journal long, but it may not keep a worker from its work. */
    @Test
    void anOverdueDeviceThatIsDamagedDoesNotStopTheOthers() throws Exception {
        TestDevice good = enrol(61).run(4);
        TestDevice bad = enrol(62).run(4);
        MemoryVerifierStore store = MemoryVerifierStore.withJournal(1);
        store.save(bad.id, 1, new byte[100]);
        for (long revision = 2; revision < 8; revision++) {
            store.append(List.of(new JournalEntry.Records(bad.id, revision, 0, List.of(), List.of())));
        }
        assertThat(store.crowded()).isTrue();
        try (Verifier verifier = open(store, VerifierOptions.DEFAULT)) {
            assertThat(verifier.submit(good.id, good.upload(0, 4)).get()).isEqualTo(authenticated(good, 4, false));
            assertThat(verifier.submit(good.id, good.upload(4, 4)).get()).isEqualTo(authenticated(good, 4, true));
        }
        assertThat(store.load(bad.id).later()).hasSize(6);
        assertThat(store.load(good.id).history()).isPresent();
    }

    @Test
    void itCannotBeClosedFromAnAnswer() throws Exception {
        TestDevice device = enrol(63).run(4);
        Gate store = new Gate();
        Verifier verifier = open(store, VerifierOptions.DEFAULT);
        CompletableFuture<Void> closed = verifier.submit(device.id, device.upload(0, 4))
                .thenAccept(verdict -> {
                    assertThatThrownBy(verifier::close).isInstanceOf(IllegalStateException.class);
                });
        store.open.countDown();
        closed.get();
        verifier.close();
    }
}
