package com.hookprobe.neuro;

/**
 * What a device says its fingerprint was after {@code count} records.
 *
 * @param count records, not negative
 * @param fingerprint 64 bytes; copied in and out
 */
public record FingerprintClaim(long count, byte[] fingerprint) {
    /** Checks the ranges. */
    public FingerprintClaim {
        if (count < 0) {
            throw new IllegalArgumentException("count is " + count + ", expected 0 or more");
        }
        if (fingerprint.length != WeightState.FINGERPRINT_BYTES) {
            throw new IllegalArgumentException(
                    "a fingerprint has " + WeightState.FINGERPRINT_BYTES + " bytes, this one " + fingerprint.length);
        }
        fingerprint = fingerprint.clone();
    }

    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }
}
