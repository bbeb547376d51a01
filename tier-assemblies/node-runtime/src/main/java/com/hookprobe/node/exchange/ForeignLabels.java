package com.hookprobe.node.exchange;

/** Domain separation of what is made of others' words. */
final class ForeignLabels {
    /** The names of detections that are made of alerts. */
    static final String DETECTION_ID = "HP-NODE-FOREIGN-ALERT-V1\0";

    private ForeignLabels() {}
}
