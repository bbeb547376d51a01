package com.hookprobe.node.config;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the network whose packets are captured (packets 5.2). What is named decides; of what is left out the first that is
 * seen is learnt, whoever it is.
 *
 * @param gateways addresses of the gateways
 * @param dhcpServers addresses of the servers that may lease
 * @param vlans numbers of the VLANs that may be seen, 1 to 4094
 * @param accessPoints hardware addresses of our access points, by the name of their network
 */
public record KnownNetwork(
        @Nullable List<String> gateways,
        @Nullable List<String> dhcpServers,
        @Nullable List<Integer> vlans,
        @Nullable Map<String, List<String>> accessPoints) {
    private static final int VLAN_MAX = 4_094;

    /** The gateways. */
    public Set<IpAddress> gatewayAddresses() throws ConfigException {
        return all("gateways", gateways, IpAddress::parse, "addresses");
    }

    /** The servers. */
    public Set<IpAddress> dhcpServerAddresses() throws ConfigException {
        return all("dhcp_servers", dhcpServers, IpAddress::parse, "addresses");
    }

    /** The VLANs. */
    public Set<Integer> vlanNumbers() throws ConfigException {
        Set<Integer> numbers = vlans == null ? Set.of() : new LinkedHashSet<>(vlans);
        for (Integer number : numbers) {
            if (number < 1 || number > VLAN_MAX) {
                throw new ConfigException(
                        "'detection.known.vlans' expects numbers 1 to " + VLAN_MAX + "; found " + number);
            }
        }
        return numbers;
    }

    /** The access points. */
    public Map<String, Set<MacAddress>> accessPointAddresses() throws ConfigException {
        Map<String, Set<MacAddress>> points = new LinkedHashMap<>();
        if (accessPoints != null) {
            for (Map.Entry<String, List<String>> network : accessPoints.entrySet()) {
                points.put(
                        network.getKey(),
                        all("access_points", network.getValue(), MacAddress::parse, "hardware addresses"));
            }
        }
        return points;
    }

    /** Reads everything once. */
    void check() throws ConfigException {
        gatewayAddresses();
        dhcpServerAddresses();
        vlanNumbers();
        accessPointAddresses();
    }

    private static <T> Set<T> all(
            String key, @Nullable List<String> texts, Function<String, Optional<T>> parse, String what)
            throws ConfigException {
        Set<T> values = new LinkedHashSet<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            Optional<T> value = parse.apply(text);
            values.add(value.orElseThrow(
                    () -> new ConfigException("'detection.known." + key + "' expects " + what + "; found " + text)));
        }
        return values;
    }
}
