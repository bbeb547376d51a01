package com.hookprobe.network.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.LinkState.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Interfaces, by the command ip. */
final class LinkEdge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FOREVER = 4_294_967_295L;

    private final Commands commands;

    LinkEdge(Commands commands) {
        this.commands = commands;
    }

    /** How it is; addresses and routes only when they are asked for. */
    LinkState capture(String name, boolean addressed) throws IOException {
        Commands.Output output = commands.attempt("", List.of("ip", "-j", "-d", "address", "show", "dev", name));
        if (output.exit() != 0) {
            if (output.text().contains("does not exist")) {
                return LinkState.absent(name);
            }
            throw new IOException(
                    "'ip address show dev " + name + "' ended with " + output.exit() + ": " + output.told());
        }
        JsonNode link = JSON.readTree(output.text()).path(0);
        JsonNode info = link.path("linkinfo");
        Kind kind = switch (info.path("info_kind").asText()) {
            case "bridge" -> Kind.BRIDGE;
            case "vlan" -> Kind.VLAN;
            default -> Kind.PLAIN;
        };
        boolean vlan = kind == Kind.VLAN;
        return new LinkState(
                name,
                kind,
                vlan ? link.path("link").asText() : "",
                vlan ? info.path("info_data").path("id").asInt() : 0,
                link.path("master").asText(),
                info.path("info_slave_data").path("isolated").asBoolean(),
                info.path("info_data").path("nf_call_iptables").asInt() == 1,
                flags(link).contains("UP"),
                addressed,
                addressed ? addresses(link) : List.of(),
                addressed ? routes(name) : List.of());
    }

    private static List<String> flags(JsonNode link) {
        List<String> flags = new ArrayList<>();
        link.path("flags").forEach(flag -> flags.add(flag.asText()));
        return flags;
    }

    private static List<String> addresses(JsonNode link) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode one : link.path("addr_info")) {
            // What the kernel makes of its own accord comes back by itself.
            if (!one.path("scope").asText().equals("global")
                    || one.path("mngtmpaddr").asBoolean()
                    || one.path("temporary").asBoolean()) {
                continue;
            }
            StringBuilder text = new StringBuilder(
                    one.path("local").asText() + "/" + one.path("prefixlen").asInt());
            if (one.has("broadcast")) {
                text.append(" brd ").append(one.path("broadcast").asText());
            }
            for (String word : List.of("nodad", "noprefixroute")) {
                text.append(one.path(word).asBoolean() ? " " + word : "");
            }
            long valid = one.path("valid_life_time").asLong(FOREVER);
            if (valid != FOREVER) {
                text.append(" valid_lft ").append(valid);
                text.append(" preferred_lft ")
                        .append(one.path("preferred_life_time").asLong());
            }
            addresses.add(text.toString());
        }
        return addresses;
    }

    private List<String> routes(String name) throws IOException {
        List<String> routes = new ArrayList<>();
        for (String family : List.of("-4", "-6")) {
            for (String line :
                    commands.run("ip", family, "route", "show", "dev", name).split("\n")) {
                String route = line.replaceAll("\\b(linkdown|dead)\\b", "")
                        .replaceAll("\\s+", " ")
                        .strip();
                if (!route.isEmpty()
                        && !route.contains("proto kernel")
                        && !route.contains("proto ra")
                        && !route.startsWith("fe80::/")) {
                    routes.add(route);
                }
            }
        }
        return routes;
    }

    /** Makes it so. */
    void carry(LinkState wanted) throws IOException {
        LinkState now = capture(wanted.name(), wanted.addressed());
        boolean made = now.kind() == Kind.BRIDGE || now.kind() == Kind.VLAN;
        boolean other = now.kind() != wanted.kind()
                || now.vlan() != wanted.vlan()
                || !now.parent().equals(wanted.parent());
        if (made && other) {
            commands.run("ip", "link", "delete", "dev", wanted.name());
            now = LinkState.absent(wanted.name());
        }
        if (wanted.kind() == Kind.ABSENT) {
            return;
        }
        if (now.kind() == Kind.ABSENT) {
            make(wanted);
            now = capture(wanted.name(), wanted.addressed());
        }
        attach(wanted, now);
        address(wanted, now);
    }

    private void make(LinkState wanted) throws IOException {
        String name = wanted.name();
        switch (wanted.kind()) {
            case BRIDGE -> commands.run("ip", "link", "add", "name", name, "type", "bridge", "forward_delay", "0");
            case VLAN ->
                commands.run(
                        "ip",
                        "link",
                        "add",
                        "link",
                        wanted.parent(),
                        "name",
                        name,
                        "type",
                        "vlan",
                        "id",
                        "" + wanted.vlan());
            default ->
                throw new IOException(
                        "expected an interface " + name + "; found none; 'ip link' lists those that are there");
        }
    }

    private void attach(LinkState wanted, LinkState now) throws IOException {
        String name = wanted.name();
        if (!now.master().equals(wanted.master())) {
            if (wanted.master().isEmpty()) {
                commands.run("ip", "link", "set", "dev", name, "nomaster");
            } else {
                commands.run("ip", "link", "set", "dev", name, "master", wanted.master());
            }
        }
        boolean port = !wanted.master().isEmpty();
        if (port && (now.isolated() != wanted.isolated() || !now.master().equals(wanted.master()))) {
            String isolated = wanted.isolated() ? "on" : "off";
            commands.run("ip", "link", "set", "dev", name, "type", "bridge_slave", "isolated", isolated);
        }
        if (wanted.kind() == Kind.BRIDGE && now.filtered() != wanted.filtered()) {
            String filtered = wanted.filtered() ? "1" : "0";
            commands.run(
                    "ip",
                    "link",
                    "set",
                    "dev",
                    name,
                    "type",
                    "bridge",
                    "nf_call_iptables",
                    filtered,
                    "nf_call_ip6tables",
                    filtered);
        }
    }

    private void address(LinkState wanted, LinkState now) throws IOException {
        String name = wanted.name();
        if (now.up() != wanted.up()) {
            commands.run("ip", "link", "set", "dev", name, wanted.up() ? "up" : "down");
        }
        if (!wanted.addressed()) {
            return;
        }
        for (String address : now.addresses()) {
            if (!wanted.addresses().contains(address)) {
                commands.run("ip", "address", "delete", address.split(" ")[0], "dev", name);
            }
        }
        for (String address : wanted.addresses()) {
            if (!now.addresses().contains(address)) {
                words("", address, List.of("address", "replace"), name);
            }
        }
        // With an address its routes went.
        List<String> routes = capture(name, true).routes();
        for (String route : routes) {
            if (!wanted.routes().contains(route)) {
                words(family(route), route, List.of("route", "delete"), name);
            }
        }
        for (String route : wanted.routes()) {
            if (wanted.up() && !routes.contains(route)) {
                words(family(route), route, List.of("route", "replace"), name);
            }
        }
    }

    private static String family(String route) {
        return route.indexOf(':') >= 0 ? "-6" : "-4";
    }

    private void words(String family, String what, List<String> verb, String name) throws IOException {
        List<String> line = new ArrayList<>(List.of("ip"));
        if (!family.isEmpty()) {
            line.add(family);
        }
        line.addAll(verb);
        line.addAll(List.of(what.split(" ")));
        line.addAll(List.of("dev", name));
        commands.feed("", line);
    }
}
