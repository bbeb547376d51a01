package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds DHCP servers that do not belong here, and starvation, whatever sensor tells of it.
 *
 * <p>A server is known by its identifier (option 54), which a relay leaves as it is. Where the servers are configured any
 * other one is rogue. Else the first of each VLAN is learnt; a partner of it hands out the same router or the same name
 * server, and one that hands out neither wants the clients' traffic for itself.
 */
final class RogueDhcpDetector implements Detector {
    static final Threshold CLIENTS = new Threshold(
            "rogue-dhcp.clients", 100, 10, 100_000, "in 10 s", "different clients that ask for an address");

    private static final int VLANS_MAX = 4096;
    private static final int CLIENTS_MAX = 100_000;
    private static final long WINDOW_MICROS = 10L * 1_000_000;

    private final PacketFinding finding;
    private final Set<IpAddress> configured;
    private final int clientsLimit;
    private final Map<Integer, Server> known = new LastUsedMap<>(VLANS_MAX);
    private final Set<MacAddress> clients = new HashSet<>();
    private long clientsFrom;

    private record Server(IpAddress id, MacAddress mac, IpAddress router, IpAddress dnsServer) {}

    RogueDhcpDetector(PacketConfig config) {
        this.finding = new PacketFinding("rogue-dhcp", config);
        this.configured = config.dhcpServers();
        this.clientsLimit = config.thresholds().count(CLIENTS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.DHCP) {
            return;
        }
        if (event.dhcp().fromServer()) {
            answer(event, out);
        } else if (event.dhcp().messageType().equals("discover")
                || event.dhcp().messageType().equals("request")) {
            ask(event, out);
        }
    }

    private void answer(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Dhcp dhcp = event.dhcp();
        IpAddress id = dhcp.server().isUnspecified() ? event.srcIp() : dhcp.server();
        if (id.isUnspecified()) {
            return;
        }
        Server server = new Server(id, event.link().source(), dhcp.router(), dhcp.dnsServer());
        if (!configured.isEmpty()) {
            if (!configured.contains(id)) {
                String evidence =
                        "a " + dhcp.messageType() + " of " + id + ", which is not one of the configured servers";
                tell(server, Severity.CRITICAL, 0.9, event, evidence, out);
            }
            return;
        }
        Server first = known.get(event.link().vlan());
        if (first == null || first.id.equals(id)) {
            // An answer without options, such as to an inform, must not make the server forget what it hands out.
            if (first == null || !server.router.isUnspecified()) {
                known.put(event.link().vlan(), server);
            }
            return;
        }
        boolean sameRouter = first.router.equals(server.router);
        boolean sameNames = first.dnsServer.equals(server.dnsServer);
        boolean nothing = server.router.isUnspecified() && server.dnsServer.isUnspecified();
        if (nothing || sameRouter && sameNames) {
            return;
        }
        boolean takesBoth = !sameRouter && !sameNames;
        String evidence = "a second server " + id + " hands out router " + server.router + " and name server "
                + server.dnsServer + ", the first " + first.router + " and " + first.dnsServer;
        // A partner may name itself as the name server, or in a split network itself as the router.
        tell(server, takesBoth ? Severity.CRITICAL : Severity.MEDIUM, takesBoth ? 0.85 : 0.5, event, evidence, out);
    }

    private void ask(NetworkEvent event, DetectionSink out) {
        long now = event.timeMicros();
        if (Math.abs(now - clientsFrom) > WINDOW_MICROS) {
            clientsFrom = now;
            clients.clear();
        }
        if (!event.dhcp().client().isPresent() || clients.size() >= CLIENTS_MAX) {
            return;
        }
        if (clients.add(event.dhcp().client()) && clients.size() == clientsLimit) {
            MacAddress sender = event.link().source().isPresent()
                    ? event.link().source()
                    : event.dhcp().client();
            out.accept(finding.ofMac(
                    AttackKind.ROGUE_DHCP,
                    sender.bits(),
                    IpAddress.NONE,
                    Severity.MEDIUM,
                    0.7,
                    clientsFrom,
                    now,
                    clients.size() + " different clients ask for an address within 10 s: starvation",
                    clients.size()));
        }
    }

    private void tell(
            Server server,
            Severity severity,
            double confidence,
            NetworkEvent event,
            String evidence,
            DetectionSink out) {
        out.accept(
                server.mac.isPresent()
                        ? finding.ofMac(
                                AttackKind.ROGUE_DHCP,
                                server.mac.bits(),
                                server.id,
                                severity,
                                confidence,
                                event.timeMicros(),
                                event.timeMicros(),
                                evidence,
                                1)
                        : finding.of(
                                AttackKind.ROGUE_DHCP,
                                server.id,
                                IpAddress.NONE,
                                severity,
                                confidence,
                                event.timeMicros(),
                                event.timeMicros(),
                                evidence,
                                1));
    }
}
