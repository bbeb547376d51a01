package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a pipeline is told about its site. Where a set is empty, the detector that needs it learns.
 *
 * @param sensor the name that events and detections carry
 * @param local our own networks
 * @param thresholds the numbers of the detectors
 * @param flowsMax flows at once, rounded up to a power of two; each takes 137 bytes
 * @param conversationsMax flows whose contents are read at once, 1 to 65534; each takes up to 8 KiB
 * @param seed of the hashes; an unpredictable number keeps attackers from choosing colliding addresses
 * @param gateways the routers of our networks
 * @param ownAddresses the addresses of the host that captures
 * @param ownMacs its hardware addresses
 * @param vlans the VLANs that may be seen tagged
 * @param dhcpServers the servers that may answer
 * @param accessPoints of our wireless networks, by name
 */
public record PacketConfig(
        String sensor,
        LocalNetworks local,
        Thresholds thresholds,
        int flowsMax,
        int conversationsMax,
        long seed,
        Set<IpAddress> gateways,
        Set<IpAddress> ownAddresses,
        Set<MacAddress> ownMacs,
        Set<Integer> vlans,
        Set<IpAddress> dhcpServers,
        Map<String, Set<MacAddress>> accessPoints) {
    private static final int FLOWS_LIMIT = 1 << 24;

    /**
     * Copies the sets and checks the ranges.
     *
     * @throws IllegalArgumentException for a number of flows outside 8..16777216
     */
    public PacketConfig {
        if (flowsMax < 8 || flowsMax > FLOWS_LIMIT) {
            throw new IllegalArgumentException("flows lie in 8.." + FLOWS_LIMIT + ", got " + flowsMax);
        }
        gateways = Set.copyOf(gateways);
        ownAddresses = Set.copyOf(ownAddresses);
        ownMacs = Set.copyOf(ownMacs);
        vlans = Set.copyOf(vlans);
        dhcpServers = Set.copyOf(dhcpServers);
        Map<String, Set<MacAddress>> copied = new HashMap<>();
        accessPoints.forEach((name, points) -> copied.put(name, Set.copyOf(points)));
        accessPoints = Map.copyOf(copied);
    }

    /** A builder with nothing configured: 131072 flows, 4096 conversations, the private ranges. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers a configuration; each method returns this. */
    public static final class Builder {
        private String sensor = "packets";
        private LocalNetworks local = LocalNetworks.privateRanges();
        private Thresholds thresholds = Thresholds.standard();
        private int flowsMax = 1 << 17;
        private int conversationsMax = 1 << 12;
        private long seed;
        private Set<IpAddress> gateways = Set.of();
        private Set<IpAddress> ownAddresses = Set.of();
        private Set<MacAddress> ownMacs = Set.of();
        private Set<Integer> vlans = Set.of();
        private Set<IpAddress> dhcpServers = Set.of();
        private Map<String, Set<MacAddress>> accessPoints = Map.of();

        private Builder() {}

        public Builder sensor(String name) {
            sensor = name;
            return this;
        }

        public Builder local(LocalNetworks networks) {
            local = networks;
            return this;
        }

        public Builder thresholds(Thresholds values) {
            thresholds = values;
            return this;
        }

        public Builder flowsMax(int max) {
            flowsMax = max;
            return this;
        }

        public Builder conversationsMax(int max) {
            conversationsMax = max;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder gateways(Set<IpAddress> addresses) {
            gateways = addresses;
            return this;
        }

        public Builder own(Set<IpAddress> addresses, Set<MacAddress> macs) {
            ownAddresses = addresses;
            ownMacs = macs;
            return this;
        }

        public Builder vlans(Set<Integer> ids) {
            vlans = ids;
            return this;
        }

        public Builder dhcpServers(Set<IpAddress> servers) {
            dhcpServers = servers;
            return this;
        }

        public Builder accessPoints(Map<String, Set<MacAddress>> points) {
            accessPoints = points;
            return this;
        }

        /** The configuration. */
        public PacketConfig build() {
            return new PacketConfig(
                    sensor,
                    local,
                    thresholds,
                    flowsMax,
                    conversationsMax,
                    seed,
                    gateways,
                    ownAddresses,
                    ownMacs,
                    vlans,
                    dhcpServers,
                    accessPoints);
        }
    }
}
