package com.hookprobe.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part: 4 sentinels, 1 MSSP, 1 nexus, 2 guardians, 1 fortress, each with free UDP ports on the loopback. */
public record DemoPlan(List<DemoNode> nodes) {
    /**
     * The plan below a folder.
     *
     * @param basePort first of 13 UDP ports, 0 for free ones
     */
    public static DemoPlan on(Path data, int basePort) throws IOException {
        List<String> names = List.of(
                "mssp-1",
                "sentinel-1",
                "sentinel-2",
                "sentinel-3",
                "sentinel-4",
                "nexus-1",
                "guardian-1",
                "guardian-2",
                "fortress-1");
        int ports = names.size() + 4;
        List<Integer> free = basePort > 0 ? consecutive(basePort, ports) : free(ports);
        List<DemoNode> nodes = new ArrayList<>();
        int next = 0;
        for (String name : names) {
            String tier = name.substring(0, name.indexOf('-'));
            int htpPort = free.get(next++);
            int dsmPort = tier.equals("sentinel") ? free.get(next++) : 0;
            nodes.add(new DemoNode(name, tier, data.resolve(name), htpPort, dsmPort));
        }
        return new DemoPlan(List.copyOf(nodes));
    }

    private static List<Integer> consecutive(int from, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(from + i);
        }
        return ports;
    }

    /** Free at this moment: held open together, so that they differ, and released for the nodes. */
    private static List<Integer> free(int count) throws IOException {
        List<DatagramSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            held.forEach(DatagramSocket::close);
        }
    }

    /** The node of this name, which there is. */
    public DemoNode node(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    /** Those that detect and block. */
    public List<DemoNode> sites() {
        return nodes.stream().filter(DemoNode::site).toList();
    }

    /** Those that decide checkpoints. */
    public List<DemoNode> validators() {
        return nodes.stream().filter(DemoNode::validator).toList();
    }
}
