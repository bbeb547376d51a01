package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.node.config.DetectionSettings;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.node.config.FederationSettings;
import com.hookprobe.node.config.FleetSettings;
import com.hookprobe.node.config.LearningSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.NotificationSettings;
import com.hookprobe.node.config.RegistryPlace;
import com.hookprobe.node.config.RegistrySettings;
import com.hookprobe.node.config.ReportSettings;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whole nodes of a mesh with sockets, stores and a registry on disk, which stop and start. */
public final class LiveMesh implements AutoCloseable {
    /** A test fails when something takes longer; it is no measure of how long it may take. */
    private static final long PATIENCE_S = 90;

    private static final String MSSP = "mssp-1";
    private static final String NEXUS = "nexus-1";
    /** Of 17 slices each process takes one: a port of a node that is down for a while is not another process's to take. */
    private static final int PORTS = 1_000;

    private static final int PORT_MIN = 15_000 + (int) (ProcessHandle.current().pid() % 17) * PORTS;

    private final Path folder;
    private final TestMesh keys;
    private final MeshFile mesh;
    private final Path watched;
    private final @Nullable RegistrySettings settings;
    private final @Nullable FederationSettings sharing;
    private final Map<String, EnrolmentRequest> requests = new HashMap<>();
    private final Map<String, ExchangeSettings> exchanges = new HashMap<>();
    private final Map<String, WebSettings> webs = new HashMap<>();
    private final Map<String, LearningSettings> learning = new HashMap<>();
    private final Map<String, FleetSettings> fleets = new HashMap<>();
    private final Map<String, NodeConfig.Files> files = new HashMap<>();
    private final Map<String, NotificationSettings> notified = new HashMap<>();
    private final Map<String, ReportSettings> reports = new HashMap<>();
    private final Map<String, NodeKeeper> running = new HashMap<>();
    private final Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    private final Map<String, Duration> clocks = new ConcurrentHashMap<>();

    LiveMesh(Path folder, List<String> enrolled) throws Exception {
        this(folder, enrolled, null);
    }

    /** @param settings where the registry is; in the MSSP's folder without */
    LiveMesh(Path folder, List<String> enrolled, @Nullable RegistrySettings settings) throws Exception {
        this(folder, new TestMesh(folder), enrolled, settings, null, Map.of(), null);
    }

    private LiveMesh(
            Path folder,
            TestMesh keys,
            List<String> enrolled,
            @Nullable RegistrySettings settings,
            @Nullable FederationSettings sharing,
            Map<String, String> tenants,
            MeshFile.@Nullable Consensus consensus)
            throws Exception {
        this.folder = folder;
        this.settings = settings;
        this.sharing = sharing;
        this.keys = keys;
        this.watched = Files.writeString(folder.resolve("watched.conf"), "as it was enrolled");
        this.mesh = addressed(consensus == null ? keys.mesh.consensus() : consensus);
        operator(registry -> {
            for (String tenant : new TreeSet<>(tenants.values())) {
                registry.tenants().add(new TenantId(tenant), tenant + " Ltd", "an operator");
            }
            for (String name : enrolled) {
                TenantId tenant = new TenantId(tenants.getOrDefault(name, TenantId.DEFAULT.value()));
                registry.enrol(request(name), tenant, Optional.empty(), "an operator");
                registry.approve(id(name), "an operator");
            }
        });
    }

    /**
     * A mesh with a nexus whose sites follow sensor files and share what they detect; all are enrolled.
     *
     * @param confirmations sites that make a block
     * @param more members beside those of every test mesh and {@code nexus-1}
     */
    public static LiveMesh sharing(Path folder, int confirmations, String... more) throws Exception {
        return sharing(folder, confirmations, Map.of(), more);
    }

    /** @param tenants whose a node is; of the default tenant are all others */
    static LiveMesh sharing(Path folder, int confirmations, Map<String, String> tenants, String... more)
            throws Exception {
        List<String> added = new ArrayList<>(List.of(NEXUS));
        added.addAll(List.of(more));
        TestMesh keys = new TestMesh(folder, added.toArray(String[]::new));
        List<String> enrolled = keys.mesh.members().stream()
                .map(Member::name)
                .filter(name -> !name.equals(MSSP))
                .toList();
        LiveMesh mesh = new LiveMesh(
                folder, keys, enrolled, null, new FederationSettings(confirmations, 0, null, null), tenants, null);
        for (String name : enrolled) {
            Files.createDirectories(mesh.eve(name).getParent());
            Files.createFile(mesh.eve(name));
        }
        return mesh;
    }

    /**
     * The same with two MSSPs, which the caller starts elsewhere, and whose registry is there.
     *
     * @param registry of both
     */
    public static LiveMesh pair(Path folder, int confirmations, RegistrySettings registry, String... more)
            throws Exception {
        List<String> added = new ArrayList<>(List.of(NEXUS, "mssp-2"));
        added.addAll(List.of(more));
        TestMesh keys = new TestMesh(folder, added.toArray(String[]::new));
        List<String> enrolled = keys.mesh.members().stream()
                .filter(member -> !member.verifier())
                .map(Member::name)
                .toList();
        FederationSettings sharing = new FederationSettings(confirmations, 0, null, null);
        // Witnesses draw anew with each epoch: what processes that start or die take of the machine must not cost a
        // draw.
        MeshFile.Consensus calm = new MeshFile.Consensus(30, 200, 1_000);
        LiveMesh mesh = new LiveMesh(folder, keys, enrolled, registry, sharing, Map.of(), calm);
        for (String name : enrolled) {
            Files.createDirectories(mesh.eve(name).getParent());
            Files.createFile(mesh.eve(name));
        }
        return mesh;
    }

    /** The mesh file that its nodes read. */
    public MeshFile file() {
        return mesh;
    }

    /** What has opened the keystores of its nodes. */
    public Path keyFile() {
        return folder.resolve("key-file");
    }

    /** Starts all members, and waits until reports of these sites count everywhere and the nexus and its witnesses know each other. */
    public void stand(String... sites) throws Exception {
        for (String name : names()) {
            start(name);
        }
        for (String site : sites) {
            for (String sentinel : TestMesh.SENTINELS) {
                awaitMayReport(sentinel, site);
            }
            awaitMayReport(NEXUS, site);
            awaitLog(site, "group_key");
        }
        for (String sentinel : TestMesh.SENTINELS) {
            awaitMayReport(NEXUS, sentinel);
            awaitMayReport(sentinel, NEXUS);
        }
    }

    /** All members, the MSSP first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(List.of(MSSP));
        mesh.members().stream()
                .map(Member::name)
                .filter(name -> !name.equals(MSSP))
                .forEach(names::add);
        return names;
    }

    /** Not in the node's own folder, whose disk may be full. */
    private Path eve(String name) {
        return folder.resolve("sensors").resolve(name).resolve("eve.json");
    }

    /** The sensor of a site writes an alert about an attacker from outside. */
    public void sense(String site, String attacker) throws Exception {
        Files.writeString(eve(site), EveLines.plainAlert(attacker) + "\n", StandardOpenOption.APPEND);
    }

    /** The sensor of a site writes slight alerts, which its own detectors only watch, of the names that are given. */
    void senseSlight(String site, String attacker, String... names) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            int sid = 3_000_000 + (name.hashCode() & 0xffff);
            lines.append(EveLines.plainAlert(attacker, sid, name, "Misc activity", 3))
                    .append('\n');
        }
        Files.writeString(eve(site), lines, StandardOpenOption.APPEND);
    }

    /** What a site that does not run has in its memory of alerts. */
    void remembers(String site, AlertBaseline baseline) throws Exception {
        byte[] sealed = keys.keys(site).vault().seal("federation.alerts", baseline.snapshot());
        Files.write(home(site).resolve("alerts"), sealed);
    }

    /** The same about an attack that has succeeded: the site blocks it by itself. */
    public void senseGrave(String site, String attacker) throws Exception {
        String line = EveLines.plainAlert(attacker).replace("Attempted Admin", "Successful Admin");
        Files.writeString(eve(site), line + "\n", StandardOpenOption.APPEND);
    }

    private MeshFile addressed(MeshFile.Consensus consensus) throws Exception {
        List<DatagramSocket> free = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (Member member : keys.mesh.members()) {
            members.add(new Member(member.card(), Optional.of(reserve(free)), Optional.of(reserve(free))));
        }
        free.forEach(DatagramSocket::close);
        long hourAgo = System.currentTimeMillis() * 1000 - 3_600_000_000L;
        return new MeshFile("test", hourAgo, consensus, members);
    }

    /** Below the ports that systems give out by themselves: a node that restarts must find its own free. */
    private static InetSocketAddress reserve(List<DatagramSocket> free) throws Exception {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MIN + PORTS);
            try {
                DatagramSocket socket =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                free.add(socket);
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            } catch (BindException taken) {
                // Another one then.
            }
        }
    }

    /** What an operator does to the registry, from outside of the MSSP. */
    interface Act {
        void on(DeviceRegistry registry) throws Exception;
    }

    void operator(Act act) throws Exception {
        String db = settings == null || settings.db() == null
                ? folder.resolve(MSSP).resolve("registry.db").toString()
                : settings.db();
        char[] password = "none".toCharArray();
        try (Database database = RegistryPlace.parse(db, Optional.empty()).open(password::clone);
                DeviceRegistry registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT)) {
            act.on(registry);
        }
    }

    /** Each one is new: the secrets are sealed anew. */
    private EnrolmentRequest newRequest(String name) throws Exception {
        byte[] kem = keys.keys(MSSP).card().kemPublicKey().orElseThrow();
        return keys.keys(name).enrolmentRequest(kem, new IntegrityWatch(List.of(watched), 1).hash());
    }

    /** The request that a node was enrolled with. */
    EnrolmentRequest request(String name) throws Exception {
        if (!requests.containsKey(name)) {
            requests.put(name, newRequest(name));
        }
        return requests.get(name);
    }

    public NodeKeys keys(String name) {
        return keys.keys(name);
    }

    NodeId id(String name) {
        return keys.id(name);
    }

    public Path home(String name) {
        return folder.resolve(name);
    }

    public void start(String name) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        logs.put(name, out);
        Member self = mesh.byName(name).orElseThrow();
        NodeConfig config = new NodeConfig(
                new NodeConfig.Node(name, home(name).toString(), null, null, null),
                "mesh.json",
                new NodeConfig.Htp("127.0.0.1", self.htp().orElseThrow().getPort(), null, null, null, files.get(name)),
                new DsmSettings(
                        null,
                        null,
                        null,
                        null,
                        null,
                        new DsmSettings.Gossip(
                                "127.0.0.1", self.dsm().orElseThrow().getPort(), null),
                        null),
                new NodeConfig.Neuro(
                        0.5,
                        name.equals(MSSP) ? null : List.of(watched.toString()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        sharing == null ? null : 0.85),
                sharing == null || !self.site()
                        ? null
                        : DetectionSettings.ofEve(List.of(eve(name).toString())),
                null,
                new NodeConfig.Response("dry-run", List.of(), null, null, null),
                sharing,
                name.equals(MSSP) ? settings : null,
                exchanges.get(name),
                webs.get(name),
                null,
                null,
                learning.get(name),
                notified.get(name),
                reports.get(name),
                fleets.get(name));
        Tier tier = self.tier();
        EventLog log = new EventLog(name, tier.text(), EventLog.Format.JSON, out);
        running.put(
                name,
                NodeKeeper.start(
                        tier,
                        config,
                        mesh,
                        keys.keys(name),
                        log,
                        () -> Instant.now().plus(clocks.getOrDefault(name, Duration.ZERO))));
    }

    /** From its next start on a site has an exchange. */
    public void exchange(String name, ExchangeSettings settings) {
        exchanges.put(name, settings);
    }

    /** From its next start on a node tells people of what happens. */
    void notifies(String name, NotificationSettings settings) {
        notified.put(name, settings);
    }

    /** From its next start on a node tells of itself over HTTP. */
    void api(String name, WebSettings settings) {
        webs.put(name, settings);
    }

    /** From now on a node's wall clock is so far ahead of this machine's. */
    void clock(String name, Duration ahead) {
        clocks.put(name, ahead);
    }

    /** From its next start on a node makes reports by the calendar. */
    void reports(String name, ReportSettings settings) {
        reports.put(name, settings);
    }

    Node node(String name) {
        return running.get(name).node();
    }

    /** From its next start on a node follows policies. */
    void follows(String name, FleetSettings settings) {
        fleets.put(name, settings);
    }

    /** From its next start on a node takes part in learning together, and carries files. */
    public void learns(String name, LearningSettings settings, NodeConfig.Files carried) {
        learning.put(name, settings);
        files.put(name, carried);
    }

    /** The sensor of a site writes these lines. */
    void senseLines(String site, List<String> lines) throws Exception {
        Files.writeString(eve(site), String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
    }

    public void stop(String name) {
        NodeKeeper node = running.remove(name);
        if (node != null) {
            node.close();
        }
    }

    /** Until a running node takes reports of another one. */
    public void awaitMayReport(String at, String from) throws Exception {
        await(() -> mayReport(at, from), () -> at + " takes no report of " + from + ": " + logs.get(at));
    }

    boolean mayReport(String at, String from) {
        NodeKeeper keeper = running.get(at);
        return keeper != null && keeper.node().certificates.mayReport(id(from), System.currentTimeMillis() * 1_000);
    }

    /** The lines of a node's present run with this event and these words. */
    public List<String> logged(String name, String event, String... words) {
        return logs.get(name)
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    /** All that a node has logged in its present run. */
    String log(String name) {
        return logs.get(name).toString(StandardCharsets.UTF_8);
    }

    public void awaitLog(String name, String event, String... words) throws Exception {
        awaitLog(1, name, event, words);
    }

    public void awaitLog(int times, String name, String event, String... words) throws Exception {
        await(
                () -> logged(name, event, words).size() >= times,
                () -> name + " " + event + " " + List.of(words) + " in " + logs.get(name));
    }

    /** Until it is there; the test fails with what else there is. */
    public static void await(Callable<Boolean> there, Callable<String> what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!there.call()) {
            if (System.nanoTime() > end) {
                assertThat(what.call()).as("waited in vain").isEmpty();
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::stop);
        keys.close();
    }
}
