package com.hookprobe.network.render;

import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Uplink;
import com.hookprobe.network.core.State.SysctlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of the kernel. Forwarding comes first: turning it on sets others back. */
final class Sysctls {
    private Sysctls() {}

    static SysctlState render(NetworkPlan plan) {
        List<Map.Entry<String, String>> values = new ArrayList<>();
        values.add(Map.entry("net/ipv4/ip_forward", "1"));
        if (plan.hasIpv6()) {
            values.add(Map.entry("net/ipv6/conf/all/forwarding", "1"));
        }
        List<String> uplinks = plan.uplinks().stream().map(Uplink::name).toList();
        // Strictly by the way back; with several uplinks an answer may come in by another one.
        uplinks.forEach(name -> hardened(values, name, uplinks.size() == 1 ? "1" : "2"));
        plan.segments().stream().map(Segment::bridge).forEach(name -> hardened(values, name, "1"));
        if (plan.hasIpv6()) {
            // Who forwards does not listen to routers unless told to.
            uplinks.forEach(name -> values.add(Map.entry("net/ipv6/conf/" + name + "/accept_ra", "2")));
        }
        return new SysctlState(values);
    }

    private static void hardened(List<Map.Entry<String, String>> values, String name, String filter) {
        String at = "net/ipv4/conf/" + name + "/";
        values.add(Map.entry(at + "rp_filter", filter));
        values.add(Map.entry(at + "accept_redirects", "0"));
        values.add(Map.entry(at + "send_redirects", "0"));
        values.add(Map.entry(at + "accept_source_route", "0"));
    }
}
