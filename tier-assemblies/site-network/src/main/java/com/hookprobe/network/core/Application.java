package com.hookprobe.network.core;

import java.util.List;

/**
 * One application of a plan, as it is written down.
 *
 * @param id of the application
 * @param planHash of the plan; empty for the plan that nothing is ours
 * @param bootId of the running kernel
 * @param steps all of them
 * @param begun so many steps may have been touched: the first {@code begun} are taken back
 * @param deadlineMs when a confirmation comes too late, in milliseconds since the epoch, for people; 0 when it does not wait
 * @param reason why it was taken back, or what could not be; else empty
 */
public record Application(
        String id,
        String planHash,
        String bootId,
        Phase phase,
        List<Step> steps,
        int begun,
        long deadlineMs,
        String reason) {
    public Application {
        steps = List.copyOf(steps);
        if (begun < 0 || begun > steps.size()) {
            throw new IllegalArgumentException("begun lies in 0.." + steps.size() + ", got " + begun);
        }
    }

    Application at(Phase next, int nowBegun, String why) {
        return new Application(id, planHash, bootId, next, steps, nowBegun, deadlineMs, why);
    }

    Application waiting(long untilMs) {
        return new Application(id, planHash, bootId, Phase.WAITING_FOR_CONFIRMATION, steps, begun, untilMs, reason);
    }
}
