package com.hookprobe.qsecbit.response;

/** Domain separation labels of the response module. They are part of the format and never change. */
final class ResponseLabels {
    /** The name of a decision that was made on this node (RESPONSE 1.3). */
    static final String DECISION_ID = "HOOKPROBE LOCAL DECISION ID V2";

    private ResponseLabels() {}
}
