package com.hookprobe.node.trust;

/** Domain separation of what is kept of trust. */
final class TrustLabels {
    /** The digest at the end of a verifier's file. */
    static final String FILE = "HP-NODE-TRUST-FILE-V1\0";

    private TrustLabels() {}
}
