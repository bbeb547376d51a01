package com.hookprobe.network;

import com.hookprobe.network.NetworkPlan.Dhcp;
import com.hookprobe.network.NetworkPlan.Host;
import com.hookprobe.network.NetworkPlan.Neighbour;
import com.hookprobe.network.NetworkPlan.Reach;
import com.hookprobe.network.NetworkPlan.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the tree of one segment to the segment. */
final class SegmentReader {
    static final int PORTS_MAX = 16;
    static final int HOSTS_MAX = 256;
    static final int LEASE_MIN = 120;
    static final int LEASE_MAX = 2_592_000;
    private static final int LEASE = 3_600;
    private static final int SHORTEST = 16;
    private static final int VLAN_MAX = 4_094;
    private static final Inet4 SOME_ADDRESS = new Inet4(0x0a000001, 24);

    private final Grammar grammar;
    private final Problems problems;

    SegmentReader(Grammar grammar, Problems problems) {
        this.grammar = grammar;
        this.problems = problems;
    }

    /** The one network of a guardian: its hosts reach the internet and this machine. */
    Segment lan(NetworkSettings.Segment tree) {
        if (tree.name() != null || tree.vlan() != null || Boolean.TRUE.equals(tree.quarantine())) {
            problems.add("lan", "no name, vlan or quarantine", "one of them", "those are a fortress's");
        }
        NetworkSettings.Reach reach =
                tree.reach() == null ? new NetworkSettings.Reach(true, null, null, true) : tree.reach();
        return read("lan", "lan", tree, reach);
    }

    Segment segment(String key, NetworkSettings.Segment tree) {
        return read(key, grammar.segmentName(key + ".name", tree.name()), tree, tree.reach());
    }

    private Segment read(String key, String name, NetworkSettings.Segment tree, NetworkSettings.@Nullable Reach reach) {
        Inet4 own = grammar.own(key + ".address", tree.address(), SHORTEST);
        boolean quarantine = Boolean.TRUE.equals(tree.quarantine());
        if (quarantine && reach != null) {
            problems.add(
                    key + ".reach",
                    "nothing in a segment of quarantine",
                    "a reach",
                    "response.quarantine.reach says it");
        }
        int vlan = tree.vlan() == null ? 0 : grammar.number(key + ".vlan", tree.vlan(), 1, VLAN_MAX, 1, "a VLAN id");
        return new Segment(
                name,
                vlan,
                ports(key + ".interfaces", tree.interfaces()),
                own == null ? SOME_ADDRESS : own,
                tree.dhcp() == null || own == null ? null : dhcp(key + ".dhcp", tree.dhcp(), own),
                grammar.hosts(key + ".dns", tree.dns(), PlanReader.SERVERS_MAX),
                tree.ipv6() == null ? null : ipv6(key + ".ipv6", tree.ipv6()),
                Boolean.TRUE.equals(tree.isolate()),
                quarantine,
                reach == null ? Reach.NOTHING : reach(key + ".reach", reach));
    }

    private List<String> ports(String key, @Nullable List<String> trees) {
        List<String> ports = new ArrayList<>();
        List<String> names = trees == null ? List.of() : trees;
        if (names.size() > PORTS_MAX) {
            problems.add(key, "at most " + PORTS_MAX, names.size(), "leave some out");
            return List.of();
        }
        for (String name : names) {
            ports.add(grammar.interfaceName(key + "[" + ports.size() + "]", name));
        }
        return List.copyOf(ports);
    }

    private Dhcp dhcp(String key, NetworkSettings.Dhcp tree, Inet4 own) {
        Inet4 from = lendable(key + ".from", tree.from(), own);
        Inet4 to = lendable(key + ".to", tree.to(), own);
        if (from.compare(to) > 0) {
            problems.add(key + ".to", "an address not below from, " + from.text(), to.text(), "exchange them");
        }
        if (own.compare(from) >= 0 && own.compare(to) <= 0) {
            problems.add(
                    key, "a range without this machine's own address", own.text(), "let the range begin behind it");
        }
        List<NetworkSettings.Host> trees = tree.hosts() == null ? List.of() : tree.hosts();
        if (trees.size() > HOSTS_MAX) {
            problems.add(key + ".hosts", "at most " + HOSTS_MAX, trees.size(), "leave some out");
            trees = List.of();
        }
        List<Host> hosts = new ArrayList<>();
        PlanReader.Names taken = new PlanReader.Names();
        for (NetworkSettings.Host host : trees) {
            String at = key + ".hosts[" + hosts.size() + "]";
            if (host == null) {
                problems.add(at, "mac and address", "nothing", "fill it or leave it out");
                continue;
            }
            Host one = new Host(grammar.mac(at + ".mac", host.mac()), lendable(at + ".address", host.address(), own));
            if (taken.take(one.mac(), at) != null || taken.take(one.address().text(), at) != null) {
                problems.add(at, "each hardware address and each address once", one.mac(), "leave one out");
            }
            hosts.add(one);
        }
        int lease = grammar.number(key + ".lease", tree.lease(), LEASE_MIN, LEASE_MAX, LEASE, "seconds");
        return new Dhcp(from, to, lease, List.copyOf(hosts));
    }

    private Inet4 lendable(String key, @Nullable String text, Inet4 own) {
        Inet4 address = grammar.host(key, text);
        Inet4 inside = new Inet4(address.bits(), own.length());
        if (!own.prefix().contains(address) || !inside.isHostAddress() || address.bits() == own.bits()) {
            problems.add(
                    key,
                    "an address of " + own.prefix() + " that a host can have",
                    address.text(),
                    "not its first, last or " + own.text());
        }
        return address;
    }

    private @Nullable Inet6 ipv6(String key, String text) {
        Inet6 address = Inet6.of(text);
        if (address == null || !address.isUniqueLocal() || address.length() != 64 || address.low() == 0) {
            problems.add(
                    key,
                    "this machine's address in a unique local prefix, such as fd12:3456:789a:1::1/64",
                    text,
                    "choose 40 random bits behind fd");
            return null;
        }
        return address;
    }

    private Reach reach(String key, NetworkSettings.Reach tree) {
        boolean internet = Boolean.TRUE.equals(tree.internet());
        List<Ports> ports = grammar.ports(key + ".ports", tree.ports());
        if (!ports.isEmpty() && !internet) {
            problems.add(key + ".ports", "'internet: true' beside it", "none", "they are ports of the internet");
        }
        if (tree.ports() != null && tree.ports().isEmpty()) {
            problems.add(key + ".ports", "at least one port", "none", "leave it out for all, or say 'internet: false'");
        }
        List<Neighbour> neighbours = new ArrayList<>();
        List<NetworkSettings.Neighbour> trees = tree.segments() == null ? List.of() : tree.segments();
        if (trees.size() > PlanReader.SEGMENTS_MAX) {
            problems.add(key + ".segments", "at most " + PlanReader.SEGMENTS_MAX, trees.size(), "leave some out");
            trees = List.of();
        }
        for (NetworkSettings.Neighbour neighbour : trees) {
            String at = key + ".segments[" + neighbours.size() + "]";
            if (neighbour == null
                    || neighbour.ports() != null && neighbour.ports().isEmpty()) {
                problems.add(
                        at, "a name, and at least one port or no list of ports", "nothing", "leave ports out for all");
                continue;
            }
            neighbours.add(new Neighbour(
                    grammar.segmentName(at + ".name", neighbour.name()),
                    grammar.ports(at + ".ports", neighbour.ports())));
        }
        return new Reach(internet, ports, List.copyOf(neighbours), Boolean.TRUE.equals(tree.management()));
    }
}
