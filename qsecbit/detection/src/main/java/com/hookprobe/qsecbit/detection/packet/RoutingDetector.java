package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Set;

/**
 * Finds routes that somebody else than the router hands out: ICMP redirects (RFC 792, RFC 4861 section 8) and router
 * advertisements.
 *
 * <p>Where the gateways are configured, whoever else does it is an attacker. Else the first router is learnt; another
 * one that announces the same prefix is its partner, one that announces another prefix is not, and twenty within ten
 * seconds are a flood. Redirects from an unknown gateway may be honest, and are told with little confidence.
 */
final class RoutingDetector implements PacketDetector {
    static final Threshold REDIRECTS =
            new Threshold("routing.redirects", 2, 1, 10_000, "in 5 min", "redirects from one source");
    static final Threshold ROUTERS =
            new Threshold("routing.routers", 20, 2, 10_000, "in 10 s", "routers that announce themselves");

    private static final int REDIRECT_4 = 5;
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int REDIRECT_6 = 137;
    private static final int HOP_LIMIT = 255;
    private static final int OPTION_PREFIX = 3;
    private static final int OPTIONS_MAX = 16;
    private static final int SOURCES_MAX = 1024;
    private static final int MANY_REDIRECTS = 10;

    private final RateTable redirects;
    private final RateTable routers;
    private final PacketFinding finding;
    private final Set<IpAddress> gateways;
    private final int redirectsLimit;
    private final int routersLimit;
    private long knownMac = -1;
    private long knownPrefix;

    RoutingDetector(PacketConfig config) {
        this.redirects = new RateTable(SOURCES_MAX, 300_000_000, config.seed());
        this.routers = new RateTable(SOURCES_MAX, 10_000_000, config.seed());
        this.finding = new PacketFinding("routing", config);
        this.gateways = config.gateways();
        this.redirectsLimit = config.thresholds().count(REDIRECTS);
        this.routersLimit = config.thresholds().count(ROUTERS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.icmpType < 0) {
            return;
        }
        if (p.ipVersion == 4 ? p.icmpType == REDIRECT_4 : p.icmpType == REDIRECT_6 && p.ttl == HOP_LIMIT) {
            redirect(p, out);
        } else if (p.ipVersion == 6 && p.icmpType == ROUTER_ADVERTISEMENT && p.ttl == HOP_LIMIT) {
            advertisement(p, out);
        }
    }

    private void redirect(Packet p, DetectionSink out) {
        boolean known = gateways.contains(p.source());
        int slot = redirects.at(p.srcHigh, p.srcLow, p.timeMicros);
        int count = redirects.count(slot, p.dstHigh, p.dstLow);
        boolean foreign = !gateways.isEmpty() && !known;
        if (known || (!foreign && count < redirectsLimit)) {
            return;
        }
        if (count != MANY_REDIRECTS && !redirects.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        String to = p.ipVersion == 4 ? " to " + IpAddress.v4(Bytes.i32(p.data, p.payloadAt - 4)) : "";
        String evidence = count + " ICMP redirects of " + p.destination() + to + " within 5 min"
                + (foreign ? " by who is no gateway" : "");
        boolean many = count >= MANY_REDIRECTS;
        out.accept(finding.of(
                AttackKind.ROUTING,
                p.source(),
                p.destination(),
                foreign ? Severity.CRITICAL : many ? Severity.HIGH : Severity.MEDIUM,
                foreign ? 0.85 : many ? 0.7 : 0.55,
                p.timeMicros,
                p.timeMicros,
                evidence,
                count));
    }

    private void advertisement(Packet p, DetectionSink out) {
        int slot = routers.at(0, 0, p.timeMicros);
        routers.count(slot, p.srcHigh, p.srcLow);
        int senders = routers.senders(slot);
        if (senders >= routersLimit) {
            if (routers.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
                tell(
                        p,
                        Severity.CRITICAL,
                        0.9,
                        "about " + senders + " routers announce themselves within 10 s",
                        senders,
                        out);
            }
            return;
        }
        if (!gateways.isEmpty()) {
            if (!gateways.contains(p.source())) {
                once(p, Severity.CRITICAL, 0.85, "a router advertisement by who is no gateway", out);
            }
            return;
        }
        long prefix = prefix(p);
        if (knownMac < 0 || (knownMac == p.srcMac && prefix != 0)) {
            knownMac = p.srcMac;
            knownPrefix = prefix;
        } else if (knownMac != p.srcMac && prefix != 0 && prefix != knownPrefix) {
            once(p, Severity.HIGH, 0.7, "a second router that announces another prefix", out);
        }
    }

    private void once(Packet p, Severity severity, double confidence, String evidence, DetectionSink out) {
        int slot = routers.at(p.srcMac, 1, p.timeMicros);
        if (routers.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            tell(p, severity, confidence, evidence, 1, out);
        }
    }

    private void tell(Packet p, Severity severity, double confidence, String evidence, int number, DetectionSink out) {
        out.accept(finding.of(
                AttackKind.ROUTING,
                p.source(),
                IpAddress.NONE,
                severity,
                confidence,
                p.timeMicros,
                p.timeMicros,
                evidence,
                number));
    }

    /** The first 64 bits of the first prefix that is announced, 0 for none; options begin after 16 bytes. */
    private static long prefix(Packet p) {
        int at = p.payloadAt + 8;
        int end = p.payloadAt + p.payloadLength;
        for (int i = 0; i < OPTIONS_MAX && at + 8 <= end; i++) {
            int size = Bytes.u8(p.data, at + 1) * 8;
            if (size == 0 || at + size > end) {
                return 0;
            }
            if (Bytes.u8(p.data, at) == OPTION_PREFIX && size >= 32) {
                return Bytes.i64(p.data, at + 16);
            }
            at += size;
        }
        return 0;
    }
}
