package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Quorum;

/**
 * How many of a mesh's validators witness a decision (witness 1.2). Whatever f of all validators do, they are never a quorum of
 * a draw, and never enough to deny it one: what is drawn depends on how many there are, and not on luck.
 */
final class WitnessQuorum {
    /** Below this none may lie, and all witness. Four are the fewest of which one may. */
    private static final int ANY_MAY_LIE = 4;

    private static final int SIGN_MIN = 3;

    private WitnessQuorum() {}

    /** f: how many of so many validators may lie or be silent. */
    static int faults(int validators) {
        return Quorum.faults(validators);
    }

    /** n: how many are drawn. Of 2f + 1, of which f may be silent, f + 1 are left. */
    static int drawn(int validators) {
        return Math.min(validators, Math.max(ANY_MAY_LIE, 2 * faults(validators) + 1));
    }

    /** q: how many of those drawn must sign; one more than can lie, and no fewer than with four validators. */
    static int quorum(int validators) {
        return validators < ANY_MAY_LIE ? validators : Math.max(SIGN_MIN, faults(validators) + 1);
    }
}
