package com.hookprobe.node.fleet.core;

/**
 * What is known of a node's policy: what it says, and what its MSSP sees. Spans are by a clock that does not jump, and begin anew with the
 * MSSP's process.
 *
 * @param present whether there is a session with it
 * @param presenceMicros for how long it is present, or away
 * @param acknowledged number of the policy that it says it follows, of those that were sent to it; 0 for none
 * @param refused number of the policy that it says it does not follow; 0 for none
 * @param healthy whether it says that it is ready and has its score, and does not start again and again
 * @param healthMicros for how long it says so, or does not
 * @param returns how often its session has come back since it acknowledged; the MSSP counts that
 */
public record Standing(
        boolean present,
        long presenceMicros,
        long acknowledged,
        long refused,
        boolean healthy,
        long healthMicros,
        int returns) {
    /** Of a node that was never here. */
    public static final Standing NEVER = new Standing(false, 0, 0, 0, false, 0, 0);
}
