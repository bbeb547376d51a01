package com.hookprobe.qsecbit.federation.core.fingerprint;

/** Domain separation labels of fingerprints. They are part of the format and never change. */
final class FingerprintLabels {
    /** Which bin a feature falls into (FINGERPRINT 3). */
    static final String BIN = "HOOKPROBE FINGERPRINT BIN V1";

    /** The signs of the projection (FINGERPRINT 4). */
    static final String MATRIX = "HOOKPROBE FINGERPRINT MATRIX V1";

    /** The value of a band (FINGERPRINT 6). */
    static final String BAND = "HOOKPROBE FINGERPRINT BAND V1";

    private FingerprintLabels() {}
}
