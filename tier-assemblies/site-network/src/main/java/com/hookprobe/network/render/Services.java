package com.hookprobe.network.render;

import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.NetworkPlan.Addressing;
import com.hookprobe.network.NetworkPlan.Hotspot;
import com.hookprobe.network.core.State.ServiceState;
import java.util.ArrayList;
import java.util.List;

/** The programs that run for a plan, and with systemd their units. */
final class Services {
    private final NetworkPlan plan;
    private final Places places;

    Services(NetworkPlan plan, Places places) {
        this.plan = plan;
        this.places = places;
    }

    List<ServiceState> all() {
        List<ServiceState> services = new ArrayList<>();
        for (int i = 0; i < plan.uplinks().size(); i++) {
            NetworkPlan.Uplink uplink = plan.uplinks().get(i);
            if (uplink.addressing() == Addressing.DHCP) {
                List<String> command = new ArrayList<>(List.of("dhcpcd", "-q", "-b", "-4", "-m", "" + Links.metric(i)));
                if (!plan.dns().isEmpty()) {
                    command.addAll(List.of("-C", "resolv.conf"));
                }
                command.add(uplink.name());
                services.add(service(
                        "uplink-" + uplink.name(), command, "/run/dhcpcd/" + uplink.name() + "-4.pid", List.of()));
            }
        }
        for (Hotspot hotspot : plan.hotspots()) {
            String name = "hostapd-" + hotspot.name();
            String conf = places.hostapdConf(hotspot.name());
            String pid = places.run() + "/" + name + ".pid";
            services.add(service(name, List.of("hostapd", "-B", "-P", pid, conf), pid, List.of(conf)));
        }
        String pid = places.run() + "/dnsmasq.pid";
        String conf = places.dnsmasqConf();
        services.add(service("dnsmasq", List.of("dnsmasq", "-C", conf, "--pid-file=" + pid), pid, List.of(conf)));
        return services;
    }

    private ServiceState service(String name, List<String> command, String pidFile, List<String> files) {
        List<String> all = new ArrayList<>(files);
        if (places.systemd()) {
            all.add(places.unit(name));
        }
        return new ServiceState(name, command, pidFile, all, true);
    }

    /** The unit of a service; systemd keeps it running, so it stays in the foreground. */
    static String unit(ServiceState service) {
        List<String> words = new ArrayList<>(service.command());
        switch (words.get(0)) {
            case "dnsmasq" -> words.set(words.size() - 1, "--keep-in-foreground");
            case "hostapd" -> words.subList(1, 4).clear();
            default -> words.set(words.indexOf("-b"), "-B");
        }
        Lines unit = new Lines();
        unit.add("[Unit]");
        unit.add("Description=HookProbe site network: " + service.name());
        unit.add("[Service]");
        unit.add("ExecStart=" + String.join(" ", words));
        if (words.get(0).equals("dhcpcd")) {
            unit.add("ExecStop=dhcpcd -4 -k " + words.get(words.size() - 1));
        }
        unit.add("Restart=on-failure");
        unit.add("RestartSec=2");
        return unit.toString();
    }
}
