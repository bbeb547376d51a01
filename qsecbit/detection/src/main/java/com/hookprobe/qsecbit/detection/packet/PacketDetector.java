package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.DetectionSink;

/**
 * Finds one sort of attack that only packets show. Like a detector of events it knows only the packets' time, keeps
 * bounded state and takes bounded time; besides, it allocates nothing for a packet that it has no complaint about. Not
 * thread-safe.
 */
public interface PacketDetector {
    /** The name that detections carry. */
    String name();

    /** Takes a packet, which is filled anew afterwards, and reports what it completes. */
    void onPacket(Packet p, DetectionSink out);

    /** Time has gone on to this; called about ten times in a second of the packets' time. */
    default void onTime(long micros, DetectionSink out) {}
}
