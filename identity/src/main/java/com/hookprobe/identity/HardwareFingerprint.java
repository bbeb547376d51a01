package com.hookprobe.identity;

import java.time.Instant;
import java.util.Arrays;

/**
 * A node's hardware as it was when the node was enrolled, the time of that, and a 32-byte hash of both. (identity.md,
 * section 6.)
 *
 * <p>The hash is SHA-256(label || 00 || enrolment time u64 || kind || fields), big-endian: the seed's inputs, labelled and
 * with lengths. The time is that of the enrolment for ever, so an unchanged machine gives the same hash whenever it is asked.
 * Only the hash leaves the machine: serial numbers and MAC addresses are personal data.
 *
 * <p>The fingerprint is a plausibility check, not a proof: all of its fields can be forged by whoever has root, and a virtual
 * machine that is copied whole has them all. The device key is the proof of identity.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class HardwareFingerprint {
    /** Length of the hash in bytes. */
    public static final int BYTES = 32;

    /** The last second of the year 9999. */
    static final long SECONDS_MAX = 253_402_300_799L;

    /** Length of the longest record in bytes. */
    static final int BYTES_MAX = 13 + HardwareReading.BODY_BYTES_MAX;

    private static final byte[] MAGIC = Bytes.ascii("HPHW");
    private static final int VERSION = 2;

    private final HardwareReading reading;
    private final long enrolledSeconds;

    HardwareFingerprint(HardwareReading reading, long enrolledSeconds) {
        if (enrolledSeconds < 0 || enrolledSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException(
                    "enrolment time: expected 1970 to 9999, found second " + enrolledSeconds);
        }
        this.reading = reading;
        this.enrolledSeconds = enrolledSeconds;
    }

    /** Returns what was read. */
    public HardwareReading reading() {
        return reading;
    }

    /** Returns when the node was enrolled; whole seconds. */
    public Instant enrolled() {
        return Instant.ofEpochSecond(enrolledSeconds);
    }

    /** Returns the 32-byte hash; a new array. */
    public byte[] hash() {
        return Bytes.sha256(Bytes.labelled(IdentityLabels.HARDWARE, body()));
    }

    /** Returns the same node's fingerprint on the hardware that was read now: the time of its enrolment stays. */
    public HardwareFingerprint on(HardwareReading now) {
        return new HardwareFingerprint(now, enrolledSeconds);
    }

    /** As {@link #compare(HardwareReading, int)} with {@link HardwareComparison#TOLERANCE_DEFAULT}. */
    public HardwareComparison compare(HardwareReading now) {
        return compare(now, HardwareComparison.TOLERANCE_DEFAULT);
    }

    /**
     * Compares the hardware under the program now with that of the enrolment.
     *
     * @param tolerance how many differences are tolerated, 0..{@link HardwareComparison#TOLERANCE_MAX}
     */
    public HardwareComparison compare(HardwareReading now, int tolerance) {
        return HardwareComparison.of(
                new HardwareComparison.Machine(reading.kind(), reading.fields()),
                new HardwareComparison.Machine(now.kind(), now.fields()),
                tolerance);
    }

    /** Returns the record of all of it, for the node's own keystore; it holds serial numbers, so it stays at home. */
    public byte[] encode() {
        return Bytes.concat(MAGIC, new byte[] {VERSION}, body());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws RecordException FORMAT or VERSION
     */
    public static HardwareFingerprint decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("hardware record", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        long enrolled = in.u64("enrolment time", SECONDS_MAX);
        HardwareFingerprint found = new HardwareFingerprint(HardwareReading.decodeFrom(in), enrolled);
        in.end();
        // One encoding per fingerprint: unsorted, doubled, over-long or unclean values do not come back as they were.
        if (!Arrays.equals(found.encode(), record)) {
            throw in.malformed("expected canonical values");
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareFingerprint that
                && enrolledSeconds == that.enrolledSeconds
                && reading.equals(that.reading);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(enrolledSeconds) + reading.hashCode();
    }

    /** Names time, kind and fields, not their values. */
    @Override
    public String toString() {
        return "HardwareFingerprint[" + enrolled() + " " + reading + "]";
    }

    private byte[] body() {
        RecordWriter out = new RecordWriter().u64(enrolledSeconds);
        reading.encodeTo(out);
        return out.toBytes();
    }
}
