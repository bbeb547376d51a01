package com.hookprobe.network.core;

import java.util.List;

/**
 * What was confirmed.
 *
 * @param planHash of the plan
 * @param bootId of the kernel in which it was applied
 * @param states what shall be, in order
 * @param originals what was there before this program first touched it: where things go back to that a later plan does not name
 */
public record InForce(String planHash, String bootId, List<State> states, List<State> originals) {
    /** Nothing is ours. */
    public static final InForce NOTHING = new InForce("", "", List.of(), List.of());

    public InForce {
        states = List.copyOf(states);
        originals = List.copyOf(originals);
    }
}
