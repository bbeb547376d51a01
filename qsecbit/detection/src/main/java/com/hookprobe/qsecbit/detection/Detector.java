package com.hookprobe.qsecbit.detection;

/**
 * Finds one sort of attack in a stream of events.
 *
 * <p>A detector knows only the time of the events; they may arrive out of order. Its state is bounded, with the source
 * that was quiet for longest forgotten first, and an event takes constant time. Not thread-safe.
 */
public interface Detector {
    /** The name that detections carry. */
    String name();

    /** Takes an event and reports what it completes. */
    void onEvent(NetworkEvent event, DetectionSink out);
}
