package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from a Linux system what must not be cut off: gateways and their hardware addresses, name servers, this host's own
 * addresses, the operators' sessions. What cannot be read is left out; nothing is ever looked up. Not thread-safe.
 */
public final class SystemGuard {
    private static final int LINES_MAX = 4096;
    private static final int ZERO_MAC = 0;

    private final Path root;
    private final Map<Cidr, String> prefixes = new LinkedHashMap<>();
    private final Map<MacAddress, String> stations = new LinkedHashMap<>();

    private SystemGuard(Path root) {
        this.root = root;
    }

    /**
     * The guard of this machine now.
     *
     * @param managed management hosts and mesh peers, which the caller knows, with what each is
     */
    public static LockoutGuard read(Map<Cidr, String> managed) {
        SystemGuard guard = new SystemGuard(Path.of("/"));
        guard.interfaces();
        return guard.guard(managed);
    }

    /** The same of a system whose files lie below a root; its interfaces are not read. */
    static LockoutGuard read(Path root, Map<Cidr, String> managed) {
        return new SystemGuard(root).guard(managed);
    }

    private LockoutGuard guard(Map<Cidr, String> managed) {
        managed.forEach(this::add);
        gateways();
        nameServers();
        ownStations();
        SshSessions.peers(root).forEach(peer -> add(Cidr.of(peer), "an operator's SSH session"));
        return new LockoutGuard(prefixes, stations);
    }

    private void add(Cidr prefix, String what) {
        if (prefixes.size() + stations.size() < LockoutGuard.ENTRIES_MAX) {
            prefixes.putIfAbsent(prefix, what);
        }
    }

    private void add(MacAddress station, String what) {
        if (station.bits() != ZERO_MAC && prefixes.size() + stations.size() < LockoutGuard.ENTRIES_MAX) {
            stations.putIfAbsent(station, what);
        }
    }

    private void interfaces() {
        try {
            for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(link.getInetAddresses())) {
                    add(Cidr.of(IpAddress.ofBytes(address.getAddress())), "this host");
                }
            }
        } catch (IOException e) {
            // A host without interfaces has nothing to guard here.
            return;
        }
    }

    /** /proc/net/route: destination and gateway are the kernel's bytes as one hexadecimal number, so reversed here. */
    private void gateways() {
        for (String[] columns : rows("proc/net/route")) {
            if (columns.length > 2 && columns[1].equals("00000000")) {
                number(columns[2])
                        .filter(bits -> bits != 0)
                        .ifPresent(bits -> gateway(IpAddress.v4(Integer.reverseBytes((int) (long) bits))));
            }
        }
        for (String[] columns : rows("proc/net/ipv6_route")) {
            if (columns.length > 4 && columns[1].equals("00")) {
                SshSessions.bytes(columns[4], 16)
                        .map(IpAddress::ofBytes)
                        .filter(gateway -> !gateway.isUnspecified())
                        .ifPresent(this::gateway);
            }
        }
    }

    private void gateway(IpAddress gateway) {
        add(Cidr.of(gateway), "the gateway");
        for (String[] columns : rows("proc/net/arp")) {
            if (columns.length > 3 && IpAddress.parse(columns[0]).equals(Optional.of(gateway))) {
                MacAddress.parse(columns[3]).ifPresent(mac -> add(mac, "the gateway"));
            }
        }
    }

    private void nameServers() {
        for (String[] columns : rows("etc/resolv.conf")) {
            if (columns.length > 1 && columns[0].equals("nameserver")) {
                IpAddress.parse(columns[1]).ifPresent(server -> add(Cidr.of(server), "a name server"));
            }
        }
    }

    private void ownStations() {
        try (Stream<Path> links = Files.list(root.resolve("sys/class/net"))) {
            for (Path link : links.limit(LINES_MAX).toList()) {
                for (String line : lines(link.resolve("address"))) {
                    MacAddress.parse(line.strip()).ifPresent(mac -> add(mac, "this host"));
                }
            }
        } catch (IOException e) {
            // No such folder outside of Linux.
            return;
        }
    }

    private List<String[]> rows(String file) {
        return lines(root.resolve(file)).stream()
                .map(line -> line.strip().split("\\s+"))
                .toList();
    }

    static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.limit(LINES_MAX).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static Optional<Long> number(String hex) {
        try {
            return hex.length() == 8 ? Optional.of(HexFormat.fromHexDigitsToLong(hex)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
