package com.hookprobe.node.fleet;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.core.FleetNode;
import com.hookprobe.node.fleet.core.Group;
import com.hookprobe.node.fleet.core.Outlook;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.fleet.core.Rollout;
import com.hookprobe.node.fleet.core.Staging;
import com.hookprobe.node.fleet.core.Standing;
import com.hookprobe.node.fleet.core.TenantFleet;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.Shelf;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The fleets of an MSSP: stores each step, seals each policy before it goes out, and sends each site what it is to follow
 * (docs/spec/fleet.md, 3 to 6). Nothing of a tenant meets anything of another one here. On the loop.
 */
public final class FleetKeeper {
    private static final long AGAIN_NS = 20_000_000_000L;
    private static final long ELAPSED_MAX_MICROS = 5_000_000;
    private static final int PROOFS_MAX = 256;

    /**
     * Where and as whom.
     *
     * @param book groups and policies, on disk
     * @param sites what sites said last, on disk
     * @param signer signs as the MSSP
     */
    public record Place(Shelf book, Shelf sites, SignatureSigner signer) {}

    private record Sent(byte[] order, byte[] proof) {}

    private final Place place;
    private final FleetEdge edge;
    private final EventLog log;
    private final FleetBook book;
    private final SiteStandings standings = new SiteStandings();
    private final Map<TenantId, List<FleetNode>> members = new TreeMap<>();
    private final Map<NodeId, TenantId> tenants = new HashMap<>();
    /** By tenant and number, so that a proof is not made anew for each site. */
    private final Map<String, Sent> ready = new HashMap<>();

    private long lastNs;
    private String failed = "";

    private FleetKeeper(Place place, FleetEdge edge, EventLog log, FleetBook book) {
        this.place = place;
        this.edge = edge;
        this.log = log;
        this.book = book;
    }

    /** @throws IOException also when what is stored is damaged */
    public static FleetKeeper open(Place place, FleetEdge edge, EventLog log, long nowNs) throws IOException {
        FleetKeeper keeper = new FleetKeeper(place, edge, log, FleetBook.open(place.book()));
        keeper.standings.load(place.sites(), nowNs);
        keeper.lastNs = nowNs;
        return keeper;
    }

    // -- what is heard -----------------------------------------------------------------------------------------------

    /** The sites that the registry knows as ACTIVE, by tenant. */
    public void members(Map<TenantId, List<FleetNode>> all) {
        members.clear();
        tenants.clear();
        all.forEach((tenant, nodes) -> {
            members.put(
                    tenant,
                    nodes.stream().sorted(Comparator.comparing(FleetNode::name)).toList());
            nodes.forEach(node -> tenants.put(node.id(), tenant));
        });
    }

    /** A session with a site begins. */
    public void up(NodeId site, long nowMicros, long nowNs) {
        standings.present(site, true, nowMicros, nowNs);
        standings.sendAnew(site);
    }

    /** It ends. */
    public void down(NodeId site, long nowMicros, long nowNs) {
        standings.present(site, false, nowMicros, nowNs);
    }

    /** A site says how it stands; of one that no tenant has nothing is taken. */
    public void report(NodeId site, PolicyReport report, long nowNs) {
        TenantId tenant = tenants.get(site);
        if (tenant == null) {
            return;
        }
        Optional<Policy> followed =
                Optional.ofNullable(book.of(tenant).policies().get(report.number()));
        if (standings.heard(site, report, followed, nowNs)) {
            log.event(
                    "policy_reported",
                    "tenant",
                    tenant.value(),
                    "site",
                    site.hex(),
                    "number",
                    report.number(),
                    "refused",
                    report.refused(),
                    "reason",
                    report.refused() == 0 ? "" : report.text());
        }
    }

    /**
     * An operator's word on one tenant's fleet.
     *
     * @throws IllegalArgumentException with the reason when it cannot be
     * @throws IOException when it could not be stored; then nothing has changed
     */
    public void act(TenantId tenant, UnaryOperator<TenantFleet> word) throws IOException {
        TenantFleet before = book.of(tenant);
        store(tenant, before, word.apply(before));
    }

    private void store(TenantId tenant, TenantFleet before, TenantFleet next) throws IOException {
        if (next.equals(before)) {
            return;
        }
        if (Staging.onlySoaked(before, next)) {
            book.keep(tenant, next);
            return;
        }
        book.put(tenant, next);
        for (Group group : next.groups()) {
            Optional<Rollout> was = before.group(group.name()).flatMap(Group::rollout);
            group.rollout().filter(at -> !same(was, at)).ifPresent(at -> tell(tenant, group, at));
        }
    }

    private static boolean same(Optional<Rollout> was, Rollout at) {
        return was.filter(one -> one.number() == at.number() && one.phase() == at.phase() && one.stage() == at.stage())
                .isPresent();
    }

    private void tell(TenantId tenant, Group group, Rollout at) {
        log.event(
                "policy_rollout",
                "tenant",
                tenant.value(),
                "group",
                group.name(),
                "number",
                at.number(),
                "phase",
                at.phase().toString(),
                "stage",
                group.plan().name(Math.min(at.stage(), group.plan().stages() - 1)),
                "reason",
                at.reason());
    }

    // -- time
    // ----------------------------------------------------------------------------------------------------------

    /** A look at all tenants. What fails is told, and tried again at the next look. */
    public void look(long nowMicros, long nowNs) {
        long elapsed = Math.min(ELAPSED_MAX_MICROS, Math.max(0, (nowNs - lastNs) / 1_000));
        lastNs = nowNs;
        try {
            for (TenantId tenant : book.all().keySet()) {
                seal(tenant);
                TenantFleet before = book.of(tenant);
                List<FleetNode> nodes = members.getOrDefault(tenant, List.of());
                store(
                        tenant,
                        before,
                        Staging.tick(before, nodes, id -> standings.standing(id, nowNs), nowMicros, elapsed));
                send(tenant, nodes, nowNs);
            }
            failed = "";
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage() == null ? e : e.getMessage());
            if (!reason.equals(failed)) {
                failed = reason;
                log.event("fleet_failed", "reason", reason);
            }
        }
    }

    private void seal(TenantId tenant) throws IOException {
        for (Policy policy : book.of(tenant).policies().values()) {
            if (policy.block().isEmpty()) {
                PolicyOrder order = PolicyOrder.sign(tenant, policy, place.signer());
                String block = edge.seal(PolicyWord.of(order));
                book.put(tenant, Staging.sealed(book.of(tenant), policy.number(), block));
                log.event(
                        "policy_sealed",
                        "tenant",
                        tenant.value(),
                        "group",
                        policy.group(),
                        "number",
                        policy.number(),
                        "content",
                        policy.content(),
                        "by",
                        policy.by());
            } else if (!policy.proven() && edge.proof(policy.block()).isPresent()) {
                book.put(tenant, Staging.proven(book.of(tenant), policy.number()));
            }
        }
    }

    private void send(TenantId tenant, List<FleetNode> nodes, long nowNs) throws IOException {
        TenantFleet fleet = book.of(tenant);
        for (FleetNode node : nodes) {
            Standing standing = standings.standing(node.id(), nowNs);
            Optional<Policy> due = standing.present() ? Staging.due(fleet, node, standing) : Optional.empty();
            if (due.isPresent() && standings.send(node.id(), due.get().number(), nowNs, AGAIN_NS)) {
                Optional<Sent> sent = sent(tenant, due.get());
                sent.ifPresent(what -> edge.push(node.id(), what.order(), what.proof()));
            }
        }
    }

    private Optional<Sent> sent(TenantId tenant, Policy policy) throws IOException {
        String key = tenant.value() + " " + policy.number();
        Sent known = ready.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SealProof> proof = edge.proof(policy.block());
        if (proof.isEmpty()) {
            return Optional.empty();
        }
        if (ready.size() >= PROOFS_MAX) {
            ready.clear();
        }
        Sent made = new Sent(
                PolicyOrder.sign(tenant, policy, place.signer()).encode(),
                proof.get().encode());
        ready.put(key, made);
        return Optional.of(made);
    }

    /** Stores what sites said. */
    public void save() throws IOException {
        standings.save(place.sites());
    }

    // -- what is shown
    // -------------------------------------------------------------------------------------------------

    /** How all fleets stand. Whoever shows it to anybody takes what is {@link FleetView#within} that reader's scope. */
    public FleetView view(long nowMicros, long nowNs) {
        List<FleetView.Node> nodes = new ArrayList<>();
        List<FleetView.Group> groups = new ArrayList<>();
        members.forEach((tenant, sites) -> {
            TenantFleet fleet = book.of(tenant);
            sites.forEach(site -> nodes.add(node(tenant, fleet, site, nowNs)));
        });
        new TreeMap<>(book.all()).forEach((tenant, fleet) -> {
            for (Group group : fleet.groups()) {
                if (!group.name().equals(TenantFleet.NONE)) {
                    groups.add(group(tenant, fleet, group, nowNs));
                }
            }
        });
        return new FleetView(nowMicros, nodes, groups);
    }

    private FleetView.Node node(TenantId tenant, TenantFleet fleet, FleetNode site, long nowNs) {
        Standing standing = standings.standing(site.id(), nowNs);
        Optional<FleetView.Refusal> refusal = standing.refused() == 0
                ? Optional.empty()
                : Optional.of(new FleetView.Refusal(standing.refused(), shortened(standings.text(site.id()))));
        return new FleetView.Node(
                site.id(),
                site.name(),
                site.tier(),
                tenant,
                site.labels(),
                fleet.groupOf(site).map(Group::name),
                standing.present(),
                standings.sinceMicros(site.id()),
                standings.health(site.id()),
                Staging.wanted(fleet, site),
                standing.acknowledged(),
                refusal);
    }

    private static String shortened(String text) {
        return text.length() > FleetView.REASON_CHARS_MAX ? text.substring(0, FleetView.REASON_CHARS_MAX) : text;
    }

    private FleetView.Group group(TenantId tenant, TenantFleet fleet, Group group, long nowNs) {
        List<FleetNode> in = Staging.nodes(fleet, group, members.getOrDefault(tenant, List.of()));
        Optional<FleetView.Rollout> rollout = group.rollout().map(at -> {
            List<FleetView.Stage> stages = new ArrayList<>();
            for (int i = 0; i < group.plan().stages(); i++) {
                Outlook outlook = Staging.outlook(fleet, group, i, in, id -> standings.standing(id, nowNs));
                stages.add(new FleetView.Stage(
                        group.plan().name(i),
                        outlook.nodes(),
                        outlook.follows(),
                        outlook.refused(),
                        outlook.unhealthy(),
                        outlook.away()));
            }
            return new FleetView.Rollout(
                    at.number(),
                    at.before(),
                    FleetView.State.valueOf(at.phase().name()),
                    at.stage(),
                    at.sinceMicros(),
                    at.reason(),
                    stages);
        });
        return new FleetView.Group(
                tenant, group.name(), group.selector().toString(), in.size(), group.stable(), rollout);
    }

    /** A tenant's groups and policies as they are stored. */
    public TenantFleet fleet(TenantId tenant) {
        return book.of(tenant);
    }
}
