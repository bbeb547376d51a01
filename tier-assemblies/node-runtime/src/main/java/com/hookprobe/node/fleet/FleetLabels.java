package com.hookprobe.node.fleet;

/** Domain separation of what fleets sign. */
final class FleetLabels {
    /** A policy, by the MSSP. */
    static final String POLICY = "HP-FLEET-POLICY-V1\0";

    private FleetLabels() {}
}
