package com.hookprobe.network.render;

import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Hotspot;
import com.hookprobe.network.NetworkPlan.Manager;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.TableState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that a plan comes to on a machine. The same plan and places give the same bytes.
 *
 * @param planHash SHA-256 in hexadecimal of all that follows from the plan
 * @param states in order of their application
 */
public record Rendering(String planHash, List<State> states) {
    /** What the first line of each file of ours begins with. */
    public static final String HEADER = "# Written by HookProbe (site network)";

    public Rendering {
        states = List.copyOf(states);
    }

    /** Renders a plan. */
    public static Rendering of(NetworkPlan plan, Places places) {
        List<LinkState> links = Links.render(plan);
        List<ServiceState> services = new Services(plan, places).all();
        List<State> bare = new ArrayList<>();
        for (Hotspot hotspot : plan.hotspots()) {
            String conf =
                    HostapdConf.render(hotspot, plan.segment(hotspot.segment()).bridge());
            bare.add(new FileState(places.hostapdConf(hotspot.name()), true, conf, hotspot.passphraseFile(), ""));
        }
        bare.add(FileState.of(places.dnsmasqConf(), DnsmasqConf.render(plan, places)));
        if (places.systemd()) {
            services.forEach(service -> bare.add(FileState.of(places.unit(service.name()), Services.unit(service))));
        }
        others(plan, links, places, bare);
        bare.add(new TableState(GatewayRules.TABLE, GatewayRules.render(plan)));
        bare.addAll(links);
        bare.add(Sysctls.render(plan));
        bare.addAll(services);
        String hash = hash(bare);
        return new Rendering(
                hash, bare.stream().map(state -> headed(state, hash)).toList());
    }

    /** The content without the line that says who wrote it. */
    public static String body(String content) {
        return content.startsWith(HEADER) ? content.substring(content.indexOf('\n') + 1) : content;
    }

    /** What else manages interfaces is told to leave ours alone. */
    private static void others(NetworkPlan plan, List<LinkState> links, Places places, List<State> files) {
        List<String> names = new ArrayList<>(links.stream().map(LinkState::name).toList());
        plan.hotspots().forEach(hotspot -> names.add(hotspot.name()));
        if (plan.manager() == Manager.NETWORKD) {
            files.add(FileState.of(
                    places.systemRun() + "/systemd/network/05-hookprobe.network",
                    "[Match]\nName=" + String.join(" ", names) + "\n[Link]\nUnmanaged=yes\n"));
        } else if (plan.manager() == Manager.NETWORKMANAGER) {
            String devices = String.join(
                    ";", names.stream().map(name -> "interface-name:" + name).toList());
            files.add(FileState.of(
                    places.systemRun() + "/NetworkManager/conf.d/90-hookprobe.conf",
                    "[keyfile]\nunmanaged-devices=" + devices + "\n"));
        }
    }

    private static State headed(State state, String hash) {
        if (!(state instanceof FileState file)) {
            return state;
        }
        String line = HEADER + " from plan " + hash.substring(0, 16)
                + "; it is written anew with each application: change the node's configuration instead\n";
        return new FileState(file.path(), true, line + file.content(), file.secretFile(), "");
    }

    private static String hash(List<State> states) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("HOOKPROBE SITE NETWORK PLAN V1\n".getBytes(StandardCharsets.US_ASCII));
            states.forEach(state -> digest.update((state + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
