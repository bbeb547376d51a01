package com.hookprobe.console.view;

import java.util.List;

/**
 * How people are told of what happens.
 *
 * @param waiting notifications that wait for a channel at least
 * @param durable false while the queue cannot be written
 * @param channels in the configuration's order
 */
public record NotificationsPage(int waiting, boolean durable, List<Channel> channels) {
    /**
     * A channel. Times are microseconds since the epoch, 0 for never.
     *
     * @param kind webhook, slack or mail
     * @param waiting notifications that wait for it
     * @param delivered notifications that arrived
     * @param lost notifications that were refused, too old, or too many
     * @param failing true from the first failure until a message arrives
     * @param lastError why the last message did not arrive; empty when it did
     * @param testMicros when the result of the last test was known
     * @param testDelivered whether it arrived
     * @param testReason why not
     */
    public record Channel(
            String name,
            String kind,
            int waiting,
            long delivered,
            long lost,
            boolean failing,
            String lastError,
            long lastErrorMicros,
            long lastDeliveredMicros,
            long testMicros,
            boolean testDelivered,
            String testReason) {}
}
