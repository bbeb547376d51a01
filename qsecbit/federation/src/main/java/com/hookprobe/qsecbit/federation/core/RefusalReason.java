package com.hookprobe.qsecbit.federation.core;

/** Why a site does nothing about a message of the correlator. */
public enum RefusalReason {
    /** The correlator did not sign it. */
    BAD_SIGNATURE,
    /** It was decided further in the future than clocks differ. */
    FUTURE,
    /** It has ended. */
    STALE,
    /** This message or a later one about the same tag is here already. */
    REPLAYED,
    /** This site has no keys of its key epoch. */
    UNKNOWN_EPOCH,
    /** None of its sealed values opens to a value with its tag. */
    UNSEALABLE,
    /** A prefix wider than /16 or /32 (IPv6). */
    TOO_WIDE,
    /** It touches the allowlist or own infrastructure. */
    ALLOWLISTED,
    /** This site's own good experience outweighs the level. */
    GOOD_RELATION,
    /** Nothing of the mesh is set about it here. */
    NOTHING_TO_LIFT,
    /** More tags are in force than this site holds. */
    FULL
}
