package com.hookprobe.network;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network that can be carried out: every value has passed its grammar, so that none can end the line, the string or the argument that it
 * is written into. Made by {@link #of} only, from the tree of a configuration. Immutable.
 *
 * @param uplinks in order of preference
 * @param segments in the order of the tree
 * @param trunk interface that carries VLANs; empty for none
 * @param dns servers that names are asked of; empty: those of the machine's resolver file
 * @param management ports by which this machine is run
 * @param managementFrom prefixes beyond the uplinks that may use them
 * @param nodePorts of the node itself, open on all interfaces
 * @param quarantineReach what hosts in quarantine reach, of both families
 */
public record NetworkPlan(
        List<Uplink> uplinks,
        List<Segment> segments,
        String trunk,
        List<Hotspot> hotspots,
        List<Inet4> dns,
        List<Ports> management,
        List<Inet4> managementFrom,
        List<Forward> forwards,
        Manager manager,
        List<Ports> nodePorts,
        Reachable quarantineReach) {

    /** What else manages interfaces on this machine. */
    public enum Manager {
        NONE,
        NETWORKD,
        NETWORKMANAGER
    }

    /**
     * What the node's configuration says elsewhere.
     *
     * @param segmented false on a guardian, which has one network
     * @param nodePorts of HTP and the like
     * @param quarantineReach addresses and prefixes, {@code response.quarantine.reach}
     */
    public record Surroundings(boolean segmented, List<Ports> nodePorts, List<String> quarantineReach) {
        public Surroundings {
            nodePorts = List.copyOf(nodePorts);
            quarantineReach = List.copyOf(quarantineReach);
        }
    }

    /** Addresses and prefixes of both families. */
    public record Reachable(List<Inet4> v4, List<Inet6> v6) {
        public Reachable {
            v4 = List.copyOf(v4);
            v6 = List.copyOf(v6);
        }
    }

    /** How an uplink gets its address. */
    public enum Addressing {
        /** Whoever gives it one now goes on. */
        EXTERNAL,
        DHCP,
        STATIC
    }

    /**
     * @param address null unless static
     * @param gateway null unless static
     */
    public record Uplink(
            String name,
            Addressing addressing,
            @Nullable Inet4 address,
            @Nullable Inet4 gateway) {}

    /**
     * @param vlan id on the trunk; 0 for none
     * @param ports interfaces that belong to it untagged
     * @param address of this machine
     * @param dhcp null for none
     * @param dns that hosts are told; empty: this machine
     * @param ipv6 of this machine; null for none
     */
    public record Segment(
            String name,
            int vlan,
            List<String> ports,
            Inet4 address,
            @Nullable Dhcp dhcp,
            List<Inet4> dns,
            @Nullable Inet6 ipv6,
            boolean isolate,
            boolean quarantine,
            Reach reach) {
        /** The name of its bridge. */
        public String bridge() {
            return BRIDGE_PREFIX + name;
        }

        /** The name of its VLAN interface. */
        public String vlanInterface() {
            return VLAN_PREFIX + vlan;
        }
    }

    public record Dhcp(Inet4 from, Inet4 to, int leaseSeconds, List<Host> hosts) {}

    public record Host(String mac, Inet4 address) {}

    /**
     * @param internetPorts empty: all
     */
    public record Reach(boolean internet, List<Ports> internetPorts, List<Neighbour> segments, boolean management) {
        static final Reach NOTHING = new Reach(false, List.of(), List.of(), false);
    }

    /** @param ports empty: all */
    public record Neighbour(String name, List<Ports> ports) {}

    /** How stations prove that they know the passphrase. */
    public enum Security {
        WPA2,
        WPA3,
        TRANSITION
    }

    /**
     * @param fiveGhz else 2.4 GHz
     * @param channel 0: the driver chooses
     */
    public record Hotspot(
            String name,
            String ssid,
            Security security,
            String passphraseFile,
            String country,
            boolean fiveGhz,
            int channel,
            boolean isolate,
            String segment) {}

    public record Forward(Ports port, Inet4 to, int toPort, List<Inet4> from) {}

    /** What the name of each bridge begins with. */
    public static final String BRIDGE_PREFIX = "hp-";

    /** What the name of each VLAN interface begins with, before its id. */
    public static final String VLAN_PREFIX = "hpv";

    /** What the name of an interface may not begin with, since those are ours. */
    static final Set<String> OURS = Set.of(BRIDGE_PREFIX, VLAN_PREFIX);

    /**
     * Checks a tree.
     *
     * @throws PlanException with everything that is wrong with it
     */
    public static NetworkPlan of(NetworkSettings settings, Surroundings surroundings) throws PlanException {
        return new PlanReader(surroundings).read(settings);
    }

    /** The segment of that name. */
    public Segment segment(String name) {
        return segments.stream()
                .filter(segment -> segment.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no segment " + name));
    }

    /** True when a segment has IPv6. */
    public boolean hasIpv6() {
        return segments.stream().anyMatch(segment -> segment.ipv6() != null);
    }
}
