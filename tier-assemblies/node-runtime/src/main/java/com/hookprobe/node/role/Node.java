package com.hookprobe.node.role;

import com.hookprobe.console.view.NodeView.NotificationsView;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpBindException;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.http.Endpoint;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.health.DiskState;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.keys.OtherHardwareException;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.power.BatteryReader;
import com.hookprobe.node.reload.ConfigSource;
import com.hookprobe.node.reload.LiveConfig;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.resonance.NeuroHistory;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.resonance.Revocations;
import com.hookprobe.node.service.ServiceManager;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A running node: its loop, its endpoints, its sessions, and the roles of its tier. */
public final class Node implements AutoCloseable {
    /** Routing 3.2: alerts under attack wait for a slot of 16 ms in the mean, and 69 kB a second go through a session. */
    private static final int GHOST_RATE = 64;

    private static final Duration STATS_EVERY = Duration.ofSeconds(10);
    private static final int FINGERPRINT_LENGTH = 64;
    /** Leaving a log that others share takes a while. */
    private static final long CLOSE_SECONDS = 10;

    /** federation 12.9: how long a region decides nothing about what the MSSP's operator has taken back. */
    private static final Duration PARDON = Duration.ofHours(24);

    private final NodeContext node;
    private final Revocations revocations;
    private final RevocationDesk desk;
    final CertificateBook certificates;
    private final VerifierAway away;
    private final List<Role> roles = new ArrayList<>();
    private final List<HtpEndpoint> endpoints = new ArrayList<>();
    private final NodeStats stats;
    /** What {@link WebRole} serves; its order counts. */
    private final List<Endpoint> served = new ArrayList<>();

    private final Observatory observatory;
    private final ReloadRole reload;
    private @Nullable WebRole web;
    private @Nullable ConsoleRole console;
    private Optional<NotifyRole> notified = Optional.empty();
    private HtpListener listener;
    private long malformed;
    private boolean closed;

    private final Unsealed unsealed;
    private final ClockKeeper clock;
    private @Nullable BlockStore opened;

    /** What a node finds around it, and what it takes over from the one before. */
    record Surroundings(HardwareReading hardware, InstantSource wall, Unsealed unsealed) {}

    private Node(
            NodeConfig config,
            MeshFile mesh,
            NodeKeys keys,
            EventLog log,
            Member self,
            Genesis genesis,
            Surroundings around) {
        this.unsealed = around.unsealed();
        this.clock = new ClockKeeper(around.wall(), log, genesis.params(), this::clockMoved);
        NodeLoop loop = new NodeLoop("node-" + self.name(), log, clock.clock());
        Links links = new Links(loop, log, mesh, sink());
        this.node = new NodeContext(config, log, loop, keys, mesh, genesis, self, links);
        node.watchers().add(clock);
        this.reload = new ReloadRole(node);
        this.roles.add(reload);
        this.stats = new NodeStats(node, endpoints);
        this.observatory = new Observatory(node, roles, stats, () -> malformed, clock);
        this.listener = links.listener();
        Map<NodeId, ResonanceCertificate.SignatureCheck> verifiers = new HashMap<>();
        for (Member verifier : mesh.verifiers()) {
            byte[] key = verifier.card().ed25519();
            verifiers.put(verifier.id(), (message, signature) -> Ed25519.verify(key, message, signature));
        }
        this.revocations = new Revocations(verifiers);
        this.desk = new RevocationDesk(node, revocations, revoked -> {
            for (Role role : roles) {
                role.onRevoked(revoked);
            }
        });
        this.away = new VerifierAway(config.sharing().withoutVerifier(), loop::nowNs);
        this.certificates = new CertificateBook(verifiers, revocations, away);
    }

    /**
     * Starts a node. Fails before anything runs when configuration, keystore and mesh file do not belong together.
     *
     * @throws OtherHardwareException when this is not the machine that the keys were made for
     * @throws HtpBindException when a port is taken; the message names it
     */
    public static Node start(Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys, EventLog log)
            throws Exception {
        return start(tier, config, mesh, keys, log, HardwareReading.read());
    }

    /** The same on hardware that was read before. */
    static Node start(
            Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys, EventLog log, HardwareReading hardware)
            throws Exception {
        return start(tier, config, mesh, keys, log, new Surroundings(hardware, InstantSource.system(), new Unsealed()));
    }

    /** The same in given surroundings. */
    static Node start(Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys, EventLog log, Surroundings around)
            throws Exception {
        HardwareReading hardware = around.hardware();
        HardwareGate.pass(keys.hardware(), hardware, log);
        Member self = StartCheck.self(tier, config, mesh, keys);
        Genesis genesis = MeshGenesis.of(mesh);
        Path data = Path.of(config.node().data());
        Files.createDirectories(data);
        RestoreCheck.pass(keys, data);
        Node started = new Node(config, mesh, keys, log, self, genesis, around);
        try {
            if (!self.verifier()) {
                started.roles.add(new HardwareRole(started.node, hardware));
            }
            started.open();
            return started;
        } catch (Exception e) {
            started.close();
            throw e;
        }
    }

    private void open() throws Exception {
        Connections connections = new Connections(node);
        if (!node.self().verifier()) {
            desk.recall();
        }
        notified = NotifyRole.open(node);
        PowerRole power = new PowerRole(node, BatteryReader.ofThisMachine(), this::saveEnergy);
        roles.add(power);
        Vault vault = node.keys().vault();
        NeuroRole neuro = node.self().verifier() ? null : neuro(vault);
        ResonanceBinding binding =
                neuro == null ? ResonanceBinding.none(new byte[FINGERPRINT_LENGTH]) : neuro.binding();
        BlockStore store = Stores.open(node);
        opened = store;
        observatory.watch(store);
        // Before the roles that close the store.
        roles.add(new ApiRole(node, store));
        roles.add(new ProjectionRole(node, store));
        if (!node.self().site()) {
            roles.add(new ShapeRole(node, power::band, List.of(), peer -> false));
        }
        if (node.self().verifier()) {
            Standings standings = new Standings(node.mesh().fellows(node.self()));
            RegistryRole registry = RegistryRole.open(node);
            RegistryDesk asked = registry.desk();
            roles.add(registry);
            roles.add(new EnrolmentRole(node, asked, node.config().enrolment()));
            EnrolmentSecret secrets = new EnrolmentSecret(node, vault);
            VerifierRole verifier = new VerifierRole(node, registry.registry(), asked, vault, secrets, standings)
                    .ready(registry.registry());
            LedgerRole ledger = new LedgerRole(node, store, vault, null);
            roles.add(verifier);
            roles.add(new HardwareWatch(node, asked, vault, secrets, verifier::accuse, verifier::violated));
            roles.add(ledger);
            boolean first = node.self().id().equals(node.mesh().verifier().id());
            if (first) {
                roles.add(AuditRole.open(
                        node, registry.database(), asked, store, vault, (type, payload) -> ledger.seal(type, payload)));
            }
            Constituency everyone = new WholeMesh(
                    node.mesh(),
                    verifier::resonant,
                    verifier::awaited,
                    verifier::ageDays,
                    verifier::weighs,
                    verifier.trust());
            CorrelatorRole correlator = new CorrelatorRole(node, ledger, everyone, message -> {});
            PardonDesk pardons = new PardonDesk(node, ledger, correlator::pardon);
            node.loop().execute(pardons::start);
            verifier.onRevoked(correlator::forget);
            roles.add(correlator);
            ReportRole reports = Reports.ofProvider(node, ledger, store, registry.registry(), verifier);
            roles.addAll(reports.roles());
            FleetRole fleet = FleetRole.open(node, asked, ledger, store, vault);
            roles.add(fleet);
            console(new ConsoleRole.Parts(
                    store,
                    ConsoleMesh.judged(verifier),
                    Optional.empty(),
                    Optional.of(registry),
                    observatory::readiness,
                    notified.map(NotificationsView.class::cast),
                    reports,
                    Optional.of(Reports.fleet(node, fleet, verifier, reports))));
            AggregatorRole.open(node, ledger, store, vault, everyone).ifPresent(roles::add);
            serve(
                    peer -> Optional.of(
                            node.mesh().isVerifier(peer)
                                    ? TrustBand.FULL
                                    : verifier.trust().band(peer)),
                    TrustBand.QUARANTINE);
            HtpEndpoint htp = open("htp", node.config().htpBind(), node.config().htpPort(), binding, standings);
            connections.keepFellows(htp);
        } else if (node.self().validator()) {
            roles.add(neuro);
            roles.add(new ValidatorRole(
                    node,
                    store,
                    certificates,
                    Objects.requireNonNull(neuro, "only the verifier has none")::ownCertificate));
            if (!node.self().later()) {
                // Witnesses are the validators of the genesis.
                roles.add(new WitnessRole(node, store, certificates, node.links()::send));
            }
            BandRights rights = serve(this::shownBand, TrustBand.LIMITED);
            HtpEndpoint htp = open(
                    "htp",
                    builder("htp", node.config().htpBind(), node.config().htpPort(), binding, doors(m -> true))
                            .introduces(rights));
            HtpEndpoint dsm = open(
                    "dsm", node.config().gossipBind(), node.config().gossipPort(), binding, doors(Member::validator));
            connections.keepValidators(dsm);
            node.mesh().verifiers().forEach(verifier -> connections.keep(htp, verifier, true));
        } else {
            FleetSiteRole fleet = FleetSiteRole.open(node, vault);
            LedgerRole ledger = new LedgerRole(node, store, vault, neuro);
            roles.add(neuro);
            roles.add(ledger);
            Defences.Answer answer = Defences.answer(node);
            Response response = answer.response();
            KnownHops hops = new KnownHops(node, power, certificates);
            ShapeRole shape = siteShape(power, hops);
            roles.add(shape);
            ReportRoute route = new ReportRoute(node, hops, shape::loss, shape::swarm);
            SiteMemory memory = SiteMemory.open(node);
            SharingRole sharing = new SharingRole(node, ledger, response, memory, route, revocations::contains);
            roles.add(sharing);
            Optional<LearningRole> learning = LearningRole.open(node, ledger, memory.relations(), this::files);
            SiteRole site = new SiteRole(
                    node,
                    ledger,
                    answer,
                    sharing,
                    shape::onThreat,
                    unsealed,
                    learning.map(LearningSight.class::cast).orElse(LearningSight.NONE));
            roles.add(site);
            ReportRole reports = Reports.ofSite(node, ledger, store, certificates);
            roles.addAll(reports.roles());
            fleet.with(ledger, observatory::lookAt, site::scored);
            roles.add(fleet);
            console(new ConsoleRole.Parts(
                    store,
                    ConsoleMesh.certified(node, certificates),
                    Optional.of(new ConsoleRole.Site(response, site.operators())),
                    Optional.empty(),
                    observatory::readiness,
                    notified.map(NotificationsView.class::cast),
                    reports,
                    Optional.empty()));
            learning.ifPresent(roles::add);
            if (node.config().exchange() != null) {
                ExchangeRole.Parts parts = new ExchangeRole.Parts(site, ledger, answer);
                roles.add(ExchangeRole.open(node, node.config().exchange(), parts));
            }
            boolean region = node.self().tier() == Tier.NEXUS;
            if (region) {
                region(ledger, sharing, site);
            }
            serve(this::shownBand, region ? TrustBand.LIMITED : TrustBand.FULL);
            Directory doors = region ? doors(Member::site) : null;
            HtpEndpoint htp = open("htp", node.config().htpBind(), node.config().htpPort(), binding, doors);
            node.mesh().verifiers().forEach(verifier -> connections.keep(htp, verifier, true));
            node.mesh().validators().forEach(validator -> connections.keep(htp, validator, false));
            node.mesh().region().filter(m -> !region).ifPresent(m -> connections.keep(htp, m, false));
        }
        begin();
    }

    private void console(ConsoleRole.Parts parts) throws Exception {
        ConsoleRole.open(node, parts).ifPresent(opened -> {
            console = opened;
            served.addAll(opened.endpoints());
        });
    }

    /** The nexus: key holder, relay, and the correlator of its region. */
    private void region(LedgerRole ledger, SharingRole sharing, SiteRole site) throws Exception {
        NodeId self = node.self().id();
        RegionRole relay = new RegionRole(node, sharing, certificates);
        CorrelatorRole correlator = new CorrelatorRole(
                node, ledger, new RegionSites(node, certificates), decision -> sharing.onMesh(self, decision));
        sharing.holds(new SharingRole.Region() {
            @Override
            public void own(MeshMessage message) throws Exception {
                relay.own(message);
                correlator.onMesh(self, message);
            }

            @Override
            public void pardoned(TagKey key) throws Exception {
                correlator.suppress(key, PARDON);
            }
        });
        site.operators().correlator(new PardonDesk(node, ledger, correlator::pardon)::answer);
        roles.add(relay);
        roles.add(correlator);
    }

    private ShapeRole siteShape(PowerRole power, KnownHops hops) {
        List<NodeId> ways = new ArrayList<>();
        node.mesh().verifiers().forEach(end -> ways.add(end.id()));
        ReportRoute.relay(node).ifPresent(relay -> ways.add(relay.id()));
        return new ShapeRole(
                node, power::band, ways, way -> hops.open(way) && (node.mesh().isVerifier(way) || hops.relays(way)));
    }

    private void saveEnergy(boolean save) {
        endpoints.forEach(endpoint -> endpoint.saveEnergy(save));
    }

    private NeuroRole neuro(Vault vault) throws Exception {
        try (Secret seed = node.keys().neuroSeed()) {
            return seed.use(bytes -> new NeuroRole(node, history(bytes, vault)));
        }
    }

    private NeuroHistory history(byte[] seed, Vault vault) throws Exception {
        Path folder = node.data().resolve("neuro");
        try {
            NeuroHistory history = NeuroHistory.open(folder, seed, vault, "neuro.weights");
            long least = HighMark.open(node.data(), NeuroRole.MARK, node.log()).number();
            if (history.count() < least) {
                long found = history.count();
                history.close();
                throw new NeuroException(
                        NeuroException.Kind.LOG_CORRUPT,
                        "expected record " + least + ", which the verifier has, found only " + found);
            }
            return history;
        } catch (NeuroException e) {
            throw new ConfigException(
                    folder + ": " + e.getMessage()
                            + "; put the newest copy of that folder back, or enrol this node anew with new keys: the verifier has its"
                            + " history, and another one in its place would be a rollback ('hookprobe neuro explain --log' shows the damage)");
        }
    }

    private Directory doors(Predicate<Member> allowed) {
        return new Doors(node.mesh(), revocations, allowed);
    }

    /** trust 4.2: what peers have shown; the verifier shows nothing, and is the one who judges. */
    private Optional<TrustBand> shownBand(NodeId peer) {
        return node.mesh().isVerifier(peer)
                ? Optional.of(TrustBand.FULL)
                : certificates.band(peer, node.loop().wallMicros());
    }

    /** Before the endpoints open; from here on the bands of peers decide what they get. */
    private BandRights serve(Bands bands, TrustBand unknown) throws IOException {
        Serving serving = Serving.of(node, bands, unknown);
        roles.addAll(serving.roles());
        stats.refusedBy(serving.turnstile());
        listener = serving.listener();
        return serving.rights();
    }

    /** Of a start that failed before a role had it. */
    private void closeStore() {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (StoreException e) {
            node.log().event("stop_failed", "role", "store", "error", e.toString());
        }
    }

    private Optional<FilesRole> files() {
        return roles.stream()
                .filter(FilesRole.class::isInstance)
                .map(FilesRole.class::cast)
                .findFirst();
    }

    private HtpEndpoint open(
            String name, String bind, int port, ResonanceBinding binding, @Nullable Directory directory)
            throws HtpBindException, KeystoreException {
        return open(name, builder(name, bind, port, binding, directory));
    }

    private HtpEndpoint.Builder builder(
            String name, String bind, int port, ResonanceBinding binding, @Nullable Directory directory)
            throws KeystoreException {
        HtpEndpoint.Builder builder = HtpEndpoint.builder(node.keys().htp())
                .name(node.self().name() + "-" + name)
                .bind(new InetSocketAddress(bind, port))
                .binding(binding)
                .heartbeat(node.config().heartbeat())
                .idleTimeout(node.config().idleTimeout())
                .limits(HtpLimits.builder().ghostRate(GHOST_RATE).build())
                .listener(listener);
        if (directory != null) {
            builder.kemKeyPair(node.keys().kem()).directory(directory);
        }
        return builder;
    }

    private HtpEndpoint open(String name, HtpEndpoint.Builder builder) throws HtpBindException {
        HtpEndpoint endpoint = builder.open();
        endpoints.add(endpoint);
        observatory.watch(name, endpoint);
        node.log().event("listening", "protocol", name, "address", String.valueOf(endpoint.localAddress()));
        return endpoint;
    }

    private void begin() throws IOException, GeneralSecurityException {
        // Closed behind those that it tells of.
        notified.ifPresent(roles::add);
        ObserveRole observe = new ObserveRole(node, observatory);
        roles.add(observe);
        WebSettings settings = node.config().api();
        if (settings != null) {
            served.addAll(ObservedEndpoints.of(
                    settings, observatory, () -> observe.page().json()));
        }
        WebRole door = new WebRole(node, served);
        web = door;
        observatory.watch(door);
        door.open();
        for (Role role : roles) {
            node.loop().execute(role::start);
        }
        clock.start(node.loop());
        node.loop().every(STATS_EVERY, () -> stats.log(malformed));
        node.loop().every(STATS_EVERY, node.log()::tellSuppressed);
        node.log()
                .event(
                        "started",
                        "id",
                        node.self().id().hex(),
                        "network",
                        node.genesis().networkId().hex(),
                        "pid",
                        ProcessHandle.current().pid());
    }

    /** On the loop, before anything else is told the new time. */
    private void clockMoved(long byMicros) {
        for (Role role : roles) {
            role.onClockMoved(byMicros);
        }
    }

    /** Where {@code config reload} reads the configuration anew, on the loop. */
    public void reloadsFrom(ConfigSource source) {
        node.loop().execute(() -> reload.source(source));
    }

    /** Has the loop say that every role has started, and from then on that it turns. */
    public void tell(ServiceManager manager) {
        SignsOfLife.give(node.loop(), manager, this::status);
    }

    private String status() {
        return node.self().name() + ": sessions with " + node.links().peers().size() + " of "
                + (node.mesh().members().size() - 1) + " other members";
    }

    private Links.Sink sink() {
        return new Links.Sink() {
            @Override
            public void onPeerUp(NodeId peer) throws Exception {
                if (desk.turnsAway(peer)) {
                    return;
                }
                if (node.mesh().isVerifier(peer)) {
                    away.onUp();
                }
                for (Role role : roles) {
                    role.onPeerUp(peer);
                }
                node.watchers().session(peer, true);
            }

            @Override
            public void onPeerDown(NodeId peer) throws Exception {
                if (node.mesh().verifiers().stream()
                        .noneMatch(verifier -> node.links().connected(verifier.id()))) {
                    away.onDown();
                }
                for (Role role : roles) {
                    role.onPeerDown(peer);
                }
                node.watchers().session(peer, false);
            }

            @Override
            public void onPeerRejected(NodeId peer, long terSequence) throws Exception {
                for (Role role : roles) {
                    role.onPeerRejected(peer, terSequence);
                }
            }

            @Override
            public void onMessage(NodeId from, int channel, byte[] message) throws Exception {
                route(from, channel, message);
            }

            @Override
            public void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) throws Exception {
                for (Role role : roles) {
                    role.onEvidence(from, exporter, rdv, posf);
                }
            }
        };
    }

    private void route(NodeId from, int channel, byte[] bytes) throws Exception {
        if (channel == Channels.DSM) {
            for (Role role : roles) {
                role.onDsm(from, bytes);
            }
        } else if (channel == Channels.TELEMETRY || channel == Channels.ALERTS) {
            try {
                mesh(from, MeshMessage.decode(bytes));
            } catch (MalformedException e) {
                malformed++;
            }
        } else {
            malformed++;
        }
    }

    private void mesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.Revoked revoked) {
            desk.take(Revocation.decode(revoked.encoded()));
        } else if (message instanceof MeshMessage.Certificate shown) {
            // What the verifier sends is this node's own.
            boolean own = node.mesh().isVerifier(from);
            CertificateBook.Outcome outcome = certificates.show(
                    own ? node.self().id() : from, shown.encoded(), node.loop().wallMicros());
            if (outcome != CertificateBook.Outcome.ACCEPTED) {
                node.log().event("certificate_refused", "from", node.links().name(from), "reason", outcome.toString());
            }
        }
        for (Role role : roles) {
            role.onMesh(from, message);
        }
    }

    /** Who hears of each look at the node's disk and stores. */
    @FunctionalInterface
    interface Looks {
        /** @param failed whether a store takes nothing more */
        void seen(Node node, DiskState disk, boolean failed);
    }

    /** On the thread that looks. */
    void onLook(Looks looks) {
        observatory.onLook(
                disk -> looks.seen(this, disk, !node.loop().stores().stores().isEmpty()));
    }

    /** Names of stores that take nothing more. */
    Set<String> failedStores() {
        return node.loop().stores().stores();
    }

    /** What reads the node's numbers; for tests. */
    Observatory observatory() {
        return observatory;
    }

    /** What holds now; for tests. */
    LiveConfig live() {
        return node.live();
    }

    /** The MSSP's fleets. */
    Optional<FleetRole> fleet() {
        return roles.stream()
                .filter(FleetRole.class::isInstance)
                .map(FleetRole.class::cast)
                .findFirst();
    }

    /** Its sessions; for tests. */
    Links links() {
        return node.links();
    }

    /** How many lines about an event were too many; for tests. */
    long suppressed(String event) {
        return node.log().suppressed().getOrDefault(event, 0L);
    }

    /** Runs a task on the loop; for tests. */
    void execute(NodeLoop.Task task) {
        node.loop().execute(task);
    }

    /** Where the API listens, when it does; for tests. */
    @Nullable InetSocketAddress web() {
        return web == null ? null : web.listening();
    }

    /** Stops in order: sessions are told, roles save, files close. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (console != null) {
            console.hush();
        }
        if (web != null) {
            // Before the loop closes the roles: requests under way may wait for it.
            web.close();
        }
        if (console != null) {
            console.close();
        }
        node.links().stop();
        endpoints.forEach(HtpEndpoint::close);
        CountDownLatch done = new CountDownLatch(1);
        node.loop().execute(() -> {
            desk.close();
            for (Role role : roles) {
                try {
                    role.close();
                } catch (Exception e) {
                    node.log().event("stop_failed", "role", role.getClass().getSimpleName(), "error", e.toString());
                }
            }
            closeStore();
            node.log().event("stopped");
            node.loop().end();
            done.countDown();
        });
        try {
            done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        node.loop().close();
    }
}
