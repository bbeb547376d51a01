package com.hookprobe.network.render;

import com.hookprobe.network.Inet4;
import com.hookprobe.network.Inet6;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Forward;
import com.hookprobe.network.NetworkPlan.Neighbour;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Uplink;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Our table of nftables. NETWORK 3.3.
 *
 * <p>It judges only what comes from or goes to interfaces of the plan: rules of others, such as those of containers, stay in force for
 * theirs. It stands behind the table of decisions (priority -10), so it never lets through what that one drops.
 */
public final class GatewayRules {
    /** The name of the table, family inet. */
    public static final String TABLE = "hookprobe_gateway";

    private static final String NEIGHBOURS =
            "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept";
    private static final String ERRORS =
            "icmp type { destination-unreachable, time-exceeded, parameter-problem } accept";

    private final NetworkPlan plan;
    private final Lines rules = new Lines();
    private final String uplinks;
    private final String bridges;

    private GatewayRules(NetworkPlan plan) {
        this.plan = plan;
        this.uplinks = Lines.names(plan.uplinks().stream().map(Uplink::name).toList());
        this.bridges = Lines.names(plan.segments().stream().map(Segment::bridge).toList());
    }

    static String render(NetworkPlan plan) {
        GatewayRules rules = new GatewayRules(plan);
        rules.all();
        return rules.rules.toString();
    }

    private void all() {
        rules.add("table inet " + TABLE + " {");
        reach();
        incoming();
        through();
        plan.segments().forEach(this::from);
        nat();
        rules.add("}");
    }

    /** What hosts in quarantine reach everybody may reach: which hosts are in quarantine only the table of decisions knows. */
    private void reach() {
        if (!plan.quarantineReach().v4().isEmpty()) {
            set("reach4", "ipv4_addr", plan.quarantineReach().v4().stream().map(Inet4::toString));
        }
        if (!plan.quarantineReach().v6().isEmpty()) {
            set("reach6", "ipv6_addr", plan.quarantineReach().v6().stream().map(Inet6::toString));
        }
    }

    private void set(String name, String type, Stream<String> elements) {
        rules.add("\tset " + name + " {");
        rules.add("\t\ttype " + type);
        rules.add("\t\tflags interval");
        rules.add("\t\tauto-merge");
        rules.add("\t\telements = { " + elements.collect(Collectors.joining(", ")) + " }");
        rules.add("\t}");
    }

    private void incoming() {
        chain("incoming", "type filter hook input priority filter; policy accept;");
        rule("iifname " + uplinks + " goto uplinked");
        plan.segments().forEach(segment -> rule("iifname \"" + segment.bridge() + "\" goto at_" + id(segment)));
        end();
        chain("uplinked");
        known();
        rule(ERRORS);
        rule("icmp type echo-request limit rate 10/second accept");
        rule(NEIGHBOURS);
        rule("icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept");
        rule("udp sport 67 udp dport 68 accept");
        rule("udp sport 547 udp dport 546 accept");
        ports(plan.nodePorts().isEmpty() ? List.of() : Lines.matches(plan.nodePorts()), "");
        if (!plan.managementFrom().isEmpty()) {
            ports(Lines.matches(plan.management()), "ip saddr " + Lines.prefixes(plan.managementFrom()) + " ");
        }
        rule("drop");
        end();
        plan.segments().forEach(this::at);
    }

    private void at(Segment segment) {
        chain("at_" + id(segment));
        known();
        if (segment.dhcp() != null) {
            rule("udp sport 68 udp dport 67 accept");
        }
        rule(NEIGHBOURS);
        genuine(segment);
        if (segment.quarantine()) {
            reached("udp dport 53 ");
            reached("tcp dport 53 ");
        } else {
            rule("udp dport 53 accept");
            rule("tcp dport 53 accept");
            rule("icmp type echo-request accept");
            rule("icmpv6 type echo-request accept");
            rule(ERRORS);
            ports(plan.nodePorts().isEmpty() ? List.of() : Lines.matches(plan.nodePorts()), "");
        }
        if (segment.reach().management()) {
            ports(Lines.matches(plan.management()), "");
        }
        rule("drop");
        end();
    }

    private void through() {
        chain("through", "type filter hook forward priority filter; policy accept;");
        for (Segment segment : plan.segments()) {
            // Frames that the bridge passes on, where the kernel shows them here.
            String within = "iifname \"" + segment.bridge() + "\" oifname \"" + segment.bridge() + "\" ";
            rule(within + (segment.isolate() ? "drop" : "accept"));
        }
        rule("iifname " + bridges + " goto between");
        rule("oifname " + bridges + " goto between");
        // Forwarding was turned on for the segments; the neighbours out there shall not have a router in us.
        rule("iifname " + uplinks + " oifname " + uplinks + " drop");
        end();
        chain("between");
        known();
        plan.segments().forEach(segment -> rule("iifname \"" + segment.bridge() + "\" goto from_" + id(segment)));
        if (!plan.forwards().isEmpty()) {
            rule("iifname " + uplinks + " ct status dnat accept");
        }
        rule("drop");
        end();
    }

    private void from(Segment segment) {
        chain("from_" + id(segment));
        genuine(segment);
        reached("");
        if (segment.reach().internet()) {
            ports(Lines.matches(segment.reach().internetPorts()), "oifname " + uplinks + " meta nfproto ipv4 ");
        }
        for (Neighbour neighbour : segment.reach().segments()) {
            ports(
                    Lines.matches(neighbour.ports()),
                    "oifname \"" + plan.segment(neighbour.name()).bridge() + "\" ");
        }
        rule("drop");
        end();
    }

    private void nat() {
        if (!plan.forwards().isEmpty()) {
            chain("forwards", "type nat hook prerouting priority dstnat; policy accept;");
            plan.forwards().forEach(this::forward);
            end();
        }
        chain("masquerading", "type nat hook postrouting priority srcnat; policy accept;");
        List<Inet4> prefixes = plan.segments().stream()
                .map(segment -> segment.address().prefix())
                .toList();
        rule("oifname " + uplinks + " ip saddr " + Lines.prefixes(prefixes) + " masquerade");
        end();
    }

    private void forward(Forward forward) {
        String from = forward.from().isEmpty() ? "" : "ip saddr " + Lines.prefixes(forward.from()) + " ";
        boolean one = forward.port().first() == forward.port().last();
        rule("iifname " + uplinks + " fib daddr type local " + from
                + forward.port().protocol() + " dport " + forward.port().numbers() + " dnat ip to "
                + forward.to().text() + (one ? ":" + forward.toPort() : ""));
    }

    /** A host that takes another segment's address is not heard. */
    private void genuine(Segment segment) {
        rule("ip saddr != " + segment.address().prefix() + " drop");
        Inet6 six = segment.ipv6();
        rule("ip6 saddr != " + (six == null ? "fe80::/10" : "{ fe80::/10, " + six.prefix() + " }") + " drop");
    }

    private void reached(String match) {
        if (!plan.quarantineReach().v4().isEmpty()) {
            rule("ip daddr @reach4 " + match + "accept");
        }
        if (!plan.quarantineReach().v6().isEmpty()) {
            rule("ip6 daddr @reach6 " + match + "accept");
        }
    }

    private void ports(List<String> matches, String before) {
        matches.forEach(match -> rule(before + match + "accept"));
    }

    private void known() {
        rule("ct state { established, related } accept");
        rule("ct state invalid drop");
    }

    private static String id(Segment segment) {
        return segment.name().replace('-', '_');
    }

    private void chain(String name, String hook) {
        chain(name);
        rule(hook);
    }

    private void chain(String name) {
        rules.add("\tchain " + name + " {");
    }

    private void rule(String rule) {
        rules.add("\t\t" + rule);
    }

    private void end() {
        rules.add("\t}");
    }
}
