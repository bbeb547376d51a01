package com.hookprobe.node.role;

import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.detection.packet.PacketCounters;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import java.util.ArrayList;
import java.util.List;

/** What a site's sensors bring, and what is found in it. */
final class DetectionMetrics {
    private static final Metric EVENTS =
            counter("detection_events", "Records of a sensor that were understood as events.", "sensor");
    private static final Metric BROKEN =
            counter("detection_records_broken", "Records of a sensor that could not be understood.", "sensor");
    private static final Metric OVERLONG =
            counter("detection_records_overlong", "Records of a sensor that were longer than any is.", "sensor");
    private static final Metric UP =
            Metric.gauge(Nodes.SITES, "detection_sensor_up", "1 while the sensor is read.", "sensor");
    private static final Metric FOUND =
            counter("detections", "Detections, each kind and source once a minute.", "kind", "severity");
    private static final Metric FAILURES =
            counter("detection_sensor_failures", "A sensor could not be read, or its place not be kept.");
    private static final Metric ALERTS_DROPPED = counter(
            "detection_alerts_dropped",
            "Alerts that were not weighed by the site's experience, for there were too many.");
    private static final Metric PACKETS = capture("capture_packets", "Packets taken from the interface.");
    private static final Metric PACKET_BYTES = capture("capture_bytes", "Their bytes on the wire.");
    private static final Metric DAMAGED = capture(
            "capture_packets_damaged",
            "Packets whose headers contradict themselves, or of which not all headers were captured.");
    private static final Metric DROPPED = capture(
            "capture_dropped",
            "Events of packets that were too many in a second, and flows that were no longer read to make room.");
    private static final Metric KERNEL_DROPPED = capture(
            "capture_packets_dropped",
            "Packets that the kernel dropped since nobody took them in time, as tcpdump tells each 30 seconds.");
    private static final Metric FLOWS =
            Metric.gauge(Nodes.SITES, "capture_flows", "Flows that go on.").when("`detection.capture`");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(
            Rule.count("detection", FOUND, "kind", "severity"),
            Rule.count("sensor_failed", FAILURES),
            Rule.value("alerts_dropped", ALERTS_DROPPED, "alerts", 1));

    /**
     * A sensor as it was seen last by the thread that reads it.
     *
     * @param name of its file, socket or interface; unique in a node
     */
    record Seen(String name, boolean up, ReadCounters counters) {}

    private DetectionMetrics() {}

    private static Metric counter(String name, String meaning, String... labels) {
        return Metric.counter(Nodes.SITES, name, meaning, labels);
    }

    private static Metric capture(String name, String meaning) {
        return Metric.counter(Nodes.SITES, name, meaning).when("`detection.capture`");
    }

    static void measure(Sheet sheet, List<Seen> sensors) {
        sheet.declare(EVENTS);
        sheet.declare(BROKEN);
        sheet.declare(OVERLONG);
        sheet.declare(UP);
        for (Seen sensor : sensors) {
            sheet.set(EVENTS, sensor.counters().events(), sensor.name());
            sheet.set(BROKEN, sensor.counters().broken(), sensor.name());
            sheet.set(OVERLONG, sensor.counters().overlong(), sensor.name());
            sheet.set(UP, sensor.up() ? 1 : 0, sensor.name());
        }
    }

    static void measure(Sheet sheet, PacketCounters counters, long droppedByKernel) {
        sheet.set(PACKETS, counters.packets());
        sheet.set(PACKET_BYTES, counters.bytes());
        sheet.set(DAMAGED, counters.damaged() + counters.truncated());
        sheet.set(DROPPED, counters.untold() + counters.displaced());
        sheet.set(KERNEL_DROPPED, droppedByKernel);
        sheet.set(FLOWS, counters.flowsLive());
    }

    static void check(Readiness readiness, List<Seen> sensors) {
        if (sensors.isEmpty()) {
            readiness.want("sensors", true, "none is configured");
            return;
        }
        List<String> down = new ArrayList<>();
        for (Seen sensor : sensors) {
            if (!sensor.up()) {
                down.add(sensor.name());
            }
        }
        readiness.need(
                "sensors",
                down.isEmpty(),
                down.isEmpty() ? sensors.size() + " read" : "not read: " + String.join(", ", down));
    }
}
