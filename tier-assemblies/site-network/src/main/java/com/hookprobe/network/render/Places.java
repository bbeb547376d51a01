package com.hookprobe.network.render;

/**
 * Where things lie; absolute paths without an ending slash.
 *
 * @param run folder for files that are made anew after each start of the machine, such as /run/hookprobe/network
 * @param data folder for what outlives it
 * @param systemRun where systemd and NetworkManager look for what holds until the next start; /run
 * @param systemd true where systemd runs services
 */
public record Places(String run, String data, String systemRun, boolean systemd) {
    /** Of dnsmasq. */
    public String dnsmasqConf() {
        return run + "/dnsmasq.conf";
    }

    /** Of the hotspot with that interface. */
    public String hostapdConf(String radio) {
        return run + "/hostapd-" + radio + ".conf";
    }

    /** Of a service of ours. */
    public String unit(String service) {
        return systemRun + "/systemd/system/hookprobe-" + service + ".service";
    }
}
