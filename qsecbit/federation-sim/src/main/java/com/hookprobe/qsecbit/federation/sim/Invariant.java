package com.hookprobe.qsecbit.federation.sim;

/** The invariants of FEDERATION 1.4. */
public enum Invariant {
    P1,
    P2,
    P3,
    P4,
    P5,
    P6
}
