package com.hookprobe.demo;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.MeshBuilder;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an operator does once by hand ({@code keys init}, {@code keys request}, {@code device enrol}, {@code device
 * approve}, {@code mesh create}, a configuration for each node), done for the demo's nodes. The passphrase is made new for
 * each run and lies beside the keystores: the demo's data is for show.
 */
final class Provisioning {
    private static final int EPOCH_SECONDS = 2;
    private static final String OPERATOR = "demo operator";

    private final DemoPlan plan;
    private final Path data;
    private final char[] passphrase;

    private Provisioning(DemoPlan plan, Path data) {
        this.plan = plan;
        this.data = data.toAbsolutePath();
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.passphrase = HexFormat.of().formatHex(random).toCharArray();
    }

    static void run(DemoPlan plan, Path data, int confirmations, String store, boolean console)
            throws IOException, DemoFailedException {
        try {
            new Provisioning(plan, data).provision(confirmations, store, console);
        } catch (KeystoreException | RegistryException | MeshException e) {
            throw new DemoFailedException("provisioning failed: " + e.getMessage());
        }
    }

    private void provision(int confirmations, String store, boolean console)
            throws IOException, KeystoreException, RegistryException, MeshException {
        Files.writeString(passphraseFile(), new String(passphrase) + "\n");
        Files.setPosixFilePermissions(passphraseFile(), PosixFilePermissions.fromString("rw-------"));
        Map<DemoNode, NodeKeys> keys = new LinkedHashMap<>();
        try {
            for (DemoNode node : plan.nodes()) {
                Files.createDirectories(node.folder());
                Files.writeString(node.binary(), "what stands for the program of " + node.name() + "\n");
                Files.createFile(node.eve());
                keys.put(
                        node,
                        NodeKeys.create(
                                node.folder().resolve("keystore"),
                                passphrase,
                                node.name(),
                                Tier.ofText(node.tier()).orElseThrow(),
                                new SecureRandom()));
            }
            enrol(keys);
        } finally {
            keys.values().forEach(NodeKeys::close);
        }
        for (DemoNode node : plan.nodes()) {
            String api = console && Consoles.NODES.contains(node.name())
                    ? "api: {bind: 127.0.0.1, port: 0, console: {}}\n"
                    : "";
            Files.writeString(node.config(), config(node, confirmations, store) + api, StandardCharsets.UTF_8);
        }
    }

    private void enrol(Map<DemoNode, NodeKeys> keys)
            throws IOException, KeystoreException, RegistryException, MeshException {
        DemoNode mssp = plan.node("mssp-1");
        byte[] verifierKey =
                Objects.requireNonNull(keys.get(mssp)).card().kemPublicKey().orElseThrow();
        try (DeviceRegistry registry = DeviceRegistry.open(mssp.folder().resolve("registry.db"))) {
            MeshBuilder mesh = new MeshBuilder("demo", new MeshFile.Consensus(EPOCH_SECONDS, 200, 1_000), registry);
            for (Map.Entry<DemoNode, NodeKeys> entry : keys.entrySet()) {
                DemoNode node = entry.getKey();
                NodeCard card = entry.getValue().card();
                if (node != mssp) {
                    byte[] baseline = new IntegrityWatch(List.of(node.binary()), 1).hash();
                    EnrolmentRequest request = entry.getValue().enrolmentRequest(verifierKey, baseline);
                    registry.enrol(request);
                    registry.approve(card.nodeId(), OPERATOR);
                }
                mesh.add(card, loopback(node.htpPort()), node.dsmPort() == 0 ? null : loopback(node.dsmPort()));
            }
            Files.writeString(
                    meshFile(), mesh.build(System.currentTimeMillis() * 1000).toJson());
        }
    }

    private static String loopback(int port) {
        return "127.0.0.1:" + port;
    }

    private Path passphraseFile() {
        return data.resolve("passphrase");
    }

    private Path meshFile() {
        return data.resolve("mesh.json");
    }

    private String config(DemoNode node, int confirmations, String store) {
        StringBuilder yaml = new StringBuilder("""
                node:
                  name: %s
                  data: '%s'
                  passphrase_file: '%s'
                mesh: '%s'
                htp:
                  bind: 127.0.0.1
                  port: %d
                  heartbeat: 5
                  idle_timeout: 15
                neuro:
                  ter_interval: 1
                  integrity_files: ['%s']
                  resonance_epoch: 10
                  trust_start: 0.85
                response:
                  enforce: dry-run
                  allowlist: [127.0.0.0/8]
                """.formatted(
                        node.name(),
                        node.folder().toAbsolutePath(),
                        passphraseFile(),
                        meshFile(),
                        node.htpPort(),
                        node.binary().toAbsolutePath()));
        yaml.append("dsm:\n  storage: {microblocks: {backend: %s}}\n".formatted(store));
        if (node.validator()) {
            yaml.append("  node: {role: validator}\n  gossip: {bind: 127.0.0.1, port: %d}\n".formatted(node.dsmPort()));
        }
        if (node.site()) {
            yaml.append("detection:\n  eve: ['%s']\n".formatted(node.eve().toAbsolutePath()));
        }
        // Correlators and witnesses count alike, each by its own configuration.
        if (node.tier().equals("mssp") || node.tier().equals("nexus") || node.validator()) {
            yaml.append("federation:\n  confirmations: %d\n  young_days: 0\n".formatted(confirmations));
        }
        return yaml.toString();
    }
}
