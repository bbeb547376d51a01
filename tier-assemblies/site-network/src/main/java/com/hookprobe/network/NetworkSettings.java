package com.hookprobe.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree {@code network} of a node's configuration, as it is read: nothing is checked yet, {@link NetworkPlan#of} does. NETWORK 2 says
 * what each key means and which values it takes.
 *
 * @param uplinks ways to the internet; the first is preferred
 * @param lan the one network of a guardian
 * @param trunk the interface that carries the segments that have a VLAN id
 * @param segments the networks of a fortress
 * @param hotspots radios
 * @param dns servers that names are asked of; without, the machine's own resolver file
 * @param management how this machine is run
 * @param forwards ports that are open to the internet
 * @param manager what else manages interfaces here and shall leave ours alone: none, networkd or networkmanager
 */
public record NetworkSettings(
        @Nullable List<Uplink> uplinks,
        @Nullable Segment lan,
        @Nullable String trunk,
        @Nullable List<Segment> segments,
        @Nullable List<Hotspot> hotspots,
        @Nullable List<String> dns,
        @Nullable Management management,
        @Nullable List<Forward> forwards,
        @Nullable String manager) {

    /**
     * A way to the internet.
     *
     * @param name of the interface
     * @param type external (who manages it now goes on), dhcp, or static
     * @param address static only, such as 203.0.113.10/24
     * @param gateway next hop; static only
     */
    public record Uplink(
            @Nullable String name,
            @Nullable String type,
            @Nullable String address,
            @Nullable String gateway) {}

    /**
     * A network of the site.
     *
     * @param name 1 to 12 of a-z, 0-9 and -, a letter first
     * @param vlan id on the trunk
     * @param interfaces ports that belong to it untagged
     * @param address of this machine in it, with the length of its prefix
     * @param dhcp leases; without, none are given out
     * @param dns servers that its hosts are told; without, this machine
     * @param ipv6 address of this machine in it, in a unique local /64
     * @param isolate its hosts do not reach each other
     * @param quarantine its hosts reach only what hosts in quarantine reach
     * @param reach what its hosts reach beside each other
     */
    public record Segment(
            @Nullable String name,
            @Nullable Integer vlan,
            @Nullable List<String> interfaces,
            @Nullable String address,
            @Nullable Dhcp dhcp,
            @Nullable List<String> dns,
            @Nullable String ipv6,
            @Nullable Boolean isolate,
            @Nullable Boolean quarantine,
            @Nullable Reach reach) {}

    /**
     * Leases of a segment.
     *
     * @param from first address
     * @param to last address
     * @param lease seconds
     * @param hosts that always get the same address
     */
    public record Dhcp(
            @Nullable String from,
            @Nullable String to,
            @Nullable Integer lease,
            @Nullable List<Host> hosts) {}

    /**
     * A host that always gets the same address.
     *
     * @param mac its hardware address
     * @param address outside of the range of leases or within it
     */
    public record Host(@Nullable String mac, @Nullable String address) {}

    /**
     * What the hosts of a segment reach beside each other.
     *
     * @param internet true: what is beyond the uplinks
     * @param ports of the internet; without, all
     * @param segments others of the site
     * @param management they may run this machine
     */
    public record Reach(
            @Nullable Boolean internet,
            @Nullable List<String> ports,
            @Nullable List<Neighbour> segments,
            @Nullable Boolean management) {}

    /**
     * Another segment that may be reached.
     *
     * @param name of the segment
     * @param ports there, such as tcp/9100; without, all
     */
    public record Neighbour(@Nullable String name, @Nullable List<String> ports) {}

    /**
     * A radio.
     *
     * @param name of the interface
     * @param ssid the network's name, 1 to 32 bytes
     * @param security wpa2, wpa3, or transition (both)
     * @param passphraseFile its first line is the passphrase
     * @param country two letters
     * @param band 2.4 or 5, in GHz
     * @param channel 0 lets the driver choose
     * @param isolate its stations do not reach each other
     * @param segment that its stations are in
     */
    public record Hotspot(
            @Nullable String name,
            @Nullable String ssid,
            @Nullable String security,
            @Nullable String passphraseFile,
            @Nullable String country,
            @Nullable String band,
            @Nullable Integer channel,
            @Nullable Boolean isolate,
            @Nullable String segment) {}

    /**
     * How this machine is run.
     *
     * @param ports such as tcp/22
     * @param from prefixes beyond the uplinks that may use them
     */
    public record Management(
            @Nullable List<String> ports, @Nullable List<String> from) {}

    /**
     * A port that is open to the internet.
     *
     * @param port such as tcp/8443, on this machine's addresses at the uplinks
     * @param to address of a host in a segment
     * @param toPort without, the same
     * @param from prefixes that may use it; without, all
     */
    public record Forward(
            @Nullable String port,
            @Nullable String to,
            @Nullable Integer toPort,
            @Nullable List<String> from) {}
}
