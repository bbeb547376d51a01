package com.hookprobe.htp.core;

/** Who sends, and so which labels a direction's keys are derived under (HTP 3.3). */
enum Direction {
    EDGE_TO_VALIDATOR(HtpLabels.E2V_KEY, HtpLabels.E2V_IV, HtpLabels.E2V_HP, HtpLabels.E2V_TOKEN),
    VALIDATOR_TO_EDGE(HtpLabels.V2E_KEY, HtpLabels.V2E_IV, HtpLabels.V2E_HP, HtpLabels.V2E_TOKEN);

    final String keyLabel;
    final String ivLabel;
    final String hpLabel;
    final String tokenLabel;

    Direction(String keyLabel, String ivLabel, String hpLabel, String tokenLabel) {
        this.keyLabel = keyLabel;
        this.ivLabel = ivLabel;
        this.hpLabel = hpLabel;
        this.tokenLabel = tokenLabel;
    }

    /** The direction in which the initiator, or else the responder, sends. */
    static Direction from(boolean initiator) {
        return initiator ? EDGE_TO_VALIDATOR : VALIDATOR_TO_EDGE;
    }
}
