package com.hookprobe.neuro.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.verify.SimWorld.Life;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Reason;
import com.hookprobe.neuro.verify.core.TestDevice;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A device of the simulation: uploads its life in steps of {@link #STEP} records until all of it is acknowledged. */
final class SimDevice {
    static final int STEP = 4;

    final DeviceId id;
    final Life life;
    /** A second life of the same device; its uploads begin when {@link #secondFrom} is acknowledged. */
    private final Optional<Life> second;

    private final int secondFrom;
    private final boolean firstGoesOn;
    final Optional<Reason> expected;
    IntegrityBaseline baseline = IntegrityBaseline.of(TestDevice.INTEGRITY);
    private int made;
    private int acknowledged;
    private long greatestTold;
    private boolean secondLives;
    Optional<Verdict.Quarantine> quarantine = Optional.empty();

    SimDevice(
            DeviceId id,
            Life life,
            Optional<Life> second,
            int secondFrom,
            boolean firstGoesOn,
            Optional<Reason> expected) {
        this.id = id;
        this.life = life;
        this.second = second;
        this.secondFrom = secondFrom;
        this.firstGoesOn = firstGoesOn;
        this.expected = expected;
    }

    /** What it sends this time. */
    List<Upload> uploads() {
        made = Math.min(made + STEP, life.ters().size());
        List<Upload> uploads = new ArrayList<>();
        secondLives |= second.isPresent() && acknowledged >= secondFrom;
        if (!secondLives || firstGoesOn) {
            uploads.add(upload(life, acknowledged, made));
        }
        if (secondLives) {
            uploads.add(
                    upload(second.orElseThrow(), 0, second.orElseThrow().ters().size()));
        }
        return uploads;
    }

    private static Upload upload(Life life, int from, int to) {
        List<FingerprintClaim> claims = new ArrayList<>();
        for (int count = from + 1; count <= to; count++) {
            Optional.ofNullable(life.claims().get(count)).ifPresent(claims::add);
        }
        if (from == to) {
            claims.add(life.claims().get(to));
        }
        return new Upload(from, life.ters().subList(from, to), claims);
    }

    /** The verifier has said it, and has to stand by it from now on. */
    void toldByVerifier(Verdict verdict) {
        if (verdict instanceof Verdict.Authenticated told) {
            greatestTold = Math.max(greatestTold, told.count());
            // A copy may be faster than the first life: then its fingerprints are the ones that were confirmed.
            Life lived = second.filter(other -> isOf(other, told)).orElse(life);
            assertThat(isOf(lived, told)).as("fingerprint at %s", told.count()).isTrue();
        }
        if (verdict instanceof Verdict.Quarantine told) {
            assertThat(Optional.of(told.reason())).as(told.evidence().explain()).isEqualTo(expected);
            quarantine.ifPresent(before -> assertThat(told).isEqualTo(before));
            quarantine = Optional.of(told);
        }
    }

    private static boolean isOf(Life life, Verdict.Authenticated told) {
        return Arrays.equals(life.claims().get((int) told.count()).fingerprint(), told.fingerprint());
    }

    /** The verdict has reached the device. */
    void heard(Upload upload, Verdict verdict) {
        boolean toSecond =
                second.isPresent() && upload.ters().equals(second.get().ters());
        if (toSecond) {
            return;
        }
        if (verdict instanceof Verdict.Authenticated told) {
            acknowledged = Math.max(acknowledged, (int) told.count());
        } else if (verdict instanceof Verdict.Missing missing) {
            acknowledged = Math.min((int) missing.have(), made);
        }
    }

    void requireKept(DeviceHistory history) {
        assertThat(history.count()).as("count of %s", id).isGreaterThanOrEqualTo(greatestTold);
    }
}
