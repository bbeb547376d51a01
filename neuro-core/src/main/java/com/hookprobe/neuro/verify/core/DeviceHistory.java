package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.WeightBackup;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * All that a verifier knows of one device: its weights, its last records and results, and how it stands. NEURO 9.21.
 *
 * <p>About 175 kB. It moves only through {@link #judge} and {@link #reinstate}, which say what they changed, and through
 * {@link #apply}, which repeats such a change after a crash. Secret, because the weights are; {@link #close} wipes it. Not
 * thread-safe.
 */
public final class DeviceHistory implements AutoCloseable {
    /** No serialised history is longer. */
    public static final int SERIALISED_BYTES_MAX = HistoryCodec.BYTES_MAX;

    private final DeviceId device;
    private final WeightState state;
    final RecordRing ring;
    final VerifiedResults results;
    private long revision;
    private Standing standing;

    DeviceHistory(
            DeviceId device,
            WeightState state,
            RecordRing ring,
            VerifiedResults results,
            long revision,
            Standing standing) {
        this.device = device;
        this.state = state;
        this.ring = ring;
        this.results = results;
        this.revision = revision;
        this.standing = standing;
    }

    /**
     * A device that was never seen.
     *
     * @param seed 32 bytes; copied
     */
    public static DeviceHistory fromSeed(DeviceId device, byte[] seed) {
        return new DeviceHistory(
                device, WeightState.fromSeed(seed), new RecordRing(), new VerifiedResults(), 0, Standing.ok());
    }

    /**
     * Reads what {@link #serialise} gave.
     *
     * @throws NeuroException of kind STATE_DAMAGED for any other bytes
     */
    public static DeviceHistory deserialise(byte[] bytes) throws NeuroException {
        return HistoryCodec.decode(bytes, null);
    }

    /**
     * The same in the arrays of a history that was closed, which is of no use afterwards.
     *
     * @param room closed
     */
    public static DeviceHistory deserialise(byte[] bytes, DeviceHistory room) throws NeuroException {
        return HistoryCodec.decode(bytes, room);
    }

    /** Everything, see NEURO 9.24. Secret: seal it before it touches a disk, and wipe it. */
    public byte[] serialise() {
        return HistoryCodec.encode(this);
    }

    /** Whose history this is. */
    public DeviceId device() {
        return device;
    }

    /** Records that have moved the weights. */
    public long count() {
        return state.count();
    }

    /** Number of the last change. */
    public long revision() {
        return revision;
    }

    /** How the device stands. */
    public Standing standing() {
        return standing;
    }

    /** The wiped weights of a closed history, for their arrays. */
    WeightState closedState() {
        return state;
    }

    /** The weights; for reading only. */
    public WeightState state() {
        return state;
    }

    /**
     * Judges one upload. The weights move when the verdict is AUTHENTICATED and not otherwise. What costs little comes
     * first: the standing, the known records, chain and integrity, old claims; weights are evolved last. NEURO 9.20.
     *
     * @param nowMicros the verifier's clock
     * @param graceMicros how long changed files are held before they mean quarantine; 0 = not at all
     * @param backup room to go back to; empty before and after
     */
    public Judgement judge(
            Upload upload, IntegrityBaseline baseline, long nowMicros, long graceMicros, WeightBackup backup) {
        Standing before = standing;
        standing = standing.reviewed(baseline, nowMicros, graceMicros);
        if (standing instanceof Standing.Quarantined quarantined) {
            return judged(before, new Verdict.Quarantine(quarantined.evidence()), 0);
        }
        if (standing instanceof Standing.Held held) {
            return judged(before, new Verdict.Held(held.evidence()), 0);
        }
        Optional<Evidence> lifted = before.liftedBy(standing);
        if (lifted.isPresent() && !upload.covers(lifted.get().firstRecord())) {
            // What was found has to come again before it is forgotten that it was found.
            standing = before;
            return judged(before, new Verdict.Missing(count()), 0);
        }
        if (upload.from() > count()) {
            return judged(before, new Verdict.Missing(count()), 0);
        }
        Optional<Evidence> fault = new Overlap(device, ring, state.lastTimestampMicros()).examine(upload, count());
        if (fault.isEmpty()) {
            fault = lifted.flatMap(evidence -> Accusations.replaced(device, evidence, upload, ring));
        }
        if (fault.isEmpty()) {
            fault = NewRecords.examine(device, state.chain(), upload, baseline);
        }
        if (fault.isEmpty()) {
            fault = oldClaims(upload);
        }
        if (fault.isPresent()) {
            return accused(before, fault.get(), nowMicros, graceMicros, 0);
        }
        if (upload.from() < Math.min(ring.first(), count())) {
            // Nothing speaks against these records, and nothing for them: the ring no longer knows them.
            return judged(before, new Verdict.Missing(count()), 0);
        }
        if (upload.end() < count()) {
            return judged(before, remembered(upload), 0);
        }
        return replayed(before, upload, backup);
    }

    /** Ends whatever is held against the device; empty when nothing is. */
    public Optional<JournalEntry> reinstate() {
        Standing before = standing;
        standing = Standing.ok();
        return standingChange(before);
    }

    /**
     * Repeats a change that another object of this history said it had made.
     *
     * @throws IllegalArgumentException when it is not the change that comes next; the history has to be thrown away then
     */
    public void apply(JournalEntry entry) {
        require(entry.device().equals(device), "an entry of device " + entry.device() + ", expected " + device);
        require(entry.revision() == revision + 1, "revision " + entry.revision() + ", expected " + (revision + 1));
        if (entry instanceof JournalEntry.StandingChanged changed) {
            standing = changed.standing();
        } else if (entry instanceof JournalEntry.Records records) {
            require(records.from() == count(), "records from " + records.from() + ", expected " + count());
            records.ters().forEach(ter -> {
                WeightEvolution.step(state, ter);
                ring.add(ter);
            });
            results.addAll(records.verified());
            standing = Standing.ok();
        }
        revision = entry.revision();
    }

    /** True when the weights are those whose fingerprint was authenticated last; hashes all of them. */
    public boolean agreesWithLastResult() {
        Optional<FingerprintClaim> last = results.at(count());
        return last.isEmpty() || MessageDigest.isEqual(last.get().fingerprint(), state.fingerprint());
    }

    /** Wipes the weights. */
    @Override
    public void close() {
        state.close();
    }

    /** NEURO 9.20: claims at counts that lie behind are compared when the result is still kept. */
    private Optional<Evidence> oldClaims(Upload upload) {
        for (FingerprintClaim claim : upload.claims()) {
            Optional<FingerprintClaim> known = claim.count() <= count() ? results.at(claim.count()) : Optional.empty();
            if (known.isPresent() && !MessageDigest.isEqual(known.get().fingerprint(), claim.fingerprint())) {
                return Optional.of(diverged(upload, claim, known.get().fingerprint(), claim.count()));
            }
        }
        return Optional.empty();
    }

    /** An upload that ends behind the present count, with nothing wrong in it. */
    private Verdict remembered(Upload upload) {
        FingerprintClaim claim = upload.lastClaim();
        return results.at(upload.end()).isPresent()
                ? new Verdict.Authenticated(claim.count(), claim.fingerprint(), true)
                : new Verdict.Missing(count());
    }

    /** NEURO 9.2, in place: the backup brings the weights back when a claim is not met. */
    private Judgement replayed(Standing before, Upload upload, WeightBackup backup) {
        long have = count();
        List<FingerprintClaim> open = upload.claims().stream()
                .filter(claim -> claim.count() > have
                        || (claim.count() == have && results.at(have).isEmpty()))
                .toList();
        if (open.isEmpty()) {
            return judged(before, remembered(upload), 0);
        }
        int known = (int) (have - upload.from());
        boolean met = false;
        backup.take(state);
        try {
            for (FingerprintClaim claim : open) {
                while (count() < claim.count()) {
                    WeightEvolution.step(state, upload.ters().get((int) (count() - upload.from())));
                }
                if (!MessageDigest.isEqual(state.fingerprint(), claim.fingerprint())) {
                    int evolved = (int) (count() - have);
                    Evidence evidence = diverged(upload, claim, state.fingerprint(), lastAgreed(open, claim, have));
                    return accused(before, evidence, 0, 0, evolved);
                }
            }
            met = true;
        } finally {
            if (!met) {
                backup.putBack(state);
            }
            backup.forget();
        }
        var fresh = upload.ters().subList(known, upload.ters().size());
        fresh.forEach(ring::add);
        results.addAll(open);
        revision++;
        FingerprintClaim last = upload.lastClaim();
        return new Judgement(
                new Verdict.Authenticated(last.count(), last.fingerprint(), false),
                Optional.of(new JournalEntry.Records(device, revision, have, fresh, open)),
                fresh.size());
    }

    private static long lastAgreed(List<FingerprintClaim> open, FingerprintClaim failed, long have) {
        long agreed = have;
        for (FingerprintClaim claim : open) {
            if (claim.count() < failed.count()) {
                agreed = claim.count();
            }
        }
        return agreed;
    }

    private Evidence diverged(Upload upload, FingerprintClaim claim, byte[] actual, long agreed) {
        long last = claim.count() - 1;
        boolean uploaded = last >= upload.from() && last < upload.end();
        boolean kept = last >= ring.first() && last < ring.end();
        long micros = uploaded
                ? upload.ters().get((int) (last - upload.from())).timestampMicros()
                : kept ? ring.timeMicros(last) : 0;
        return Accusations.diverged(
                device,
                agreed,
                claim,
                actual,
                uploaded ? Optional.of(upload.ters().get((int) (last - upload.from()))) : Optional.empty(),
                micros);
    }

    private Judgement accused(Standing before, Evidence evidence, long nowMicros, long graceMicros, int evolved) {
        if (evidence.reason() == Reason.INTEGRITY_CHANGED && graceMicros > 0) {
            standing = new Standing.Held(evidence, nowMicros);
            return judged(before, new Verdict.Held(evidence), evolved);
        }
        standing = new Standing.Quarantined(evidence);
        return judged(before, new Verdict.Quarantine(evidence), evolved);
    }

    private Judgement judged(Standing before, Verdict verdict, int evolved) {
        return new Judgement(verdict, standingChange(before), evolved);
    }

    private Optional<JournalEntry> standingChange(Standing before) {
        if (standing.equals(before)) {
            return Optional.empty();
        }
        revision++;
        return Optional.of(new JournalEntry.StandingChanged(device, revision, standing));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
