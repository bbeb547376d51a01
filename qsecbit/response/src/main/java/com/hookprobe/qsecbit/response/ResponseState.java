package com.hookprobe.qsecbit.response;

import java.util.List;

/**
 * What a {@link Response} knows at a moment and would lose with its process.
 *
 * @param decisions in force, the first to end first
 * @param undone what people took back
 * @param allowed the entries of the allowlist that are not own infrastructure
 */
public record ResponseState(List<Decision> decisions, List<Undone> undone, List<AllowEntry> allowed) {
    /** Copies the lists. */
    public ResponseState {
        decisions = List.copyOf(decisions);
        undone = List.copyOf(undone);
        allowed = List.copyOf(allowed);
    }

    /** Of a first start. */
    public static ResponseState empty() {
        return new ResponseState(List.of(), List.of(), List.of());
    }
}
