package com.hookprobe.benchmarks;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Accounts;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.EnrolmentOutcome;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A mesh of one MSSP, a few validators and many devices in tenants, as it stands on the disk before anything runs: keystores and
 * configurations of the nodes that run, the registry with everybody enrolled and approved, the operators, and the mesh file.
 */
final class DevicesMesh {
    static final String MSSP = "mssp-1";
    static final String PLATFORM_OPERATOR = "*/ada";
    static final String FIRST_PASSWORD = "seven green bottles";
    /** Tenants that have an operator who asks. */
    static final int TENANT_OPERATORS = 4;

    private static final char[] PASSPHRASE = "made for measuring".toCharArray();
    private static final String BY = "the measuring program";

    private final Path folder;
    private final int devices;
    private final int tenants;
    private final int validators;
    private final List<Integer> ports;

    private DevicesMesh(Path folder, int devices, int tenants, int validators, List<Integer> ports) {
        this.folder = folder;
        this.devices = devices;
        this.tenants = tenants;
        this.validators = validators;
        this.ports = ports;
    }

    /** @param place of the registry, as it stands in a configuration; empty: SQLite in the MSSP's folder */
    static DevicesMesh create(Path folder, int devices, int tenants, int validators, Optional<RegistryBackend> place)
            throws Exception {
        List<Integer> ports = FreePorts.take(2 * validators + 1);
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.add(web.getLocalPort());
        }
        DevicesMesh mesh = new DevicesMesh(folder, devices, tenants, validators, ports);
        mesh.make(place);
        return mesh;
    }

    int htpPort() {
        return ports.get(2 * validators);
    }

    int webPort() {
        return ports.get(2 * validators + 1);
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    Path file() {
        return folder.resolve("mesh.json");
    }

    Path secret() {
        return folder.resolve("devices.secret");
    }

    List<String> sentinels() {
        return IntStream.rangeClosed(1, validators)
                .mapToObj(i -> "sentinel-" + i)
                .toList();
    }

    static TenantId tenant(int number) {
        return new TenantId("tenant-" + number);
    }

    static String tenantOperator(int number) {
        return tenant(number).value() + "/bob";
    }

    private void make(Optional<RegistryBackend> place) throws Exception {
        Files.writeString(folder.resolve("passphrase"), new String(PASSPHRASE));
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.write(secret(), secret);
        Files.writeString(folder.resolve("program"), "what stands for the program of a node\n");
        List<Member> members = new ArrayList<>();
        List<EnrolmentRequest> nodes = new ArrayList<>();
        byte[] kem;
        try (NodeKeys verifier = keys(MSSP, Tier.MSSP)) {
            kem = verifier.card().kemPublicKey().orElseThrow();
            members.add(new Member(verifier.card(), Optional.of(at(htpPort())), Optional.empty()));
        }
        byte[] baseline = new IntegrityWatch(List.of(folder.resolve("program")), 1).hash();
        for (int i = 0; i < validators; i++) {
            try (NodeKeys keys = keys(sentinels().get(i), Tier.SENTINEL)) {
                nodes.add(keys.enrolmentRequest(kem, baseline));
                members.add(new Member(
                        keys.card(), Optional.of(at(ports.get(2 * i))), Optional.of(at(ports.get(2 * i + 1)))));
            }
        }
        List<EnrolmentRequest> requests = IntStream.range(0, devices)
                .parallel()
                .mapToObj(i -> new MadeDevice(secret, i).request(kem))
                .toList();
        requests.forEach(request -> members.add(outward(request.card())));
        try (Database database = place.isPresent()
                ? place.get().open()
                : Database.sqlite(Files.createDirectories(folder(MSSP)).resolve("registry.db"))) {
            enrol(DeviceRegistry.open(database, RegistryOptions.DEFAULT), nodes, requests);
            operators(database);
        }
        MeshFile.Consensus seed = MeshFile.Consensus.SEED;
        Files.writeString(file(), new MeshFile("devices", System.currentTimeMillis() * 1_000, seed, members).toJson());
        String registry = place.isEmpty()
                ? ""
                : "registry: {db: '" + place.get().place().replaceFirst("^jdbc:", "") + "', password_file: '"
                        + Files.writeString(folder.resolve("database-password"), "none") + "'}\n";
        Files.writeString(
                folder(MSSP).resolve("config.yaml"), head(MSSP, htpPort()) + registry + """
                federation: {confirmations: 3}
                api: {port: %d, metrics: public, console: {}}
                """.formatted(webPort()));
        for (int i = 0; i < validators; i++) {
            String name = sentinels().get(i);
            Files.writeString(
                    folder(name).resolve("config.yaml"),
                    head(name, ports.get(2 * i)) + """
                    dsm:
                      node: {role: validator}
                      gossip: {bind: 127.0.0.1, port: %d}
                    """.formatted(ports.get(2 * i + 1)));
        }
    }

    private static Member outward(NodeCard card) {
        return new Member(card, Optional.empty(), Optional.empty());
    }

    private NodeKeys keys(String name, Tier tier) throws Exception {
        Path home = Files.createDirectories(folder(name));
        return NodeKeys.create(home.resolve("keystore"), PASSPHRASE, name, tier, new SecureRandom());
    }

    private void enrol(DeviceRegistry registry, List<EnrolmentRequest> nodes, List<EnrolmentRequest> requests)
            throws Exception {
        for (EnrolmentRequest node : nodes) {
            registry.enrol(node);
            registry.approve(node.card().nodeId(), BY);
        }
        SiteId site = new SiteId("site-1");
        for (int t = 0; t < tenants; t++) {
            registry.tenants().add(tenant(t), "Tenant " + t, BY);
            registry.tenants().addSite(tenant(t), site, "Site 1", BY);
            List<EnrolmentRequest> its = new ArrayList<>();
            for (int i = t; i < devices; i += tenants) {
                its.add(requests.get(i));
            }
            for (EnrolmentOutcome outcome : registry.enrolAll(its, tenant(t), Optional.of(site), BY)) {
                if (outcome.device().isEmpty()) {
                    throw new IllegalStateException("a device was not enrolled: " + outcome);
                }
                registry.approve(outcome.id(), BY);
            }
        }
    }

    private void operators(Database database) throws Exception {
        Accounts accounts = new Access(database, AuditSink.NONE).accounts();
        operator(
                accounts,
                LoginName.parse(PLATFORM_OPERATOR.substring(2)),
                Scope.platform(),
                Set.of(Role.OPERATOR, Role.ANALYST));
        for (int t = 0; t < Math.min(tenants, TENANT_OPERATORS); t++) {
            operator(accounts, LoginName.parse(tenantOperator(t)), Scope.tenant(tenant(t)), Set.of(Role.OPERATOR));
        }
    }

    private static void operator(Accounts accounts, LoginName name, Scope where, Set<Role> roles) throws Exception {
        Principal local = Principal.local("root");
        accounts.add(local, name, FIRST_PASSWORD.toCharArray());
        for (Role role : roles) {
            accounts.grant(local, name, new Grant(role, where));
        }
    }

    /** As an installation writes it, with paths and ports of this run. */
    private String head(String name, int port) {
        return String.format(
                Locale.ROOT,
                """
                node: {name: %s, data: '%s', passphrase_file: '%s'}
                mesh: '%s'
                htp: {bind: 127.0.0.1, port: %d}
                neuro: {integrity_files: ['%s']}
                """,
                name,
                folder(name),
                folder.resolve("passphrase"),
                file(),
                port,
                folder.resolve("program"));
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
