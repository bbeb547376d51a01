package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Explainer;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Finds a client that asks the DHCP server for one address after the other: it learns which ones are in use, or takes
 * all of them. An honest client asks for the address that it had and takes what it gets; one that roams asks for a few.
 */
final class DhcpScanDetector implements Detector, Explainer {
    static final int CLIENTS_MAX = 10_000;
    private static final int ADDRESSES_MAX = 64;
    private static final long WINDOW_MICROS = 600L * 1_000_000;

    static final Threshold ADDRESSES = new Threshold(
            "dhcp-scan.addresses", 5, 2, ADDRESSES_MAX, "addresses", "asked for by one client within ten minutes");
    static final List<Threshold> THRESHOLDS = List.of(ADDRESSES);

    private final LocalNetworks local;
    private final int addressesMax;
    private final Finding finding = new Finding("dhcp-scan", 0.95);
    private final Map<Client, State> clients = new LastUsedMap<>(CLIENTS_MAX);

    private record Client(MacAddress mac, IpAddress ip) {}

    private static final class State {
        final RecentSet addresses = new RecentSet(ADDRESSES_MAX);
        int nextReport;
    }

    DhcpScanDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        addressesMax = thresholds.count(ADDRESSES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Dhcp dhcp = event.dhcp();
        if (event.type() != EventType.DHCP || dhcp.assigned().isUnspecified() || !names(dhcp)) {
            return;
        }
        Client client = client(event);
        if (client.ip().isUnspecified() && !client.mac().isPresent()) {
            return;
        }
        State state = clients.computeIfAbsent(client, key -> new State());
        if (!state.addresses.add(dhcp.assigned().hashCode(), event.timeMicros())) {
            return;
        }
        int addresses = state.addresses.around(event.timeMicros(), WINDOW_MICROS);
        if (addresses < addressesMax) {
            state.nextReport = 0;
        } else if (addresses >= state.nextReport) {
            state.nextReport = 2 * addresses;
            report(client, state, addresses, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        State state = event.type() == EventType.DHCP ? clients.get(client(event)) : null;
        return state == null
                ? ""
                : state.addresses.around(event.timeMicros(), WINDOW_MICROS) + " addresses asked for in ten minutes, "
                        + addressesMax + " are too many";
    }

    private void report(Client client, State state, int addresses, NetworkEvent event, DetectionSink out) {
        IpAddress server = event.dhcp().server();
        out.accept(finding.make(
                AttackKind.HOST_SWEEP,
                client.ip(),
                client.mac(),
                LocalNetworks.isGroup(server) ? IpAddress.NONE : server,
                Severity.MEDIUM,
                0.6 + addresses / 100.0,
                state.addresses.firstMicros(event.timeMicros(), WINDOW_MICROS),
                event.timeMicros(),
                addresses + " different addresses asked for by DHCP within ten minutes",
                addresses,
                event.sensor(),
                local.contains(client.ip()) || client.ip().isUnspecified()));
    }

    /** Messages that name an address which the client wants or gets; a refusal names none that it has. */
    private static boolean names(NetworkEvent.Dhcp dhcp) {
        return switch (dhcp.messageType()) {
            case "discover", "request", "ack", "decline" -> true;
            default -> false;
        };
    }

    private static Client client(NetworkEvent event) {
        NetworkEvent.Dhcp dhcp = event.dhcp();
        IpAddress ip = dhcp.fromServer() ? event.dstIp() : event.srcIp();
        // A client that has no address yet, or gives up one for the next, is known by its hardware address only.
        return dhcp.client().isPresent()
                ? new Client(dhcp.client(), IpAddress.NONE)
                : new Client(MacAddress.NONE, LocalNetworks.isGroup(ip) ? IpAddress.NONE : ip);
    }
}
