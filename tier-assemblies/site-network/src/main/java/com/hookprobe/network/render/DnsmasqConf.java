package com.hookprobe.network.render;

import com.hookprobe.network.Inet4;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Dhcp;
import com.hookprobe.network.NetworkPlan.Segment;
import java.util.stream.Collectors;

/** dnsmasq.conf: addresses and names for all segments. */
final class DnsmasqConf {
    private static final int LEASES_MAX = 4_096;

    private DnsmasqConf() {}

    static String render(NetworkPlan plan, Places places) {
        Lines conf = new Lines();
        conf.add("port=53");
        // Bridges come and go; and nothing of this machine outside of them is listened on.
        conf.add("bind-dynamic");
        conf.add("except-interface=lo");
        plan.segments().forEach(segment -> conf.add("interface=" + segment.bridge()));
        conf.add("no-hosts");
        conf.add("domain-needed");
        conf.add("bogus-priv");
        if (!plan.dns().isEmpty()) {
            conf.add("no-resolv");
            plan.dns().forEach(server -> conf.add("server=" + server.text()));
        }
        conf.add("dhcp-authoritative");
        // To look for three seconds whether an address is taken would hold up everybody behind who asks.
        conf.add("no-ping");
        // Who leases an address gives itself a name; with this one it would be everybody's proxy.
        conf.add("dhcp-name-match=set:wpad-ignore,wpad");
        conf.add("dhcp-ignore-names=tag:wpad-ignore");
        conf.add("dhcp-lease-max=" + LEASES_MAX);
        conf.add("dhcp-leasefile=" + places.data() + "/dnsmasq.leases");
        if (plan.hasIpv6()) {
            conf.add("enable-ra");
        }
        plan.segments().forEach(segment -> segment(conf, segment));
        return conf.toString();
    }

    private static void segment(Lines conf, Segment segment) {
        Dhcp dhcp = segment.dhcp();
        Inet4 own = segment.address();
        String tag = segment.name();
        if (dhcp != null) {
            conf.add("dhcp-range=set:" + tag + "," + dhcp.from().text() + ","
                    + dhcp.to().text() + "," + own.netmask() + "," + dhcp.leaseSeconds() + "s");
            conf.add("dhcp-option=tag:" + tag + ",option:router," + own.text());
            String servers = segment.dns().isEmpty()
                    ? own.text()
                    : segment.dns().stream().map(Inet4::text).collect(Collectors.joining(","));
            conf.add("dhcp-option=tag:" + tag + ",option:dns-server," + servers);
            dhcp.hosts()
                    .forEach(host -> conf.add(
                            "dhcp-host=" + host.mac() + "," + host.address().text()));
        }
        if (segment.ipv6() != null) {
            conf.add("dhcp-range=set:" + tag + "," + segment.ipv6().prefix().text() + ",ra-only,64,3600s");
            // A router for its prefix and no other: there is no way to the internet by IPv6.
            conf.add("ra-param=" + segment.bridge() + ",0,0");
        }
    }
}
