package com.hookprobe.node.trust;

/** What a node may do, by its trust (trust 4). */
public enum TrustBand {
    /** Only its heartbeat and its TERs are taken; closed after some minutes. */
    QUARANTINE(0),
    /** May report, and read files, both slowly; no files are taken from it, and no circuits are opened for it. */
    LIMITED(0.30),
    /** May do what its tier may. */
    STANDARD(0.50),
    /** Its word alone may count for a grave matter (federation 1.3). */
    FULL(0.80);

    /** A node rises into a band only so much above its bound, so that it does not flutter. */
    static final double RISE = 0.05;

    /** Bytes a second of a {@link #LIMITED} node: of files that it reads, and of messages that are taken from it. */
    public static final int LIMITED_BYTES_PER_SECOND = 64 << 10;

    /** The trust of 1.0 in a certificate. */
    public static final double CERTIFIED_ONE = 65_535;

    private final double bound;

    TrustBand(double bound) {
        this.bound = bound;
    }

    /** The lowest trust of this band, 0 to 1. */
    public double bound() {
        return bound;
    }

    /** The highest trust of this band, 0 to 1. */
    double ceiling() {
        return this == FULL ? 1 : Math.nextDown(values()[ordinal() + 1].bound);
    }

    public boolean mayReport() {
        return this != QUARANTINE;
    }

    public boolean mayReadFiles() {
        return this != QUARANTINE;
    }

    public boolean mayWriteFiles() {
        return compareTo(STANDARD) >= 0;
    }

    /** Whether others introduce it and carry its circuits; its reports are handed on whatever its band (trust 5.4). */
    public boolean mayBeRelayed() {
        return compareTo(STANDARD) >= 0;
    }

    /** What it may move, 0 for no bound of its band's. */
    public int bytesPerSecondMax() {
        return this == LIMITED ? LIMITED_BYTES_PER_SECOND : 0;
    }

    /** The band of a trust, for a node of which nothing else is known. */
    public static TrustBand of(double trust) {
        TrustBand band = QUARANTINE;
        for (TrustBand each : values()) {
            if (trust >= each.bound) {
                band = each;
            }
        }
        return band;
    }

    /**
     * Trust as a certificate says it, of 65,535: rounded down, but not out of its band, so that who reads it judges as the
     * verifier does.
     */
    public static int certified(double trust) {
        int down = (int) Math.floor(trust * CERTIFIED_ONE);
        return of(down / CERTIFIED_ONE) == of(trust) ? down : down + 1;
    }

    /** The band after this one: down as soon as the trust is below the bound, up only {@link #RISE} above it. */
    TrustBand next(double trust) {
        TrustBand reached = of(trust);
        if (reached.compareTo(this) <= 0) {
            return reached;
        }
        TrustBand risen = of(Math.max(0, trust - RISE));
        return risen.compareTo(this) > 0 ? risen : this;
    }
}
