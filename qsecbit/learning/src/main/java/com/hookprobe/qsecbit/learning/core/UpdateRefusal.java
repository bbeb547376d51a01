package com.hookprobe.qsecbit.learning.core;

/** Why an update does not count (LEARNING 5.2). */
public enum UpdateRefusal {
    /** Not the encoding of an update. */
    MALFORMED("expected an update in its one form"),
    /** No key is enrolled for its node, or the node is suspended. */
    UNKNOWN_SIGNER("expected a node that may take part"),
    /** Not signed by its node. */
    BAD_SIGNATURE("expected the signature of its node"),
    /** About another model than this one. */
    STALE_BASE("expected an update to this base model"),
    /** Not one number for each weight. */
    WRONG_LENGTH("expected one number for each weight"),
    /** Longer than an honest site can send. */
    OVERSIZED("expected an L2 norm of at most 8"),
    /** The owner has another one, which counts. */
    DUPLICATE_OWNER("expected one update of each owner"),
    /** Among those that help least on the aggregator's own connections. */
    UNHELPFUL("expected more help on the aggregator's own connections than others give");

    private final String expected;

    UpdateRefusal(String expected) {
        this.expected = expected;
    }

    /** What was expected, for people. */
    public String expected() {
        return expected;
    }
}
