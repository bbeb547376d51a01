package com.hookprobe.qsecbit.detection;

/** The domain separation strings of detection. */
final class DetectionLabels {
    /** The id of a detection. */
    static final String DETECTION_ID = "HOOKPROBE DETECTION ID V1";

    private DetectionLabels() {}
}
