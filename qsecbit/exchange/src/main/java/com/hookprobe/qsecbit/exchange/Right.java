package com.hookprobe.qsecbit.exchange;

/** What a key is good for. */
public enum Right {
    /** The bouncer API of CrowdSec: decisions, usage metrics. */
    BOUNCER,
    /** The stream of decisions for integrators. */
    STREAM,
    /** TAXII: reads collections. */
    TAXII_READ,
    /** TAXII: adds and deletes objects. */
    TAXII_WRITE,
    /** The MISP feed. */
    MISP
}
