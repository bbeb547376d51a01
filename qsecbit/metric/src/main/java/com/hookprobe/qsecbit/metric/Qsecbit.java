package com.hookprobe.qsecbit.metric;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The resilience score of one host: {@code alpha drift + beta p_attack + gamma decay + delta q_drift + epsilon
 * energy_anomaly}, clamped to [0, 1].
 *
 * <p>The same sequence of calls gives the same scores. The caller passes the time, in microseconds since the epoch, from
 * one clock; time that goes backwards is taken as standing still. Not thread-safe: one owner thread.
 *
 * <p>The baselines are learnt only while the last score was GREEN ("GREEN: normal, learning baseline"), so a long attack
 * does not become the new normal. A single term cannot leave GREEN by itself, so a host whose work has changed for good
 * is learnt again.
 */
public final class Qsecbit {
    private static final double DRIFT_STEEPNESS = 3.5;
    private static final double DRIFT_CENTRE = 2.0;
    private static final double ENTROPY_FULL = 0.25;
    /** Added to each share before the entropy is taken, so that a share near zero does not decide alone. */
    private static final double ENTROPY_PRIOR = 0.1;

    private static final byte[] MAGIC = {'H', 'P', 'Q', 'B', 1};

    private final WeightProfile profile;
    private final Baseline baseline = new Baseline(HostReading.SHARES);
    private final Baseline entropyBaseline = new Baseline(1);
    private final EnergyBaseline energyBaseline = new EnergyBaseline();
    private final AttackHistory attacks = new AttackHistory();
    private final ChangeSpeed changeSpeed = new ChangeSpeed();
    private @Nullable HostReading reading;
    private Band lastBand = Band.GREEN;

    private Qsecbit(WeightProfile profile) {
        this.profile = profile;
    }

    /** A score with the seed's weights. */
    public static Qsecbit create() {
        return new Qsecbit(WeightProfile.STANDARD);
    }

    /** A score with the weights of a profile. */
    public static Qsecbit create(WeightProfile profile) {
        return new Qsecbit(profile);
    }

    /**
     * A score that goes on where another one has stood: the same calls give the same scores.
     *
     * @param state what {@link #state()} has given
     * @throws StateException when the bytes are not that
     */
    public static Qsecbit resume(WeightProfile profile, byte[] state) throws StateException {
        Qsecbit qsecbit = new Qsecbit(profile);
        StateReader in = StateReader.open(MAGIC, state);
        qsecbit.baseline.read(in);
        qsecbit.entropyBaseline.read(in);
        qsecbit.energyBaseline.read(in);
        qsecbit.attacks.read(in);
        qsecbit.changeSpeed.read(in);
        qsecbit.lastBand = Band.values()[in.small(Band.values().length - 1)];
        qsecbit.reading = readReading(in);
        in.end();
        return qsecbit;
    }

    /**
     * All that this score remembers. Numbers are IEEE 754 binary64, counts and times u64, big-endian: "HPQB", version u8 = 1;
     * of the baseline of the shares, of their entropy, and of the power the number of readings, means, lower triangle of the
     * covariance (of the power its variance); time and number of detections, count u8 of classes, each name (length u8) and
     * hazard; time and value of decay, and the shares of the classes likewise; band u8; 0, or 1 and four shares, and again
     * 0, or 1 and watts; SHA-256 over label and all before.
     */
    public byte[] state() {
        StateWriter out = new StateWriter(MAGIC);
        baseline.write(out);
        entropyBaseline.write(out);
        energyBaseline.write(out);
        attacks.write(out);
        changeSpeed.write(out);
        out.small(lastBand.ordinal());
        HostReading current = reading;
        out.small(current == null ? 0 : 1);
        if (current != null) {
            for (double share : current.shares()) {
                out.number(share);
            }
            out.small(current.powerWatts().isPresent() ? 1 : 0);
            current.powerWatts().ifPresent(out::number);
        }
        return out.finish();
    }

    private static @Nullable HostReading readReading(StateReader in) throws StateException {
        if (in.small(1) == 0) {
            return null;
        }
        double cpu = in.number();
        double memory = in.number();
        double network = in.number();
        double disk = in.number();
        OptionalDouble watts = in.small(1) == 0 ? OptionalDouble.empty() : OptionalDouble.of(in.number());
        try {
            return new HostReading(cpu, memory, network, disk, watts);
        } catch (IllegalArgumentException e) {
            throw new StateException("the stored score is not valid: " + e.getMessage());
        }
    }

    /** The profile whose weights are used. */
    public WeightProfile profile() {
        return profile;
    }

    /** Takes a reading of the host; the next score measures it against the readings before it. */
    public void observe(HostReading next) {
        HostReading previous = reading;
        // A reading is learnt one step late: the one being judged is never in the baseline it is judged by.
        if (previous != null && lastBand == Band.GREEN) {
            learn(previous);
        }
        reading = next;
    }

    /** Takes a detection; one dated after {@code nowMicros} counts as seen now. */
    public void record(AttackEvidence evidence, long nowMicros) {
        attacks.record(evidence, nowMicros);
    }

    /** The score at a time. */
    public Score score(long nowMicros) {
        attacks.advance(nowMicros);
        HostReading current = reading;
        boolean powerKnown = current != null && current.powerWatts().isPresent();
        Weights weights = profile.weights(powerKnown);
        Score score = Score.of(new Terms(
                drift(current, weights.alpha()),
                new Term("p_attack", attacks.probability(), weights.beta(), attacks.reason()),
                decay(nowMicros, weights.gamma()),
                entropyDrift(current, weights.delta()),
                energy(current, weights.epsilon())));
        lastBand = score.band();
        return score;
    }

    private void learn(HostReading previous) {
        baseline.learn(previous.shares());
        entropyBaseline.learn(new double[] {entropy(previous)});
        previous.powerWatts().ifPresent(energyBaseline::learn);
    }

    private Term drift(@Nullable HostReading current, double weight) {
        if (current == null) {
            return new Term("drift", 0, weight, "no host reading yet");
        }
        if (!baseline.ready()) {
            return new Term("drift", 0, weight, baseline.progress());
        }
        double distance = baseline.distance(current.shares());
        double raw = 1 / (1 + StrictMath.exp(-DRIFT_STEEPNESS * (distance - DRIFT_CENTRE)));
        String reason = String.format(
                Locale.ROOT,
                "Mahalanobis distance %.2f; cpu %.2f memory %.2f network %.2f disk %.2f, usual %.2f %.2f %.2f %.2f",
                distance,
                current.cpu(),
                current.memory(),
                current.network(),
                current.disk(),
                baseline.mean(0),
                baseline.mean(1),
                baseline.mean(2),
                baseline.mean(3));
        return new Term("drift", raw, weight, reason);
    }

    private Term decay(long nowMicros, double weight) {
        double raw = changeSpeed.update(attacks.distribution(), nowMicros);
        String reason = String.format(
                Locale.ROOT, "attack classes change at %.3f per second or did", raw * ChangeSpeed.FULL_SPEED);
        return new Term("decay", raw, weight, reason);
    }

    private Term entropyDrift(@Nullable HostReading current, double weight) {
        if (current == null) {
            return new Term("q_drift", 0, weight, "no host reading yet");
        }
        if (!entropyBaseline.ready()) {
            return new Term("q_drift", 0, weight, entropyBaseline.progress());
        }
        double now = entropy(current);
        double anchor = entropyBaseline.mean(0);
        double raw = Math.min(1, Math.abs(now - anchor) / ENTROPY_FULL);
        return new Term(
                "q_drift", raw, weight, String.format(Locale.ROOT, "entropy %.3f nats, anchor %.3f", now, anchor));
    }

    private Term energy(@Nullable HostReading current, double weight) {
        OptionalDouble watts = current == null ? OptionalDouble.empty() : current.powerWatts();
        if (watts.isEmpty()) {
            return new Term("energy_anomaly", 0, weight, "the host does not tell its power");
        }
        if (!energyBaseline.ready()) {
            String reason = "learning the power, " + energyBaseline.samples() + " of " + EnergyBaseline.SAMPLES_MIN;
            return new Term("energy_anomaly", 0, weight, reason);
        }
        double power = watts.getAsDouble();
        String reason = String.format(
                Locale.ROOT, "%.1f W, %.1f deviations from the usual", power, energyBaseline.deviations(power));
        return new Term("energy_anomaly", energyBaseline.anomaly(power), weight, reason);
    }

    /** Shannon entropy in nats of the shares, taken as a distribution. */
    private static double entropy(HostReading reading) {
        double[] shares = reading.shares();
        double sum = 0;
        for (double share : shares) {
            sum += share + ENTROPY_PRIOR;
        }
        double entropy = 0;
        for (double share : shares) {
            double p = (share + ENTROPY_PRIOR) / sum;
            entropy -= p * StrictMath.log(p);
        }
        return entropy;
    }
}
