package com.hookprobe.neuro;

/** Domain separation strings of NEURO, as ASCII. Public for the packages of this module only. */
public final class NeuroLabels {
    static final String INITIAL_WEIGHTS = "NEURO/W0/v1";
    static final String WEIGHTS_ROOT = "NEURO/WEIGHTS/v1";
    static final String RATCHET = "NEURO/RATCHET/v1";
    static final String RATCHET_START = "NEURO/RATCHET-0/v1";
    static final String ROOT = "NEURO/ROOT/v2";
    static final String FINGERPRINT = "NEURO/FPRINT/v2";

    /** The first version of the fingerprint, which only the vectors of NEURO 11.3 know. */
    static final String FINGERPRINT_V1 = "NEURO/FPRINT/v1";

    /** The first version of the key of PoSF, which only the vectors of NEURO 11.3 know. */
    static final String POSF_KEY_V1 = "NEURO/POSF-KEY/v1";

    static final String POSF_KEY = "NEURO/POSF-KEY/v2";
    static final String POSF_INPUT = "NEURO/POSF-IN/v1";
    static final String POSF_SIGNATURE = "NEURO/POSF-SIG/v1";
    static final String STATE_CHECKSUM = "NEURO/STATE/v1";
    static final String BASELINE_CHANGE = "NEURO/BASELINE-CHANGE/v1";
    static final String BASELINE_CHANGE_ID = "NEURO/BASELINE-CHANGE-ID/v1";

    /** H_Entropy. */
    public static final String ENTROPY = "NEURO/ENTROPY/v1";

    /** H_Integrity. */
    public static final String INTEGRITY = "NEURO/INTEGRITY/v1";

    /** Stands in H_Integrity for a file that is not there. */
    public static final String INTEGRITY_MISSING = "NEURO/INTEGRITY-MISSING/v1";

    /** Stands in H_Integrity for a file that cannot be read. */
    public static final String INTEGRITY_UNREADABLE = "NEURO/INTEGRITY-UNREADABLE/v1";

    /** Named by HTP's design for the secret that its key schedule mixes in; salt of the extraction. */
    static final String TRANSPORT_EXTRACT = "HTP2 w";

    /** Named by HTP's design as well; info of the expansion. */
    static final String TRANSPORT_SECRET = "HTP2 w-secret";

    /** Names a record in what a verifier remembers. */
    public static final String VERIFIED_RECORD = "NEURO/VERIFIED-RECORD/v1";

    /** Checksum of a stored history of a device at the verifier. */
    public static final String VERIFIED_HISTORY = "NEURO/VERIFIED-HISTORY/v1";

    /** Associated data of the verifier's own seal. */
    public static final String VERIFIER_SEAL = "NEURO/VERIFIER-SEAL/v1";

    /** Associated data of the entries of the verifier's journal. */
    public static final String VERIFIER_JOURNAL = "NEURO/VERIFIER-JOURNAL/v1";

    private NeuroLabels() {}
}
