package com.hookprobe.qsecbit.federation;

import java.util.List;

/**
 * What a correlator cancels, before it has a time and a number and is signed.
 *
 * @param key what it is about
 * @param decision the name of the decision that held
 * @param reason why
 * @param vetoes the names of the vetoes that reach the bound, sorted; empty for other reasons
 */
public record CancelDraft(TagKey key, Bytes32 decision, CancelReason reason, List<Bytes32> vetoes) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for vetoes that do not strictly rise
     */
    public CancelDraft {
        vetoes = List.copyOf(vetoes);
        if (!vetoes.isEmpty() && !DecisionDraft.isSortedSet(vetoes)) {
            throw new IllegalArgumentException("a cancel is out of range: " + reason + " about " + key);
        }
    }
}
