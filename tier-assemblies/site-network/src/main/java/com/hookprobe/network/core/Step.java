package com.hookprobe.network.core;

/**
 * One change.
 *
 * @param to what shall be
 * @param back what takes it back
 */
public record Step(State to, State back) {
    /** True when it changes something; one that does not is there for what taking it back does. */
    public boolean changes() {
        return !to.equals(back);
    }
}
