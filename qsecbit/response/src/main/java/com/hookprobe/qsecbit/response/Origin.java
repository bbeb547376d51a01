package com.hookprobe.qsecbit.response;

/** Who made a decision. Decisions of different origins about one indicator live and end independently. */
public enum Origin {
    /** This site's own detectors. */
    LOCAL,
    /** The mesh's correlator, through this site's own filter. */
    MESH,
    /** A person. */
    OPERATOR,
    /** What others say of attackers, as far as this site's operator has them believed. */
    FEED
}
