package com.hookprobe.notify;

import com.hookprobe.notify.core.LaneStatus;
import java.util.List;
import java.util.Map;

/**
 * How a node's notifications are.
 *
 * @param channels in the configuration's order
 * @param kinds of the channels, by name
 * @param waiting notifications that wait for a channel at least
 * @param durable false while the queue cannot be written
 * @param tests the last test of each channel that had one
 */
public record NotifierStatus(
        List<LaneStatus> channels,
        Map<String, String> kinds,
        int waiting,
        boolean durable,
        Map<String, TestResult> tests) {
    public NotifierStatus {
        channels = List.copyOf(channels);
        kinds = Map.copyOf(kinds);
        tests = Map.copyOf(tests);
    }
}
