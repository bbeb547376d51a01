package com.hookprobe.qsecbit.federation;

/** What a site itself knows about an indicator, in rising order of good experience. */
public enum Relation {
    /** Nothing good, or something bad was detected here. */
    NONE,
    /** Some traffic that ended well. */
    WEAK,
    /** Traffic that ended well on several days. */
    ESTABLISHED
}
