package com.hookprobe.network.render;

import com.hookprobe.network.Inet4;
import com.hookprobe.network.Inet6;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Addressing;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Uplink;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.LinkState.Kind;
import java.util.ArrayList;
import java.util.List;

/** The interfaces of a plan: bridges first, then what becomes a port of them, then uplinks. */
final class Links {
    private static final int METRIC_STEP = 100;

    private Links() {}

    static List<LinkState> render(NetworkPlan plan) {
        List<LinkState> links = new ArrayList<>();
        plan.segments().forEach(segment -> links.add(bridge(segment)));
        if (!plan.trunk().isEmpty()) {
            links.add(plain(plan.trunk(), "", false, false, List.of(), List.of()));
        }
        for (Segment segment : plan.segments()) {
            if (segment.vlan() != 0) {
                links.add(new LinkState(
                        segment.vlanInterface(),
                        Kind.VLAN,
                        plan.trunk(),
                        segment.vlan(),
                        segment.bridge(),
                        segment.isolate(),
                        false,
                        true,
                        true,
                        List.of(),
                        List.of()));
            }
            segment.ports()
                    .forEach(port ->
                            links.add(plain(port, segment.bridge(), segment.isolate(), true, List.of(), List.of())));
        }
        for (int i = 0; i < plan.uplinks().size(); i++) {
            Uplink uplink = plan.uplinks().get(i);
            Inet4 address = uplink.address();
            Inet4 gateway = uplink.gateway();
            if (address != null && gateway != null) {
                String route = "default via " + gateway.text() + " proto static metric " + metric(i);
                links.add(plain(uplink.name(), "", false, true, List.of(v4(address)), List.of(route)));
            } else if (uplink.addressing() == Addressing.DHCP) {
                links.add(plain(uplink.name(), "", false, false, List.of(), List.of()));
            }
        }
        return links;
    }

    /** The metric of the default route of that uplink: the lower is preferred. */
    static int metric(int uplink) {
        return METRIC_STEP * (uplink + 1);
    }

    private static LinkState bridge(Segment segment) {
        List<String> addresses = new ArrayList<>();
        addresses.add(v4(segment.address()));
        Inet6 six = segment.ipv6();
        if (six != null) {
            // Nobody else can have it before there is a network.
            addresses.add(six + " nodad");
        }
        // Hosts in quarantine are kept from their neighbours on the bridge too: so the rules of IP see its frames.
        return new LinkState(segment.bridge(), Kind.BRIDGE, "", 0, "", false, true, true, true, addresses, List.of());
    }

    private static LinkState plain(
            String name,
            String master,
            boolean isolated,
            boolean addressed,
            List<String> addresses,
            List<String> routes) {
        return new LinkState(name, Kind.PLAIN, "", 0, master, isolated, false, true, addressed, addresses, routes);
    }

    private static String v4(Inet4 address) {
        return address + " brd "
                + new Inet4(address.bits(), address.length()).last().text();
    }
}
