package com.hookprobe.qsecbit.federation.sim;

/**
 * One deed of a liar; a list of them is what the red team searches through.
 *
 * @param atMicros after the start of the run
 * @param liar which of the lying owners, from 0
 * @param node which of its nodes, from 0
 * @param about the place of a value in {@link Cast#ALL}
 * @param shiftMinutes how wrong its clock is
 */
record Lie(long atMicros, int liar, int node, LieKind kind, int about, int shiftMinutes) {
    Cast value() {
        return Cast.ALL.get(about);
    }
}
