package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetEdge;
import com.hookprobe.node.fleet.FleetKeeper;
import com.hookprobe.node.fleet.FleetPage;
import com.hookprobe.node.fleet.FleetView;
import com.hookprobe.node.fleet.PolicyReport;
import com.hookprobe.node.fleet.core.FleetNode;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.SealedShelf;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The MSSP's fleets (docs/spec/fleet.md): groups of its tenants' sites, the policies that they are to follow, and how they stand. */
final class FleetRole implements Role, FleetSource {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SAVE = Duration.ofSeconds(60);
    private static final Duration MEMBERS = Duration.ofSeconds(5);
    private static final Metric NODES = Metric.gauge(
            Nodes.VERIFIER,
            "fleet_nodes",
            "Sites that the registry knows, by how they stand with their policy.",
            "state");
    private static final Metric ROLLOUTS =
            Metric.gauge(Nodes.VERIFIER, "fleet_rollouts", "Groups, by where their last roll-out stands.", "state");

    private final NodeContext node;
    private final RegistryDesk registry;
    private final LedgerRole ledger;
    private final BlockStore store;
    private final Vault vault;
    private final FleetKeeper keeper;
    private final FleetDesk desk;
    /** The registry's chain when the members were read; -1 before. */
    private long read = -1;

    private boolean reading;

    private FleetRole(NodeContext node, RegistryDesk registry, LedgerRole ledger, BlockStore store, Vault vault)
            throws IOException {
        this.node = node;
        this.registry = registry;
        this.ledger = ledger;
        this.store = store;
        this.vault = vault;
        Path folder = Files.createDirectories(node.data().resolve("fleet"));
        FleetKeeper.Place place = new FleetKeeper.Place(
                new SealedShelf(vault, "fleet.book", folder.resolve("book")),
                new SealedShelf(vault, "fleet.sites", folder.resolve("sites")),
                node.keys().device()::sign);
        this.keeper = FleetKeeper.open(place, edge(), node.log(), node.loop().nowNs());
        this.desk = new FleetDesk(keeper, node.log());
    }

    static FleetRole open(NodeContext node, RegistryDesk registry, LedgerRole ledger, BlockStore store, Vault vault)
            throws IOException {
        return new FleetRole(node, registry, ledger, store, vault);
    }

    private FleetEdge edge() {
        return new FleetEdge() {
            @Override
            public String seal(byte[] payload) throws IOException {
                return ledger.seal(EventType.POLICY_UPDATE, payload).hash().hex();
            }

            @Override
            public Optional<SealProof> proof(String block) throws IOException {
                try {
                    return SealedProofs.of(store, vault, Hash32.parse(block));
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException("the proof of block " + block + " cannot be read: " + e.getMessage(), e);
                }
            }

            @Override
            public void push(NodeId site, byte[] order, byte[] proof) {
                node.links().send(site, Channels.TELEMETRY, new MeshMessage.PolicyPush(order, proof).encode());
            }
        };
    }

    @Override
    public void start() {
        members();
        node.loop().every(MEMBERS, this::members);
        node.loop().every(LOOK, this::look);
        node.loop().every(SAVE, keeper::save);
    }

    private record Found(long head, Map<TenantId, List<FleetNode>> members) {}

    private void members() {
        if (reading) {
            return;
        }
        reading = true;
        long known = read;
        registry.ask(
                devices -> find(devices, known),
                found -> {
                    reading = false;
                    found.ifPresent(news -> {
                        read = news.head();
                        keeper.members(news.members());
                    });
                },
                // It is asked again.
                why -> reading = false);
    }

    private Optional<Found> find(DeviceRegistry devices, long known) throws RegistryException {
        long head = devices.head().sequence();
        if (head == known) {
            return Optional.empty();
        }
        Map<TenantId, List<FleetNode>> all = new TreeMap<>();
        for (RegisteredDevice device : devices.list(DeviceStatus.ACTIVE)) {
            node.mesh()
                    .member(device.id())
                    .filter(Member::site)
                    .ifPresent(member -> all.computeIfAbsent(device.tenant(), tenant -> new ArrayList<>())
                            .add(new FleetNode(device.id(), member.name(), member.tier(), device.roles())));
        }
        return Optional.of(new Found(head, all));
    }

    private void look() throws IOException {
        for (Path file : FleetRequest.waiting(node.data())) {
            FleetRequest.settle(file, answer(file));
        }
        keeper.look(node.loop().wallMicros(), node.loop().nowNs());
    }

    private FleetRequest.Answer answer(Path file) {
        try {
            FleetRequest asked = FleetRequest.read(file);
            if (asked.request().equals("page")) {
                FleetPage.write(node.data(), view());
                return new FleetRequest.Answer(null, 0);
            }
            return ask(asked);
        } catch (IOException | IllegalArgumentException e) {
            return new FleetRequest.Answer(String.valueOf(e.getMessage()), 0);
        }
    }

    /** Does what an operator asks, who may; on the loop. */
    FleetRequest.Answer ask(FleetRequest asked) {
        return desk.answer(asked, node.loop().wallMicros());
    }

    /** How all fleets stand; on the loop. A reader is shown what is {@link FleetView#within} its scope. */
    @Override
    public FleetView view() {
        return keeper.view(node.loop().wallMicros(), node.loop().nowNs());
    }

    @Override
    public Optional<String> promote(TenantId tenant, String group, String by) {
        return Optional.ofNullable(
                ask(FleetRequest.of("promote", tenant.value(), by, group)).error());
    }

    @Override
    public Optional<String> rollback(TenantId tenant, String group, String by) {
        return Optional.ofNullable(
                ask(FleetRequest.of("rollback", tenant.value(), by, group)).error());
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (site(peer)) {
            keeper.up(peer, node.loop().wallMicros(), node.loop().nowNs());
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        if (site(peer)) {
            keeper.down(peer, node.loop().wallMicros(), node.loop().nowNs());
        }
    }

    private boolean site(NodeId peer) {
        return node.mesh().member(peer).filter(Member::site).isPresent();
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.PolicyReport report && site(from)) {
            keeper.report(
                    from, PolicyReport.decode(report.encoded()), node.loop().nowNs());
        }
    }

    @Override
    public void measure(Sheet sheet) {
        for (String state : List.of("current", "behind", "refused", "away")) {
            sheet.set(NODES, 0, state);
        }
        for (FleetView.State state : FleetView.State.values()) {
            sheet.set(ROLLOUTS, 0, word(state));
        }
        FleetView view = view();
        view.nodes().forEach(one -> sheet.add(NODES, 1, state(one)));
        view.groups().stream()
                .flatMap(group -> group.rollout().stream())
                .forEach(rollout -> sheet.add(ROLLOUTS, 1, word(rollout.state())));
    }

    private static String state(FleetView.Node one) {
        if (one.isCurrent()) {
            return "current";
        }
        if (!one.present()) {
            return "away";
        }
        return one.refused().filter(refusal -> refusal.number() == one.wanted()).isPresent() ? "refused" : "behind";
    }

    private static String word(FleetView.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        keeper.save();
    }
}
