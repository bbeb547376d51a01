package com.hookprobe.console.view;

import java.util.List;

/**
 * What a correlator has told, and the way it came.
 *
 * @param decision its id
 * @param state IN_FORCE, CANCELLED, FILTERED (this site has its own mind), SHOWN (no witnesses), OVER
 * @param what whom it is about, when this node can tell; else empty
 * @param level of the decision
 * @param sites owners that confirmed
 * @param reason why it is filtered or cancelled; else empty
 */
public record WordRow(
        String decision,
        String correlator,
        String state,
        String what,
        String level,
        int sites,
        int needed,
        long decidedMicros,
        long endsMicros,
        String reason,
        List<Hop> hops) {
    /** A stage of the way and how long after the sight that confirmed it was reached, in microseconds. */
    public record Hop(String name, long afterMicros) {}
}
