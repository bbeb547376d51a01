package com.hookprobe.node.role;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpStats;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The node's endpoints and its open sessions. */
final class HtpMetrics {
    private static final Metric RECEIVED =
            Metric.counter(Nodes.EVERY, "htp_datagrams_received", "Datagrams read from the socket.", "endpoint");
    private static final Metric SENT =
            Metric.counter(Nodes.EVERY, "htp_datagrams_sent", "Datagrams given to the socket.", "endpoint");
    private static final Metric RECEIVED_BYTES =
            Metric.counter(Nodes.EVERY, "htp_received_bytes", "Bytes of datagrams read.", "endpoint");
    private static final Metric SENT_BYTES =
            Metric.counter(Nodes.EVERY, "htp_sent_bytes", "Bytes of datagrams given to the socket.", "endpoint");
    private static final Metric DROPPED = Metric.counter(
            Nodes.EVERY,
            "htp_datagrams_dropped",
            "Datagrams, or parts of them, that were dropped silently; the reasons are those of docs/spec/htp.md.",
            "endpoint",
            "reason");
    private static final Metric HANDSHAKES = Metric.counter(
            Nodes.EVERY,
            "htp_handshakes",
            "Handshakes: started by this node, completed by either side, rejected, or without an answer (timed_out).",
            "endpoint",
            "outcome");
    private static final Metric SESSIONS = Metric.gauge(
            Nodes.EVERY,
            "htp_sessions",
            "Sessions: open, or half_open ones that wait for a first packet.",
            "endpoint",
            "state");
    private static final Metric SOCKET_ERRORS =
            Metric.counter(Nodes.EVERY, "htp_socket_errors", "Datagrams that the socket refused.", "endpoint");
    private static final Metric LISTENER_ERRORS = Metric.counter(
            Nodes.EVERY,
            "htp_listener_errors",
            "Failures of the node's own code on the endpoint's thread.",
            "endpoint");
    private static final Metric PEERS =
            Metric.gauge(Nodes.EVERY, "htp_peers", "Members of the mesh with an open session.");
    private static final Metric RTT_MEDIAN = Metric.gauge(
            Nodes.EVERY, "htp_rtt_median_seconds", "Smoothed round trip time: the median over open sessions.");
    private static final Metric RTT_WORST = Metric.gauge(
            Nodes.EVERY, "htp_rtt_worst_seconds", "Smoothed round trip time: the longest of open sessions.");
    private static final Metric LOSS = Metric.gauge(
            Nodes.EVERY,
            "htp_loss_ratio",
            "Packets of open sessions that were lost, of those sent, since the sessions began.");
    private static final Metric QUEUED = Metric.gauge(
            Nodes.EVERY, "htp_queued_bytes", "Bytes of messages in open sessions that are not acknowledged yet.");

    private HtpMetrics() {}

    /** @param endpoints by name */
    static void measure(Sheet sheet, Map<String, HtpEndpoint> endpoints, Links links) {
        sheet.declare(DROPPED);
        endpoints.forEach((name, endpoint) -> endpoint(sheet, name, endpoint.stats()));
        sessions(sheet, links);
    }

    private static void endpoint(Sheet sheet, String name, HtpStats stats) {
        sheet.set(RECEIVED, stats.datagramsIn(), name);
        sheet.set(SENT, stats.datagramsOut(), name);
        sheet.set(RECEIVED_BYTES, stats.bytesIn(), name);
        sheet.set(SENT_BYTES, stats.bytesOut(), name);
        for (DropReason reason : DropReason.values()) {
            if (stats.dropped(reason) > 0) {
                sheet.set(DROPPED, stats.dropped(reason), name, reason.name().toLowerCase(Locale.ROOT));
            }
        }
        sheet.set(HANDSHAKES, stats.handshakesStarted(), name, "started");
        sheet.set(HANDSHAKES, stats.handshakesCompleted(), name, "completed");
        sheet.set(HANDSHAKES, stats.handshakesRejected(), name, "rejected");
        sheet.set(HANDSHAKES, stats.handshakesTimedOut(), name, "timed_out");
        sheet.set(SESSIONS, stats.sessionsOpen(), name, "open");
        sheet.set(SESSIONS, stats.sessionsHalfOpen(), name, "half_open");
        sheet.set(SOCKET_ERRORS, stats.socketErrors(), name);
        sheet.set(LISTENER_ERRORS, stats.listenerErrors(), name);
    }

    private static void sessions(Sheet sheet, Links links) {
        List<SessionStats> all = links.peers().stream()
                .map(links::stats)
                .flatMap(Optional::stream)
                .toList();
        sheet.set(PEERS, all.size());
        long[] rtts =
                all.stream().mapToLong(SessionStats::smoothedRttMicros).sorted().toArray();
        sheet.set(RTT_MEDIAN, rtts.length == 0 ? 0 : rtts[rtts.length / 2] / 1e6);
        sheet.set(RTT_WORST, rtts.length == 0 ? 0 : rtts[rtts.length - 1] / 1e6);
        long sent = all.stream().mapToLong(SessionStats::packetsSent).sum();
        long lost = all.stream().mapToLong(SessionStats::packetsLost).sum();
        sheet.set(LOSS, sent == 0 ? 0 : (double) lost / sent);
        sheet.set(QUEUED, all.stream().mapToLong(SessionStats::bytesQueued).sum());
    }
}
