package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.ledger.Hash32;

/** What the operators and rules of honest validators have agreed to. */
@FunctionalInterface
interface Approved {
    /** True when this machine, if it is honest, has approved the change of this name. */
    boolean mayHave(int person, Hash32 change);
}
