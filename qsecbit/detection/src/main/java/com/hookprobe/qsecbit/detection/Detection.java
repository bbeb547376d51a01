package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.AttackEvidence;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A detected attack.
 *
 * @param id 32 hex digits; the same detection of the same recording always has the same id
 * @param kind what it is
 * @param source who does it: the attacker, or the suspicious host of our own when {@code internal};
 *     {@link IpAddress#NONE} when only its hardware address is known, or nobody can say who it is
 * @param sourceMac the hardware address of who does it, {@link MacAddress#NONE} when it does not matter
 * @param target whom it hits, {@link IpAddress#NONE} when there is no single one
 * @param severity how bad
 * @param confidence how sure, in [0, 1]
 * @param firstMicros the first event of it, microseconds since the epoch
 * @param lastMicros the last event of it so far
 * @param evidence one line for a human
 * @param evidenceNumber the number that crossed a threshold, 1 for a single event
 * @param detector which detector says so
 * @param sensor which sensor saw it
 * @param internal true when the source is a host of our own: the other side may be a bystander and must not be banned
 */
public record Detection(
        String id,
        AttackKind kind,
        IpAddress source,
        MacAddress sourceMac,
        IpAddress target,
        Severity severity,
        double confidence,
        long firstMicros,
        long lastMicros,
        String evidence,
        double evidenceNumber,
        String detector,
        String sensor,
        boolean internal) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the confidence is outside [0, 1], or there is neither a source nor a target
     */
    public Detection {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], got " + confidence);
        }
        if (source.isUnspecified() && !sourceMac.isPresent() && target.isUnspecified()) {
            throw new IllegalArgumentException("a detection needs a source or a target");
        }
    }

    /** What this means to the Qsecbit score. */
    public AttackEvidence toEvidence() {
        return new AttackEvidence(kind.name(), severity, confidence, lastMicros);
    }

    /** True when the one who does it can be cut off by its IP address. */
    public boolean hasSource() {
        return !source.isUnspecified();
    }

    static String id(
            AttackKind kind,
            IpAddress source,
            MacAddress sourceMac,
            IpAddress target,
            String detector,
            long firstMicros) {
        String mac = sourceMac.isPresent() ? sourceMac + "|" : "";
        byte[] text = (DetectionLabels.DETECTION_ID + "\0" + kind + "|" + source + "|" + mac + target + "|" + detector
                        + "|")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer input =
                ByteBuffer.allocate(text.length + Long.BYTES).put(text).putLong(firstMicros);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input.array());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
