package com.hookprobe.node.role;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What one sensor's thread has found and not yet handed to the node's loop. */
final class Findings {
    /** A flow with packets both ways that ended normally, with a host outside. */
    record GoodFlow(IpAddress remote, long micros) {}

    private final LocalNetworks local;
    private final HandOver<Detection> detections;
    private final HandOver<GoodFlow> flows;
    private final List<Detection> found = new ArrayList<>();
    private final List<GoodFlow> good = new ArrayList<>();

    private final List<Cidr> transit;
    private final AlertQueue alerts;

    /** @param transit hosts of ours through which others' traffic goes */
    Findings(
            LocalNetworks local,
            List<Cidr> transit,
            HandOver<Detection> detections,
            HandOver<GoodFlow> flows,
            AlertQueue alerts) {
        this.local = local;
        this.transit = transit;
        this.alerts = alerts;
        this.detections = detections;
        this.flows = flows;
    }

    void onDetection(Detection detection) {
        found.add(detection);
    }

    void onEvent(NetworkEvent event) {
        AlertSight.of(event, local, transit).ifPresent(alerts::add);
        if (isGood(event)) {
            IpAddress remote = local.contains(event.srcIp()) ? event.dstIp() : event.srcIp();
            good.add(new GoodFlow(remote, event.flow().endMicros()));
        }
    }

    /** True for a flow that counts as good experience with a host outside. */
    boolean isGood(NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        return event.type() == EventType.FLOW
                && flow.state().equals("closed")
                && flow.packetsToServer() > 0
                && flow.packetsToClient() > 0
                && local.contains(event.srcIp()) != local.contains(event.dstIp());
    }

    /** True when a detection waits. */
    boolean waiting() {
        return !found.isEmpty();
    }

    /** Waits until the loop has taken what was there before. False when the sensor was stopped meanwhile. */
    boolean handOver(BooleanSupplier stopped) throws InterruptedException {
        // Before the detections that they are made into: an alert is judged by the experience of before it.
        alerts.handOver();
        boolean all = flows.accept(good, stopped) && detections.accept(found, stopped);
        good.clear();
        found.clear();
        return all;
    }
}
