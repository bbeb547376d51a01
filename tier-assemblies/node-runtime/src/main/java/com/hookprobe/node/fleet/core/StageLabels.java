package com.hookprobe.node.fleet.core;

/** Domain separation of what fleets hash. */
final class StageLabels {
    /** Where a node stands among all for one policy. */
    static final String STAGE = "HP-FLEET-STAGE-V1\0";

    private StageLabels() {}
}
