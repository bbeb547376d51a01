package com.hookprobe.qsecbit.federation.core.fingerprint;

import com.hookprobe.qsecbit.federation.Hashing;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the traffic of one host in one window looks like: 256 signed bytes (FINGERPRINT 4). The same flows give the same
 * bytes everywhere, in whatever order they come; similar traffic gives bytes that point the same way. Immutable.
 */
public final class Fingerprint {
    /** The length in bytes. */
    public static final int BYTES = 256;

    /** How many flows a window holds at most. */
    public static final int FLOWS_MAX = 4096;

    /** How many bands it is told by (FINGERPRINT 6). */
    public static final int BANDS = 16;

    /** How many equal bands make a match. */
    public static final int BANDS_MATCHING = 2;

    private static final int BAND_BITS = BYTES / BANDS;
    private static final int PEAK = 127;
    private static final long THOUSAND_SQUARED = 1_000_000;

    private final byte[] bytes;

    private Fingerprint(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The fingerprint of a window.
     *
     * @param flows what one host opened, 1 to 4,096 flows, in any order
     * @throws IllegalArgumentException for another number of flows
     */
    public static Fingerprint of(List<FlowFacts> flows) {
        if (flows.isEmpty() || flows.size() > FLOWS_MAX) {
            throw new IllegalArgumentException("a window has 1 to " + FLOWS_MAX + " flows, got " + flows.size());
        }
        int[] projected = Projection.of(FeatureHistogram.of(flows));
        int peak = Arrays.stream(projected).map(Math::abs).max().orElse(0);
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES && peak > 0; i++) {
            // Rounded to the nearest, halves away from zero.
            bytes[i] = (byte) ((2L * PEAK * projected[i] + Integer.signum(projected[i]) * (long) peak) / (2L * peak));
        }
        return new Fingerprint(bytes);
    }

    /**
     * The fingerprint that these bytes are.
     *
     * @throws IllegalArgumentException when they are not 256, or one of them is -128
     */
    public static Fingerprint ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a fingerprint has " + BYTES + " bytes, got " + bytes.length);
        }
        for (byte value : bytes) {
            if (value == Byte.MIN_VALUE) {
                throw new IllegalArgumentException("a fingerprint's bytes lie in -127..127");
            }
        }
        return new Fingerprint(bytes.clone());
    }

    /** The 256 signed bytes, a new array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The cosine of the angle to another, in thousandths rounded towards zero: -1000 to 1000; 0 when one of them is all zeros. */
    public int cosine(Fingerprint other) {
        long dot = dot(bytes, other.bytes);
        long norms = dot(bytes, bytes) * dot(other.bytes, other.bytes);
        if (norms == 0) {
            return 0;
        }
        // At most (256 * 127^2)^2 * 10^6, which is below 2^64 and above 2^63.
        long squared = Long.divideUnsigned(dot * dot * THOUSAND_SQUARED, norms);
        return Long.signum(dot) * squareRoot(squared);
    }

    /**
     * What is reported of it, 16 values of type behaviour: each is SHA-256(label, 0, band u8, the signs of 16 of the
     * bytes), so that similar fingerprints have some of them in common.
     */
    public List<IndicatorValue> bands() {
        List<IndicatorValue> values = new ArrayList<>();
        for (int band = 0; band < BANDS; band++) {
            int signs = 0;
            for (int i = 0; i < BAND_BITS; i++) {
                signs = signs << 1 | (bytes[band * BAND_BITS + i] > 0 ? 1 : 0);
            }
            byte[] says = ByteBuffer.allocate(3)
                    .put((byte) band)
                    .putShort((short) signs)
                    .array();
            values.add(IndicatorValue.digest(IndicatorType.BEHAVIOUR, Hashing.sha256(FingerprintLabels.BAND, says)));
        }
        return values;
    }

    /** True when at least two bands are equal: what a site that knows the other one's bands only can tell (FINGERPRINT 6). */
    public boolean matches(Fingerprint other) {
        List<IndicatorValue> theirs = other.bands();
        return bands().stream().filter(theirs::contains).count() >= BANDS_MATCHING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint fingerprint && Arrays.equals(fingerprint.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static long dot(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < BYTES; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The whole part of the square root of 0 to 10^6. */
    private static int squareRoot(long square) {
        int root = 0;
        for (int bit = 512; bit > 0; bit >>= 1) {
            long tried = root + bit;
            root = tried * tried <= square ? (int) tried : root;
        }
        return root;
    }
}
