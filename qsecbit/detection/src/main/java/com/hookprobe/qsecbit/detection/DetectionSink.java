package com.hookprobe.qsecbit.detection;

/** Takes detections. */
@FunctionalInterface
public interface DetectionSink {
    /** A detection, as soon as it is one. */
    void accept(Detection detection);
}
