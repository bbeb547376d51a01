package com.hookprobe.node.resonance;

/** Domain separation of what the node runtime signs. */
final class NodeLabels {
    static final String RESONANCE_CERTIFICATE = "HP-NODE-RESONANCE-CERT-V1\0";
    static final String RESONANCE_REVOCATION = "HP-NODE-RESONANCE-REVOKE-V2\0";

    static final String EVIDENCE_RDV = "HP-NODE-EVIDENCE-RDV-V1\0";
    static final String EVIDENCE_POSF = "HP-NODE-EVIDENCE-POSF-V1\0";

    private NodeLabels() {}
}
