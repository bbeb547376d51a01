package com.hookprobe.dsm.sim;

/**
 * The process ends here: thrown out of a write, a sync or a send, so that a crash can fall between any two steps of the production
 * code. An Error, since nothing in production may catch it.
 */
final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;

    PowerCut() {
        super("power cut", null, false, false);
    }
}
