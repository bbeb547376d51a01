package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.io.IOException;
import java.util.function.Consumer;

/** The events of one recording. */
@FunctionalInterface
public interface EventSource {
    /**
     * Delivers all of them, in the order of the recording.
     *
     * @param out takes the events
     * @param found takes what was found on the way, where packets are judged before they become events
     * @return the number of records that were broken
     * @throws IOException when the disk fails
     */
    long read(Consumer<NetworkEvent> out, DetectionSink found) throws IOException;
}
