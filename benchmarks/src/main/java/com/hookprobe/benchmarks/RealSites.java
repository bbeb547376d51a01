package com.hookprobe.benchmarks;

import com.hookprobe.identity.KeyFile;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshBuilder;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.role.Node;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A whole mesh in this process: production nodes with keystores, sockets on the loopback, sensors that follow files, stores. What
 * an operator does by hand for each is done here; responses are dry runs.
 */
final class RealSites implements AutoCloseable {
    static final int SENTINELS = 4;
    /** Of an epoch of the ledger. */
    static final int EPOCH_SECONDS = 5;

    static final String MSSP = "mssp-1";
    static final String NEXUS = "nexus-1";

    /** What the nodes have in common. */
    record Settings(int sites, int confirmations, String store, double terSeconds, double certificateSeconds) {}

    private record Home(String name, Tier tier, Path folder, int htpPort, int dsmPort) {
        Path eve() {
            return folder.resolve("eve.json");
        }

        Path program() {
            return folder.resolve("program");
        }

        boolean site() {
            return tier == Tier.GUARDIAN || tier == Tier.FORTRESS || tier == Tier.NEXUS;
        }
    }

    private final Path folder;
    private final Settings settings;
    private final Map<String, Home> homes = new LinkedHashMap<>();
    private final Map<String, NodeKeys> keys = new LinkedHashMap<>();
    private final List<Node> running = new ArrayList<>();

    RealSites(Path folder, Settings settings) throws Exception {
        this.folder = folder;
        this.settings = settings;
        List<String> names = new ArrayList<>(List.of(MSSP));
        for (int i = 1; i <= SENTINELS; i++) {
            names.add("sentinel-" + i);
        }
        names.add(NEXUS);
        for (int i = 1; i <= settings.sites(); i++) {
            names.add((i % 3 == 0 ? "fortress-" : "guardian-") + i);
        }
        List<Integer> ports = freePorts(2 * names.size());
        for (String name : names) {
            Tier tier = Tier.ofText(name.substring(0, name.indexOf('-'))).orElseThrow();
            Path home = Files.createDirectories(folder.resolve(name));
            homes.put(name, new Home(name, tier, home, ports.remove(0), ports.remove(0)));
        }
        provision();
    }

    /** Held open together, so that they differ, and let go for the nodes. */
    private static List<Integer> freePorts(int count) throws Exception {
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

    private void provision() throws Exception {
        SecureRandom random = new SecureRandom();
        Path opener = folder.resolve("key-file");
        KeyFile.create(opener, random);
        for (Home home : homes.values()) {
            Files.writeString(home.program(), "what stands for the program of " + home.name());
            Files.createFile(home.eve());
            Path keystore = home.folder().resolve("keystore");
            keys.put(home.name(), NodeKeys.create(keystore, Unlock.keyFile(opener), home.name(), home.tier(), random));
        }
        byte[] verifier = keys(MSSP).card().kemPublicKey().orElseThrow();
        Path registryFile =
                Objects.requireNonNull(homes.get(MSSP), MSSP).folder().resolve("registry.db");
        try (DeviceRegistry registry = DeviceRegistry.open(registryFile)) {
            MeshFile.Consensus consensus = new MeshFile.Consensus(EPOCH_SECONDS, 200, 1_000);
            MeshBuilder mesh = new MeshBuilder("measured", consensus, registry);
            for (Home home : homes.values()) {
                NodeKeys own = keys(home.name());
                if (home.tier() != Tier.MSSP) {
                    byte[] baseline = new IntegrityWatch(List.of(home.program()), 1).hash();
                    registry.enrol(own.enrolmentRequest(verifier, baseline));
                    registry.approve(own.id(), "who measures");
                }
                mesh.add(
                        own.card(),
                        "127.0.0.1:" + home.htpPort(),
                        home.tier() == Tier.SENTINEL ? "127.0.0.1:" + home.dsmPort() : null);
            }
            Files.writeString(
                    meshFile(), mesh.build(System.currentTimeMillis() * 1_000).toJson());
        }
    }

    private Path meshFile() {
        return folder.resolve("mesh.json");
    }

    private NodeKeys keys(String name) {
        return Objects.requireNonNull(keys.get(name), name);
    }

    /** Starts all nodes; each line of their logs goes to the listener, on the thread of its node. */
    void start(Consumer<String> lines) throws Exception {
        MeshFile mesh = MeshFile.load(meshFile());
        for (Home home : homes.values()) {
            Path file = Files.writeString(home.folder().resolve("config.yaml"), config(home));
            NodeConfig config = new ConfigLoader(Map.of()).load(file);
            EventLog log = new EventLog(home.name(), home.tier().text(), EventLog.Format.JSON, new LineStream(lines));
            running.add(Node.start(home.tier(), config, mesh, keys(home.name()), log));
        }
    }

    private String config(Home home) {
        StringBuilder yaml = new StringBuilder("""
                node: {name: %s, data: '%s'}
                mesh: '%s'
                htp: {bind: 127.0.0.1, port: %d}
                neuro:
                  ter_interval: %s
                  integrity_files: ['%s']
                  resonance_epoch: %s
                  trust_start: 0.85
                response: {enforce: dry-run, allowlist: [127.0.0.0/8]}
                dsm:
                  storage: {microblocks: {backend: %s}}
                """.formatted(
                        home.name(),
                        home.folder(),
                        meshFile(),
                        home.htpPort(),
                        settings.terSeconds(),
                        home.program(),
                        settings.certificateSeconds(),
                        settings.store()));
        if (home.tier() == Tier.SENTINEL) {
            yaml.append("  node: {role: validator}\n  gossip: {bind: 127.0.0.1, port: %d}\n".formatted(home.dsmPort()));
        }
        if (home.site()) {
            yaml.append("detection: {eve: ['%s']}\n".formatted(home.eve()));
        }
        if (home.tier() != Tier.GUARDIAN && home.tier() != Tier.FORTRESS) {
            yaml.append("federation: {confirmations: %d, young_days: 0}\n".formatted(settings.confirmations()));
        }
        return yaml.toString();
    }

    /** All that detect and block: guardians, fortresses, the nexus. */
    List<String> sites() {
        return homes.values().stream().filter(Home::site).map(Home::name).toList();
    }

    /** Those of them that may see the attackers first; the nexus is none of them. */
    List<String> edges() {
        return homes.values().stream()
                .filter(home -> home.site() && home.tier() != Tier.NEXUS)
                .map(Home::name)
                .toList();
    }

    List<String> certified() {
        return homes.keySet().stream().filter(name -> !name.equals(MSSP)).toList();
    }

    /** The sensor of a site writes a line. */
    void sense(String site, String line) throws Exception {
        Home home = Objects.requireNonNull(homes.get(site), site);
        Files.write(home.eve(), (line + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        running.parallelStream().forEach(Node::close);
        keys.values().forEach(NodeKeys::close);
    }
}
