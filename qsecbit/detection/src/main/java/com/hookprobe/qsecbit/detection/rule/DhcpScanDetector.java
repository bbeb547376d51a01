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
    private static final long MINUTE_MICROS = 60L * 1_000_000;

    static final Threshold ADDRESSES = new Threshold(
            "dhcp-scan.addresses", 5, 2, ADDRESSES_MAX, "addresses", "asked for by one client within ten minutes");
    static final Threshold EXCHANGES = new Threshold(
            "dhcp-scan.exchanges", 8, 3, AttemptHistory.ATTEMPTS_MAX, "exchanges", "of one client within a minute");
    static final List<Threshold> THRESHOLDS = List.of(ADDRESSES, EXCHANGES);

    private final LocalNetworks local;
    private final int addressesMax;
    private final int exchangesMax;
    private final Finding finding = new Finding("dhcp-scan", 0.95);
    private final Map<Client, State> clients = new LastUsedMap<>(CLIENTS_MAX);

    private record Client(MacAddress mac, IpAddress ip) {}

    private static final class State {
        final RecentSet addresses = new RecentSet(ADDRESSES_MAX);
        /** Requests, or acknowledgements where the sensor tells an exchange by its last message. */
        final AttemptHistory exchanges = new AttemptHistory();

        String counted = "";
        int nextAddresses;
        int nextExchanges;
    }

    DhcpScanDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        addressesMax = thresholds.count(ADDRESSES);
        exchangesMax = thresholds.count(EXCHANGES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Dhcp dhcp = event.dhcp();
        if (event.type() != EventType.DHCP || !names(dhcp)) {
            return;
        }
        Client client = client(event);
        if (client.ip().isUnspecified() && !client.mac().isPresent()) {
            return;
        }
        State state = clients.computeIfAbsent(client, key -> new State());
        if (!dhcp.assigned().isUnspecified()
                && state.addresses.add(dhcp.assigned().hashCode(), event.timeMicros())) {
            int addresses = state.addresses.around(event.timeMicros(), WINDOW_MICROS);
            if (addresses >= Math.max(addressesMax, state.nextAddresses)) {
                state.nextAddresses = 2 * addresses;
                report(client, state, addresses, " different addresses within ten minutes", event, out);
            } else if (2 * addresses < addressesMax) {
                state.nextAddresses = 0;
            }
        }
        state.counted = state.counted.isEmpty() ? dhcp.messageType() : state.counted;
        if (state.counted.equals(dhcp.messageType())) {
            state.exchanges.add(event.timeMicros(), 0);
            int exchanges = state.exchanges.around(event.timeMicros(), MINUTE_MICROS);
            if (exchanges >= Math.max(exchangesMax, state.nextExchanges)) {
                state.nextExchanges = 2 * exchanges;
                report(client, state, exchanges, " exchanges within a minute", event, out);
            } else if (2 * exchanges < exchangesMax) {
                state.nextExchanges = 0;
            }
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

    private void report(Client client, State state, int count, String what, NetworkEvent event, DetectionSink out) {
        IpAddress server = event.dhcp().server();
        out.accept(finding.make(
                AttackKind.HOST_SWEEP,
                client.ip(),
                client.mac(),
                LocalNetworks.isGroup(server) ? IpAddress.NONE : server,
                Severity.MEDIUM,
                0.6 + count / 100.0,
                state.addresses.firstMicros(event.timeMicros(), WINDOW_MICROS),
                event.timeMicros(),
                "asked for by DHCP: " + count + what,
                count,
                event.sensor(),
                local.contains(client.ip()) || client.ip().isUnspecified()));
    }

    /** Messages that name an address which the client wants or gets; a discovery is only a client without a server. */
    private static boolean names(NetworkEvent.Dhcp dhcp) {
        return switch (dhcp.messageType()) {
            case "request", "ack" -> true;
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
