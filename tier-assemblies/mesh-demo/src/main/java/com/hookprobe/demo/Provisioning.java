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
public final class Provisioning {
    /** How a mesh differs from the demo's. Each method has the demo's own answer. */
    public interface Wishes {
        /** Seconds of an epoch. */
        default int epochSeconds() {
            return 2;
        }

        /** Where the others send to, for this port of a node. */
        default int reachedAt(DemoNode node, int port) {
            return port;
        }

        /** The MSSP's registry. */
        default DeviceRegistry registry(DemoNode mssp) throws RegistryException, DemoFailedException {
            return DeviceRegistry.open(mssp.folder().resolve("registry.db"));
        }

        /** More of {@code dsm.storage}, in YAML's flow form with a comma before it. */
        default String storage(DemoNode node) {
            return "";
        }

        /** More sections of a node's configuration. */
        default String more(DemoNode node) {
            return "";
        }
    }

    private static final String OPERATOR = "demo operator";

    private final DemoPlan plan;
    private final Path data;
    private final char[] passphrase;
    private final Wishes wishes;

    private Provisioning(DemoPlan plan, Path data, Wishes wishes) {
        this.wishes = wishes;
        this.plan = plan;
        this.data = data.toAbsolutePath();
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.passphrase = HexFormat.of().formatHex(random).toCharArray();
    }

    static void run(DemoPlan plan, Path data, int confirmations, String store, boolean console)
            throws IOException, DemoFailedException {
        run(plan, data, confirmations, store, new Wishes() {
            @Override
            public String more(DemoNode node) {
                return console && Consoles.NODES.contains(node.name())
                        ? "api: {bind: 127.0.0.1, port: 0, console: {}}\n"
                        : "";
            }
        });
    }

    /**
     * Makes everything that the nodes need below the folder, which is there and empty.
     *
     * @param confirmations how many sites must confirm before the mesh blocks
     * @param store kind of the ledger's store
     */
    public static void run(DemoPlan plan, Path data, int confirmations, String store, Wishes wishes)
            throws IOException, DemoFailedException {
        try {
            new Provisioning(plan, data, wishes).provision(confirmations, store);
        } catch (KeystoreException | RegistryException | MeshException e) {
            throw new DemoFailedException("provisioning failed: " + e.getMessage());
        }
    }

    private void provision(int confirmations, String store)
            throws IOException, KeystoreException, RegistryException, MeshException, DemoFailedException {
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
            // Before anything is in it: a database's password may be.
            Files.deleteIfExists(node.config());
            Files.createFile(
                    node.config(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    node.config(), config(node, confirmations, store) + wishes.more(node), StandardCharsets.UTF_8);
        }
    }

    private void enrol(Map<DemoNode, NodeKeys> keys)
            throws IOException, KeystoreException, RegistryException, MeshException, DemoFailedException {
        DemoNode mssp = plan.node("mssp-1");
        byte[] verifierKey =
                Objects.requireNonNull(keys.get(mssp)).card().kemPublicKey().orElseThrow();
        try (DeviceRegistry registry = wishes.registry(mssp)) {
            MeshBuilder mesh =
                    new MeshBuilder("demo", new MeshFile.Consensus(wishes.epochSeconds(), 200, 1_000), registry);
            for (Map.Entry<DemoNode, NodeKeys> entry : keys.entrySet()) {
                DemoNode node = entry.getKey();
                NodeCard card = entry.getValue().card();
                if (node != mssp) {
                    byte[] baseline = new IntegrityWatch(List.of(node.binary()), 1).hash();
                    EnrolmentRequest request = entry.getValue().enrolmentRequest(verifierKey, baseline);
                    registry.enrol(request);
                    registry.approve(card.nodeId(), OPERATOR);
                }
                mesh.add(
                        card,
                        address(node, node.htpPort()),
                        node.dsmPort() == 0 ? null : address(node, node.dsmPort()));
            }
            Files.writeString(
                    meshFile(), mesh.build(System.currentTimeMillis() * 1000).toJson());
        }
    }

    private String address(DemoNode node, int port) {
        return "127.0.0.1:" + wishes.reachedAt(node, port);
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
        yaml.append("dsm:\n  storage: {microblocks: {backend: %s}%s}\n".formatted(store, wishes.storage(node)));
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
