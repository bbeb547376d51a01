package com.hookprobe.qsecbit.federation;

/** Domain separation labels of the federation module. They are part of the format and never change. */
final class FederationLabels {
    /** HKDF info of the key that makes tags (FEDERATION 3.1). */
    static final String TAG_KEY = "HOOKPROBE GROUP TAG KEY V1";

    /** HKDF info of the key that seals values (FEDERATION 3.1). */
    static final String SEAL_KEY = "HOOKPROBE GROUP SEAL KEY V1";

    /** HKDF info of the key that makes pseudonyms of sites (FEDERATION 3.1). */
    static final String PSEUDONYM_KEY = "HOOKPROBE GROUP PSEUDONYM KEY V1";

    /** First part of what a sealed value authenticates besides itself (FEDERATION 3.3). */
    static final String SEALED_VALUE = "HOOKPROBE SEALED VALUE V1";

    /** What a node signs to report (FEDERATION 4.2). */
    static final String SIGNATURE = "HOOKPROBE ATTACK SIGNATURE V1";

    /** The name of a report (FEDERATION 4.3). */
    static final String REPORT_ID = "HOOKPROBE ATTACK REPORT ID V1";

    /** What a node signs to veto (FEDERATION 5.1). */
    static final String VETO = "HOOKPROBE MESH VETO V1";

    /** The name of a veto (FEDERATION 5.1). */
    static final String VETO_ID = "HOOKPROBE MESH VETO ID V1";

    /** What a node signs to take a report back (FEDERATION 5.2). */
    static final String RETRACTION = "HOOKPROBE REPORT RETRACTION V1";

    /** The name of a decision (FEDERATION 6.2). */
    static final String DECISION_ID = "HOOKPROBE MESH DECISION ID V1";

    /** What the correlator signs to decide (FEDERATION 6.1). */
    static final String DECISION = "HOOKPROBE MESH DECISION V1";

    /** What the correlator signs to cancel (FEDERATION 6.4). */
    static final String CANCEL = "HOOKPROBE MESH CANCEL V1";

    private FederationLabels() {}
}
