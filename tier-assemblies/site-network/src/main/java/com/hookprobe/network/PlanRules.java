package com.hookprobe.network;

import com.hookprobe.network.NetworkPlan.Forward;
import com.hookprobe.network.NetworkPlan.Hotspot;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the values of a plan go together. */
final class PlanRules {
    private final NetworkPlan plan;
    private final Problems problems;

    PlanRules(NetworkPlan plan, Problems problems) {
        this.plan = plan;
        this.problems = problems;
    }

    void check() {
        interfaces();
        names();
        prefixes();
        neighbours();
        management();
        forwards();
        for (Hotspot hotspot : plan.hotspots()) {
            if (segment(hotspot.segment()).isEmpty()) {
                problems.add(
                        "hotspots", "the name of a segment", hotspot.segment(), "name one that is below 'segments'");
            }
        }
    }

    /** Each interface has one duty. */
    private void interfaces() {
        PlanReader.Names names = new PlanReader.Names();
        plan.uplinks().forEach(uplink -> take(names, uplink.name(), "uplinks"));
        if (!plan.trunk().isEmpty()) {
            take(names, plan.trunk(), "trunk");
        }
        plan.segments().forEach(s -> s.ports().forEach(port -> take(names, port, "segment " + s.name())));
        plan.hotspots().forEach(hotspot -> take(names, hotspot.name(), "hotspots"));
    }

    private void take(PlanReader.Names names, String name, String user) {
        String other = names.take(name, user);
        if (other != null) {
            problems.add(user, "an interface that nothing else uses", name, "it is used in " + other);
        }
    }

    private void names() {
        PlanReader.Names names = new PlanReader.Names();
        PlanReader.Names vlans = new PlanReader.Names();
        boolean tagged = false;
        for (Segment segment : plan.segments()) {
            if (names.take(segment.name(), "segments") != null) {
                problems.add("segments", "each name once", segment.name(), "choose another");
            }
            boolean radio = plan.hotspots().stream().anyMatch(h -> h.segment().equals(segment.name()));
            if (segment.ports().isEmpty() && segment.vlan() == 0 && !radio) {
                problems.add(
                        "segments",
                        "interfaces, a vlan or a hotspot for " + segment.name(),
                        "none of them",
                        "say where its hosts are");
            }
            if (segment.vlan() != 0) {
                tagged = true;
                if (vlans.take(Integer.toString(segment.vlan()), segment.name()) != null) {
                    problems.add(
                            "segments", "each VLAN id once", segment.vlan(), "choose another for " + segment.name());
                }
            }
        }
        if (tagged == plan.trunk().isEmpty()) {
            problems.add(
                    "trunk",
                    "an interface exactly when a segment has a vlan",
                    tagged ? "no trunk" : "no vlan",
                    "set both or none");
        }
    }

    private void prefixes() {
        List<Inet4> taken = new ArrayList<>();
        List<Inet6> taken6 = new ArrayList<>();
        for (Uplink uplink : plan.uplinks()) {
            if (uplink.address() != null) {
                apart("uplinks", uplink.address().prefix(), taken);
            }
        }
        for (Segment segment : plan.segments()) {
            apart("segments", segment.address().prefix(), taken);
            Inet6 six = segment.ipv6();
            if (six != null) {
                taken6.stream()
                        .filter(six::overlaps)
                        .forEach(other -> problems.add("segments", "prefixes apart", six, "it overlaps " + other));
                taken6.add(six);
            }
        }
    }

    private void apart(String key, Inet4 prefix, List<Inet4> taken) {
        taken.stream()
                .filter(prefix::overlaps)
                .forEach(other ->
                        problems.add(key, "prefixes apart", prefix, "it overlaps " + other + "; choose another"));
        taken.add(prefix);
    }

    private void neighbours() {
        for (Segment segment : plan.segments()) {
            PlanReader.Names names = new PlanReader.Names();
            segment.reach().segments().forEach(neighbour -> {
                Optional<Segment> target = segment(neighbour.name());
                if (target.isEmpty() || neighbour.name().equals(segment.name())) {
                    problems.add(
                            "segments",
                            "the name of another segment in reach of " + segment.name(),
                            neighbour.name(),
                            "name one");
                } else if (target.get().quarantine()) {
                    problems.add(
                            "segments",
                            "no segment of quarantine in reach of " + segment.name(),
                            neighbour.name(),
                            "leave it out");
                } else if (names.take(neighbour.name(), segment.name()) != null) {
                    problems.add(
                            "segments",
                            "each segment once in reach of " + segment.name(),
                            neighbour.name(),
                            "join their ports");
                }
            });
        }
    }

    /** Whoever cannot reach the machine any more cannot mend it either. */
    private void management() {
        boolean inside =
                plan.segments().stream().anyMatch(segment -> segment.reach().management());
        boolean outside = !plan.managementFrom().isEmpty();
        if (plan.management().isEmpty() && (inside || outside)) {
            problems.add("management.ports", "at least one port", "none", "leave it out for tcp/22");
        } else if (!plan.management().isEmpty() && !inside && !outside) {
            problems.add(
                    "management",
                    "somebody who may run this machine",
                    "nobody",
                    "set 'reach: {management: true}' on a segment or 'management: {from: [...]}', or 'management: {ports: []}'"
                            + " for a machine that is run from its own keyboard");
        }
    }

    private void forwards() {
        for (int i = 0; i < plan.forwards().size(); i++) {
            Forward forward = plan.forwards().get(i);
            String key = "forwards[" + i + "]";
            Optional<Segment> target = plan.segments().stream()
                    .filter(segment -> segment.address().prefix().contains(forward.to()))
                    .findFirst();
            if (target.isEmpty()
                    || target.get().address().bits() == forward.to().bits()
                    || target.get().quarantine()) {
                problems.add(
                        key + ".to",
                        "a host of a segment, not of quarantine",
                        forward.to().text(),
                        "name one");
            }
            for (int j = 0; j < i; j++) {
                if (plan.forwards().get(j).port().overlaps(forward.port())) {
                    problems.add(key + ".port", "each port once", forward.port(), "forwards[" + j + "] has it");
                }
            }
            plan.nodePorts().stream()
                    .filter(forward.port()::overlaps)
                    .forEach(own -> problems.add(
                            key + ".port",
                            "a port that the node does not use itself",
                            forward.port(),
                            "choose another"));
            if (!plan.managementFrom().isEmpty() && plan.management().stream().anyMatch(forward.port()::overlaps)) {
                problems.add(key + ".port", "no port by which this machine is run", forward.port(), "choose another");
            }
        }
    }

    private Optional<Segment> segment(String name) {
        return plan.segments().stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
