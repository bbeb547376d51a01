package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * A connection that a sensor has seen end, before anybody says what it was.
 *
 * @param source who opened it
 * @param responder the other side
 * @param firstMicros when it began, microseconds since the epoch
 * @param lastMicros when it ended
 * @param good whether it counts as good experience with the other side
 * @param example its bins
 */
public record Sighting(
        IpAddress source, IpAddress responder, long firstMicros, long lastMicros, boolean good, FlowExample example) {}
