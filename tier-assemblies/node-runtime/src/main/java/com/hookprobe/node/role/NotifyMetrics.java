package com.hookprobe.node.role;

import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.notify.NotifierStatus;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.LaneStatus;
import java.util.Locale;

/** Numbers of a node's notifications. */
final class NotifyMetrics {
    private static final String WHEN = "`notifications`";

    private static final Metric WAITING = Metric.gauge(
                    Nodes.EVERY, "notifications_waiting", "Notifications that wait for a channel.", "channel")
            .when(WHEN);
    private static final Metric ENDED = Metric.counter(
                    Nodes.EVERY,
                    "notifications_ended",
                    "Notifications that wait for a channel no longer: delivered, refused, full, old or gone.",
                    "channel",
                    "end")
            .when(WHEN);
    private static final Metric FAILING = Metric.gauge(
                    Nodes.EVERY,
                    "notifications_failing",
                    "1 from a channel's first failure until a message arrives.",
                    "channel")
            .when(WHEN);
    private static final Metric STORED = Metric.gauge(
                    Nodes.EVERY, "notifications_stored", "1 while the queue can be written.")
            .when(WHEN);

    private NotifyMetrics() {}

    /** @param start how it was at the start of the process */
    static void measure(Sheet sheet, NotifierStatus status, NotifierStatus start) {
        for (int i = 0; i < status.channels().size(); i++) {
            LaneStatus lane = status.channels().get(i);
            LaneStatus before = start.channels().get(i);
            sheet.set(WAITING, lane.waiting(), lane.name());
            sheet.set(FAILING, lane.failing() ? 1 : 0, lane.name());
            for (Entry.End end : Entry.End.values()) {
                sheet.set(
                        ENDED,
                        lane.ends().getOrDefault(end, 0L) - before.ends().getOrDefault(end, 0L),
                        lane.name(),
                        end.name().toLowerCase(Locale.ROOT));
            }
        }
        sheet.set(STORED, status.durable() ? 1 : 0);
    }
}
