package com.hookprobe.dsm.ledger;

/** Domain separation labels of the ledger, 16 bytes each. They are part of the format and never change. */
final class LedgerLabels {
    /** What a source signs (DSM 3.2). */
    static final String BLOCK_SIGNATURE = "HP-DSM-BLOCK-V1\0";

    /** The name of a microblock (DSM 3.2). */
    static final String BLOCK_ID = "HP-DSM-BLKID-V1\0";

    /** What stands before the first microblock of an incarnation (DSM 3.2). */
    static final String CHAIN_START = "HP-DSM-START-V1\0";

    /** The value on which validators agree (DSM 3.3). */
    static final String CHECKPOINT = "HP-DSM-CKPT-V1\0\0";

    private LedgerLabels() {}
}
