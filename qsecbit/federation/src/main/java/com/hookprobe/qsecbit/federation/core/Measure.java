package com.hookprobe.qsecbit.federation.core;

/** What a site enforces on the mesh's word, in rising strength. */
public enum Measure {
    RATE_LIMIT,
    BLOCK
}
