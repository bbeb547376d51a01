package com.hookprobe.network.apply;

import com.hookprobe.network.Inet4;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Manager;
import com.hookprobe.network.NetworkPlan.Segment;
import com.hookprobe.network.NetworkPlan.Uplink;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the programs themselves whether they understand what was rendered, and the machine whether it fits. */
final class PlanCheck {
    /** No machine has it: hostapd reads its whole file before it looks for the radio, and ends then. */
    private static final String NO_RADIO = "hpnone0";

    private final Machine machine;
    private final Places places;
    private final List<String> problems = new ArrayList<>();

    PlanCheck(Machine machine, Places places) {
        this.machine = machine;
        this.places = places;
    }

    List<String> check(NetworkPlan plan, Rendering rendering) throws IOException {
        for (State state : rendering.states()) {
            attempt(() -> understood(state));
        }
        for (Uplink uplink : plan.uplinks()) {
            attempt(() -> apart(uplink, plan));
        }
        for (NetworkPlan.Hotspot hotspot : plan.hotspots()) {
            attempt(() -> present(hotspot.name()));
        }
        managers(plan.manager());
        if (!plan.quarantineReach().equals(new NetworkPlan.Reachable(List.of(), List.of()))
                && !Files.isDirectory(Path.of("/proc/sys/net/bridge"))) {
            problems.add(
                    "expected the kernel's br_netfilter, which keeps hosts in quarantine from their neighbours on a bridge;"
                            + " found none; run: modprobe br_netfilter");
        }
        return problems;
    }

    private interface Look {
        void look() throws IOException;
    }

    private void attempt(Look look) {
        try {
            look.look();
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    private void understood(State state) throws IOException {
        if (state instanceof TableState table) {
            problems.addAll(machine.tables().check(table));
        } else if (state instanceof FileState file && file.path().equals(places.dnsmasqConf())) {
            dnsmasq(file);
        } else if (state instanceof FileState file && !file.secretFile().isEmpty()) {
            hostapd(file);
        } else if (state instanceof LinkState link && link.kind() == LinkState.Kind.PLAIN) {
            present(link.name());
        } else if (state instanceof ServiceState service) {
            Programs.find(service.command().get(0));
        }
    }

    private void dnsmasq(FileState file) throws IOException {
        with(file.content(), path -> {
            Commands.Output output = machine.commands().attempt("", List.of("dnsmasq", "--test", "-C", path));
            if (output.exit() != 0) {
                problems.add("dnsmasq does not take its file: " + output.told());
            }
        });
    }

    private void hostapd(FileState file) throws IOException {
        String content = machine.files().content(file).replaceFirst("(?m)^interface=.*$", "interface=" + NO_RADIO);
        with(content, path -> {
            String text =
                    machine.commands().attempt("", List.of("hostapd", path)).text();
            if (text.contains("errors found in configuration file")) {
                problems.add("hostapd does not take its file: "
                        + String.join(
                                "; ",
                                text.lines()
                                        .filter(line -> line.startsWith("Line ") || line.contains("errors"))
                                        .toList()));
            }
        });
    }

    private interface WithFile {
        void with(String path) throws IOException;
    }

    private void with(String content, WithFile body) throws IOException {
        // Where the real one lies: it may hold the passphrase.
        FileEdge.folder(Path.of(places.run()), true);
        Path file = Files.createTempFile(Path.of(places.run()), "check", ".conf");
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
            body.with(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private void present(String name) throws IOException {
        if (machine.capture(List.of(LinkState.absent(name)), false).containsValue(LinkState.absent(name))) {
            problems.add("expected an interface " + name + "; found none; 'ip link' lists those that are there");
        }
    }

    /** A hotel may have given the uplink an address of our own network. */
    private void apart(Uplink uplink, NetworkPlan plan) throws IOException {
        State found = machine.capture(List.of(LinkState.absent(uplink.name())), false)
                .values()
                .iterator()
                .next();
        if (!(found instanceof LinkState link) || link.kind() == LinkState.Kind.ABSENT) {
            problems.add(
                    "expected an interface " + uplink.name() + "; found none; 'ip link' lists those that are there");
            return;
        }
        for (String text : link.addresses()) {
            Inet4 address = Inet4.withLength(text.split(" ")[0]);
            for (Segment segment : plan.segments()) {
                if (address != null && address.overlaps(segment.address().prefix())) {
                    problems.add("expected another network at uplink " + uplink.name() + " than in segment "
                            + segment.name() + "; found " + address + " and " + segment.address()
                            + "; choose another address for the segment");
                }
            }
        }
    }

    private void managers(Manager said) {
        manager("/NetworkManager", "NetworkManager", Manager.NETWORKMANAGER, said);
        manager("/systemd/netif/state", "systemd-networkd", Manager.NETWORKD, said);
    }

    private void manager(String trace, String name, Manager which, Manager said) {
        if (said != which && Files.exists(Path.of(places.systemRun() + trace))) {
            problems.add(name + " runs here and would undo what is applied; say 'network: {manager: "
                    + which.name().toLowerCase(java.util.Locale.ROOT)
                    + "}', so that it is told to leave these interfaces alone");
        }
    }
}
