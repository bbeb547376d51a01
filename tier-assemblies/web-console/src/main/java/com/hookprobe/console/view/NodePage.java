package com.hookprobe.console.view;

import java.util.List;

/**
 * What a node is, and how it is.
 *
 * @param tier sentinel, guardian, fortress, nexus or mssp
 * @param network id of the mesh
 * @param enforcing how decisions are enforced, in words; empty where there are none
 * @param ready false when something is wrong
 * @param checks each with its reason
 */
public record NodePage(
        String name,
        String tier,
        String id,
        String version,
        long startedMicros,
        long nowMicros,
        String network,
        String enforcing,
        boolean ready,
        List<Check> checks) {
    /** One thing that must be well. */
    public record Check(String name, boolean well, String reason) {}
}
