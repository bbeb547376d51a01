package com.hookprobe.node.witness;

/** Domain separation of witness verification. */
final class WitnessLabels {
    /** What witnesses sign. */
    static final String MESSAGE = "HTP2 WITNESS V1\0";
    /** Who is drawn. */
    static final String DRAW = "HTP2 WITNESS DRAW V1\0";

    /** The name of a claim, in a witness's own memory. */
    static final String CLAIM = "HTP2 WITNESS CLAIM V1\0";
    /** The name of a decision that a region's correlator claims, in a witness's own memory. */
    static final String REGION_CLAIM = "HTP2 WITNESS REGION CLAIM V1\0";
    /** Whose memory it is. */
    static final String LOG = "HTP2 WITNESS LOG V1\0";

    private WitnessLabels() {}
}
