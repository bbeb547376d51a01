package com.hookprobe.qsecbit.federation.sim;

/** What a liar can do at one moment. */
enum LieKind {
    /** A grave report, well made, with a shifted clock. */
    REPORT,
    /** The right tag over a value that opens for nobody. */
    GARBAGE,
    /** The tag of one value over another one's seal. */
    SWAPPED,
    /** A report that counts for one minute only. */
    SHORT,
    /** A report under the key epoch before. */
    OLD_EPOCH,
    /** A report of somebody else, sent as its own. */
    COPY,
    VETO,
    /** Takes back what it reported itself. */
    RETRACT,
    /** Takes back what it never reported. */
    RETRACT_FOREIGN,
    /** Reports and takes it back, several times. */
    FLAP,
    /** Says again to anyone what it has heard. */
    REPLAY,
    /** A decision that the correlator never made. */
    FORGED_DECISION,
    /** A cancel that the correlator never made. */
    FORGED_CANCEL,
    /** A report of a node that is not enrolled. */
    SYBIL,
    /** A report of a node that nobody trusts. */
    DISTRUSTED,
    /** Many reports about as many values. */
    FLOOD,
    /** Many short reports, each of which makes a decision. */
    FLOOD_WATCH,
    /** Many reports that are taken back at once. */
    FLOOD_CANCEL,
    FLOOD_VETO;

    boolean flood() {
        return ordinal() >= FLOOD.ordinal();
    }
}
