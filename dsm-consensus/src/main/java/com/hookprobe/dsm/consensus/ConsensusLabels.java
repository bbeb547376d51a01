package com.hookprobe.dsm.consensus;

/** Every domain separation string of this module, and nothing else. The 16-byte ones end in NUL bytes on purpose. */
public final class ConsensusLabels {
    /** BLS signature suite: min-pk, proof of possession scheme. */
    public static final String BLS_SIGNATURE = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    /** BLS suite for proofs of possession only. */
    public static final String BLS_POSSESSION = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    /** Signed bytes of a vote. */
    public static final String VOTE = "HP-DSM-VOTE-V1\0\0";

    /** Signed bytes of a proposal. */
    public static final String PROPOSAL = "HP-DSM-PROP-V1\0\0";

    /** Signed bytes of a frontier report. */
    public static final String FRONTIER = "HP-DSM-FRNT-V1\0\0";

    /** Signed bytes of an acknowledgement, and of the quorum receipt that is made of them. */
    public static final String ACKNOWLEDGEMENT = "HP-DSM-QACK-V1\0\0";

    /** Hash of a validator set. */
    public static final String VALIDATOR_SET = "HP-DSM-VSET-V1\0\0";

    /** Hash of the parameters. */
    public static final String PARAMETERS = "HP-DSM-PARM-V1\0\0";

    /** Hash that names a network. */
    public static final String NETWORK = "HP-DSM-NETW-V1\0\0";

    /** Hash of a genesis: the parent of height 1. */
    public static final String GENESIS = "HP-DSM-GENS-V1\0\0";

    /** Hash of a proposal's justification. */
    public static final String JUSTIFICATION = "HP-DSM-JUST-V1\0\0";

    /** Binding of a vote log to one genesis and one key. */
    public static final String VOTE_LOG = "HP-DSM-VLOG-V1\0\0";

    /** Signed bytes of a candidate for the validator set. */
    public static final String REGISTRATION = "HP-DSM-REGS-V1\0\0";

    /** Hash of a change of the validator set. */
    public static final String SET_CHANGE = "HP-DSM-CHNG-V1\0\0";

    /** Signed bytes of a change that its subject authorises. */
    public static final String OWN_CHANGE = "HP-DSM-OWNC-V1\0\0";

    /** Signed bytes of a validator's approval of a change. */
    public static final String APPROVAL = "HP-DSM-APRV-V1\0\0";

    private ConsensusLabels() {}
}
