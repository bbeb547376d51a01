package com.hookprobe.node.trust;

/**
 * The trust of one node (trust 1 to 3): 0 to 1, slow up and fast down. Fed with what the verifier sees; each resonance epoch
 * (30 s unless configured) gives the next value. The same inputs give the same number on every machine ({@link StrictMath}). Not
 * thread-safe.
 */
public final class TrustScore {
    /** Where an enrolled node begins. */
    public static final double START = 0.5;

    /** Below {@link TrustBand#LIMITED}: a node whose weights do not agree may not report. */
    static final double MISMATCH_MAX = 0.29;

    static final double RISE_RATE = 0.05;
    static final double FALL_RATE = 0.50;
    static final long SILENCE_NS = 600_000_000_000L;
    static final double SILENCE_FACTOR = 0.95;
    /** Of nothing known: half. */
    static final double NEUTRAL = 0.5;

    static final int EPOCHS = 64;
    /** More than the sum of 0.9^i. */
    static final double ALERTS_MAX = 10.000001;

    private static final double VIOLATIONS_SCALE = 4;
    private static final double VIOLATION_HALF_LIFE_EPOCHS = 20;
    /** A witness share is told by the last so many alerts: what is older counts less and less. */
    private static final double WITNESS_MEMORY = 0.9;

    private double trust;
    private TrustBand band;
    /** The newest epoch is bit 0: set when the weights agreed. */
    private long agreed;

    private int epochs;
    private boolean heard;
    private boolean mismatch;
    private boolean revoked;
    private long heardNs;
    private double qsecbit;
    private double violations;
    private double confirmed;
    private double alerts;

    public TrustScore(double start, long nowNs) {
        if (!(start >= 0 && start <= 1)) {
            throw new IllegalArgumentException("trust to begin with must be 0 to 1, is " + start);
        }
        this.trust = start;
        this.band = TrustBand.of(start);
        this.heardNs = nowNs;
    }

    /** Goes on from where another score was. */
    static TrustScore of(TrustState state, long nowNs) {
        TrustScore score = new TrustScore(state.trust(), nowNs - state.silentNs());
        score.band = state.band();
        score.agreed = state.agreed();
        score.epochs = state.epochs();
        score.heard = state.heard();
        score.mismatch = state.mismatch();
        score.revoked = state.revoked();
        score.qsecbit = state.qsecbit();
        score.violations = state.violations();
        score.confirmed = state.confirmed();
        score.alerts = state.alerts();
        return score;
    }

    /** Where it is. */
    public TrustState state(long nowNs) {
        long silentNs = Math.min(TrustState.SILENT_NS_MAX, Math.max(0, nowNs - heardNs));
        return new TrustState(
                trust,
                band,
                agreed & known(epochs),
                epochs,
                heard,
                mismatch,
                revoked,
                silentNs,
                qsecbit,
                violations,
                confirmed,
                alerts);
    }

    /** True when the node lost its trust for good. */
    public boolean revoked() {
        return revoked;
    }

    /** 0 to 1. */
    public double trust() {
        return trust;
    }

    /** Trust as others are told of it: no more than the band holds that the node is in, so that all judge alike. */
    public double granted() {
        return Math.min(trust, band.ceiling());
    }

    public TrustBand band() {
        return band;
    }

    /** Its records were replayed, and the weights agree. */
    public void onMatch(long nowNs) {
        heard = true;
        mismatch = false;
        heardNs = nowNs;
    }

    /** They do not agree, or are held until they are explained. Takes effect at once. */
    public void onMismatch(long nowNs) {
        heard = true;
        mismatch = true;
        heardNs = nowNs;
        cut();
    }

    /** The node lost its resonance for good, or an operator revoked it. Takes effect at once, for ever. */
    public void onRevoked() {
        revoked = true;
        cut();
    }

    /** The score that the node reported of itself, 0 to 1. */
    public void onQsecbit(double value) {
        qsecbit = Math.min(1, Math.max(0, value));
    }

    /** It broke a rule: malformed, refused or forged messages. */
    public void onViolation() {
        violations++;
    }

    /** An alert of its was confirmed by others, or was found to be wrong. */
    public void onWitness(boolean confirms) {
        confirmed = confirmed * WITNESS_MEMORY + (confirms ? 1 : 0);
        alerts = alerts * WITNESS_MEMORY + 1;
    }

    /** An epoch is over. */
    public TrustTerms onEpoch(long nowNs) {
        if (heard) {
            agreed = agreed << 1 | (mismatch ? 0 : 1);
            epochs = Math.min(EPOCHS, epochs + 1);
            heard = false;
        }
        double resonance = epochs == 0 ? NEUTRAL : Long.bitCount(agreed & known(epochs)) / (double) epochs;
        double behaviour = StrictMath.exp(-violations / VIOLATIONS_SCALE);
        double witness = alerts == 0 ? NEUTRAL : confirmed / alerts;
        double before = trust;
        double raw = TrustTerms.raw(resonance, 1 - qsecbit, behaviour, witness);
        if (nowNs - heardNs > SILENCE_NS) {
            // Silence is no offence; but what was known grows old, until as much is known as of a new node.
            trust = aged(trust, 1);
        } else {
            trust += (raw > trust ? RISE_RATE : FALL_RATE) * (raw - trust);
        }
        violations *= StrictMath.pow(0.5, 1 / VIOLATION_HALF_LIFE_EPOCHS);
        cut();
        return new TrustTerms(resonance, 1 - qsecbit, behaviour, witness, before, trust, limit());
    }

    /** What is left of a trust after so many epochs of silence. */
    static double aged(double trust, long silentEpochs) {
        return trust > START ? START + StrictMath.pow(SILENCE_FACTOR, silentEpochs) * (trust - START) : trust;
    }

    /** A bit for each epoch that is known. */
    static long known(int epochs) {
        return epochs == EPOCHS ? -1 : (1L << epochs) - 1;
    }

    static double limit(boolean revoked, boolean mismatch) {
        return revoked ? 0 : mismatch ? MISMATCH_MAX : 1;
    }

    private double limit() {
        return limit(revoked, mismatch);
    }

    private void cut() {
        trust = Math.min(trust, limit());
        band = band.next(trust);
    }
}
