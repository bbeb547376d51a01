package com.hookprobe.node.fleet.core;

/**
 * Where a policy stands on its way to a group. Immutable.
 *
 * @param number the policy's
 * @param before the policy that held before; 0 for none
 * @param phase how it stands
 * @param stage the stage that is reached, from 0
 * @param sinceMicros since when phase and stage are these
 * @param wellMicros for how long all has been well in this stage without a break; 0 while it is not
 * @param reason why it stands so, for people
 */
public record Rollout(
        long number, long before, Phase phase, int stage, long sinceMicros, long wellMicros, String reason) {
    /** How it stands. */
    public enum Phase {
        /** Not final in the ledger yet: nobody has it. */
        SEALING,
        /** At a stage, and watched. */
        RUNNING,
        /** At a stage; it goes no further by itself. Back it still goes. */
        PAUSED,
        /** Everywhere. */
        DONE,
        /** Taken back. */
        ROLLED_BACK;

        /** True while it may go on. */
        public boolean isOpen() {
            return this == SEALING || this == RUNNING || this == PAUSED;
        }
    }

    static Rollout begin(long number, long before, long nowMicros) {
        return new Rollout(number, before, Phase.SEALING, 0, nowMicros, 0, "");
    }

    Rollout to(Phase next, int nextStage, long nowMicros, String why) {
        return new Rollout(number, before, next, nextStage, nowMicros, 0, why);
    }

    Rollout well(long forMicros) {
        return new Rollout(number, before, phase, stage, sinceMicros, forMicros, reason);
    }
}
