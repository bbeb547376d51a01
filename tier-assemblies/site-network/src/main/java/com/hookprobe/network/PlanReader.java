package com.hookprobe.network;

import com.hookprobe.network.NetworkPlan.Addressing;
import com.hookprobe.network.NetworkPlan.Forward;
import com.hookprobe.network.NetworkPlan.Hotspot;
import com.hookprobe.network.NetworkPlan.Manager;
import com.hookprobe.network.NetworkPlan.Reachable;
import com.hookprobe.network.NetworkPlan.Security;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Surroundings;
import com.hookprobe.network.NetworkPlan.Uplink;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the tree to the plan, value by value; then {@link PlanRules} looks at how they go together. */
final class PlanReader {
    static final int UPLINKS_MAX = 4;
    static final int SEGMENTS_MAX = 32;
    static final int HOTSPOTS_MAX = 4;
    static final int FORWARDS_MAX = 64;
    static final int SERVERS_MAX = 4;
    private static final int SHORTEST_UPLINK = 8;

    private final Surroundings surroundings;
    private final Problems problems = new Problems();
    private final Grammar grammar = new Grammar(problems);

    PlanReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    NetworkPlan read(NetworkSettings tree) throws PlanException {
        List<Uplink> uplinks = uplinks(tree.uplinks());
        List<Segment> segments = segments(tree);
        String trunk = tree.trunk() == null ? "" : grammar.interfaceName("trunk", tree.trunk());
        List<Hotspot> hotspots = hotspots(tree.hotspots(), segments);
        List<Inet4> dns = grammar.hosts("dns", tree.dns(), SERVERS_MAX);
        NetworkSettings.Management management = tree.management();
        List<Ports> ports = List.of(new Ports("tcp", 22, 22));
        List<Inet4> from = List.of();
        if (management != null) {
            ports = management.ports() == null ? ports : grammar.ports("management.ports", management.ports());
            from = grammar.prefixes("management.from", management.from());
        }
        NetworkPlan plan = new NetworkPlan(
                uplinks,
                segments,
                trunk,
                hotspots,
                dns,
                ports,
                from,
                forwards(tree.forwards()),
                grammar.word("manager", tree.manager(), Manager.NONE, EnumSet.allOf(Manager.class)),
                surroundings.nodePorts(),
                reach());
        if (problems.isEmpty()) {
            new PlanRules(plan, problems).check();
        }
        if (!problems.isEmpty()) {
            throw problems.exception();
        }
        return plan;
    }

    private List<Uplink> uplinks(@Nullable List<NetworkSettings.Uplink> trees) {
        List<Uplink> uplinks = new ArrayList<>();
        for (NetworkSettings.Uplink tree : some("uplinks", trees, 1, UPLINKS_MAX)) {
            String key = "uplinks[" + uplinks.size() + "]";
            Addressing addressing =
                    grammar.word(key + ".type", tree.type(), Addressing.EXTERNAL, EnumSet.allOf(Addressing.class));
            Inet4 address = null;
            Inet4 gateway = null;
            if (addressing == Addressing.STATIC) {
                address = grammar.own(key + ".address", tree.address(), SHORTEST_UPLINK);
                gateway = grammar.host(key + ".gateway", tree.gateway());
                if (address != null && !address.prefix().contains(gateway) || gateway.equals(withoutLength(address))) {
                    problems.add(
                            key + ".gateway",
                            "another address of " + key + ".address",
                            gateway.text(),
                            "name the router's");
                }
            } else if (tree.address() != null || tree.gateway() != null) {
                problems.add(
                        key,
                        "address and gateway beside 'type: static' only",
                        addressing,
                        "set the type, or leave them out");
            }
            uplinks.add(new Uplink(grammar.interfaceName(key + ".name", tree.name()), addressing, address, gateway));
        }
        return List.copyOf(uplinks);
    }

    private List<Segment> segments(NetworkSettings tree) {
        SegmentReader reader = new SegmentReader(grammar, problems);
        if (!surroundings.segmented()) {
            if (tree.segments() != null || tree.trunk() != null) {
                problems.add(
                        "segments", "a fortress", "a guardian", "a guardian has one network: write it below 'lan'");
            }
            if (tree.lan() == null) {
                problems.add("lan", "the network of this guardian", "nothing", "write at least its address");
                return List.of();
            }
            return List.of(reader.lan(tree.lan()));
        }
        if (tree.lan() != null) {
            problems.add(
                    "lan",
                    "a guardian",
                    "a fortress",
                    "a fortress has segments: write it below 'segments', with a name");
        }
        List<Segment> segments = new ArrayList<>();
        for (NetworkSettings.Segment one : some("segments", tree.segments(), 1, SEGMENTS_MAX)) {
            segments.add(reader.segment("segments[" + segments.size() + "]", one));
        }
        return List.copyOf(segments);
    }

    private List<Hotspot> hotspots(@Nullable List<NetworkSettings.Hotspot> trees, List<Segment> segments) {
        List<Hotspot> hotspots = new ArrayList<>();
        for (NetworkSettings.Hotspot tree : some("hotspots", trees, 0, HOTSPOTS_MAX)) {
            String key = "hotspots[" + hotspots.size() + "]";
            String country = grammar.country(key + ".country", tree.country());
            String band = tree.band() == null ? "2.4" : tree.band();
            if (!Set.of("2.4", "5").contains(band)) {
                problems.add(key + ".band", "\"2.4\" or \"5\", in GHz and in quotes", band, "choose one of them");
            }
            boolean fiveGhz = band.equals("5");
            int channel = tree.channel() == null ? 0 : tree.channel();
            if (!Channels.allowed(country, fiveGhz, channel)) {
                problems.add(
                        key + ".channel",
                        Channels.describe(country, fiveGhz) + " in " + country,
                        channel,
                        "choose one of them");
            }
            String only = segments.size() == 1 ? segments.get(0).name() : "";
            hotspots.add(new Hotspot(
                    grammar.interfaceName(key + ".name", tree.name()),
                    grammar.ssid(key + ".ssid", tree.ssid()),
                    grammar.word(
                            key + ".security", tree.security(), Security.TRANSITION, EnumSet.allOf(Security.class)),
                    grammar.path(key + ".passphrase_file", tree.passphraseFile()),
                    country,
                    fiveGhz,
                    channel,
                    Boolean.TRUE.equals(tree.isolate()),
                    tree.segment() == null && !only.isEmpty()
                            ? only
                            : grammar.segmentName(key + ".segment", tree.segment())));
        }
        return List.copyOf(hotspots);
    }

    private List<Forward> forwards(@Nullable List<NetworkSettings.Forward> trees) {
        List<Forward> forwards = new ArrayList<>();
        for (NetworkSettings.Forward tree : some("forwards", trees, 0, FORWARDS_MAX)) {
            String key = "forwards[" + forwards.size() + "]";
            List<Ports> port = grammar.ports(key + ".port", tree.port() == null ? List.of("") : List.of(tree.port()));
            if (port.isEmpty()) {
                port = List.of(new Ports("tcp", 1, 1));
            }
            Ports one = port.get(0);
            if (one.first() != one.last() && tree.toPort() != null) {
                problems.add(
                        key + ".to_port",
                        "nothing beside several ports",
                        tree.toPort(),
                        "each port goes to the same port");
            }
            forwards.add(new Forward(
                    one,
                    grammar.host(key + ".to", tree.to()),
                    grammar.number(key + ".to_port", tree.toPort(), 1, 65_535, one.first(), "a port"),
                    grammar.prefixes(key + ".from", tree.from())));
        }
        return List.copyOf(forwards);
    }

    private Reachable reach() {
        List<Inet4> v4 = new ArrayList<>();
        List<Inet6> v6 = new ArrayList<>();
        for (String text : surroundings.quarantineReach()) {
            Inet6 six = Inet6.of(text);
            Inet4 four = text.indexOf('/') < 0 ? Inet4.address(text) : Inet4.withLength(text);
            if (six != null) {
                v6.add(six.prefix());
            } else if (four != null) {
                v4.add(four.prefix());
            } else {
                problems.add("(response.quarantine.reach)", "addresses and prefixes", text, "mend it there");
            }
        }
        return new Reachable(v4, v6);
    }

    private <T> List<T> some(String key, @Nullable List<T> trees, int least, int most) {
        List<T> list = trees == null ? List.of() : trees;
        if (list.size() < least || list.size() > most) {
            problems.add(key, least + " to " + most + " entries", list.size(), "add or leave out some");
            return list.subList(0, Math.min(list.size(), most));
        }
        if (list.stream().anyMatch(one -> one == null)) {
            problems.add(key, "no empty entries", "one", "fill it or leave it out");
            return List.of();
        }
        return list;
    }

    private static @Nullable Inet4 withoutLength(@Nullable Inet4 address) {
        return address == null ? null : new Inet4(address.bits(), 32);
    }

    /** Who uses each name, so that the second user can be told of the first. */
    static final class Names {
        private final Map<String, String> users = new HashMap<>();

        /** The user that has it already; null when nobody had. */
        @Nullable String take(String name, String user) {
            return users.putIfAbsent(name, user);
        }
    }
}
