package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.LearningSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.learning.Aggregation;
import com.hookprobe.node.learning.AggregatorEdge;
import com.hookprobe.node.learning.LearningPage;
import com.hookprobe.node.learning.LedgerWord;
import com.hookprobe.node.learning.RolloutKeeper;
import com.hookprobe.node.learning.Roster;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.SealedShelf;
import com.hookprobe.node.trust.NodeScope;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.RolloutFile;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.Member;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The MSSP as the aggregator of what sites learn (LEARNING 10). Files and arithmetic are owned by a thread of its own; the loop says who
 * counts, seals, and knows the ledger.
 */
final class AggregatorRole implements Role {
    private static final Duration LOOK_FOR_REQUESTS = Duration.ofSeconds(1);

    private final NodeContext node;
    private final LearningSettings settings;
    private final LedgerRole ledger;
    private final BlockStore store;
    private final Vault vault;
    private final Constituency sites;
    private final Aggregation aggregation;
    private final ExecutorService thread;
    private boolean looking;
    private boolean closed;

    private AggregatorRole(
            NodeContext node,
            LearningSettings settings,
            LearningSettings.Aggregate how,
            LedgerRole ledger,
            BlockStore store,
            Vault vault,
            Constituency sites,
            Path root)
            throws ConfigException {
        this.node = node;
        this.settings = settings;
        this.ledger = ledger;
        this.store = store;
        this.vault = vault;
        this.sites = sites;
        this.aggregation = aggregation(how, root);
        this.thread = Executors.newSingleThreadExecutor(
                task -> new Thread(task, node.self().name() + "-aggregator"));
    }

    /** None when this node's configuration does not say so. */
    static Optional<AggregatorRole> open(
            NodeContext node, LedgerRole ledger, BlockStore store, Vault vault, Constituency sites)
            throws ConfigException {
        LearningSettings settings = node.config().learning();
        NodeConfig.Files files = node.config().files();
        if (settings == null || settings.aggregate() == null || files == null) {
            return Optional.empty();
        }
        Path root = Path.of(Objects.requireNonNull(files.root(), "StartCheck"));
        return Optional.of(new AggregatorRole(node, settings, settings.aggregate(), ledger, store, vault, sites, root));
    }

    private Aggregation aggregation(LearningSettings.Aggregate how, Path root) throws ConfigException {
        Layout layout = Layout.of(Schemas.FLOW);
        Path home = node.data().resolve("learning");
        Path published = root.resolve(LearningSettings.FOLDER);
        byte[] key = node.self().card().ed25519();
        SignatureVerifier own = (message, signature) -> Ed25519.verify(key, message, signature);
        Aggregation.Place place = new Aggregation.Place(
                layout,
                rows(how, layout),
                new ModelFolder(published, own),
                new UpdateFolder(root.resolve(NodeScope.NODES)),
                new SealedShelf(vault, "learning.aggregator", home.resolve("aggregator")),
                node.keys().device()::sign);
        Aggregation.Config config = new Aggregation.Config(
                how.recipe(), how.updatesMin(), how.roundEvery().toNanos() / 1_000);
        RolloutKeeper.Config stages = new RolloutKeeper.Config(
                how.rollout(), how.stages(), new RolloutFile(home.resolve("rollout")), published.resolve("sealed"));
        try {
            Files.createDirectories(home);
            return Aggregation.open(config, stages, place, edge(), node.log());
        } catch (IOException e) {
            throw new ConfigException(home + " cannot be used: " + e.getMessage());
        }
    }

    private static List<FlowExample> rows(LearningSettings.Aggregate how, Layout layout) throws ConfigException {
        List<FlowExample> rows;
        try {
            rows = how.dataFormat().read(layout.schema(), List.of(Path.of(how.holdoutFile()))).rows().stream()
                    .map(row -> FlowExample.of(layout, row.vector(), row.label().isAttack()))
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("'learning.aggregate.holdout' is not usable: " + e.getMessage());
        }
        long attacks = rows.stream().filter(FlowExample::isAttack).count();
        if (attacks == 0 || attacks == rows.size()) {
            throw new ConfigException("'learning.aggregate.holdout' expects attacks and normal connections; found "
                    + attacks + " and " + (rows.size() - attacks));
        }
        return rows;
    }

    @Override
    public void start() {
        node.log().event("aggregating", "folder", LearningSettings.FOLDER);
        look();
        node.loop().every(settings.every(), this::look);
        node.loop().every(LOOK_FOR_REQUESTS, () -> {
            if (!LearningRequest.waiting(node.data()).isEmpty()) {
                look();
            }
        });
    }

    private void look() {
        if (looking || closed) {
            return;
        }
        looking = true;
        Roster roster = roster();
        thread.execute(() -> {
            try {
                requests();
                aggregation.look(roster, node.loop().wallMicros());
                LearningPage.write(
                        node.data(), aggregation.status(roster), node.loop().wallMicros());
            } catch (IOException | RuntimeException e) {
                node.log().event("learning_failed", "what", "work", "reason", String.valueOf(e.getMessage()));
            } finally {
                node.loop().execute(() -> looking = false);
            }
        });
    }

    /** Each node of the mesh is an owner, as it is for the correlator. */
    private Roster roster() {
        Map<Bytes32, Member> enrolled = new HashMap<>();
        Map<Bytes32, Member> counting = new HashMap<>();
        for (com.hookprobe.node.mesh.Member site : sites.sites()) {
            if (sites.revoked(site.id())) {
                continue;
            }
            byte[] key = site.card().ed25519();
            Bytes32 id = Bytes32.of(site.id().bytes());
            Member member = new Member(id, (message, signature) -> Ed25519.verify(key, message, signature));
            enrolled.put(id, member);
            if (sites.resonant(site.id())) {
                counting.put(id, member);
            }
        }
        return new Roster(enrolled, counting);
    }

    private void requests() throws IOException {
        long now = node.loop().wallMicros();
        LearningRequest.settleAll(
                node.data(),
                asked -> asked.equals("rollback")
                        ? aggregation.rollout().rollBack(now)
                        : aggregation.rollout().promote(now),
                node.log());
    }

    private AggregatorEdge edge() {
        return new AggregatorEdge() {
            @Override
            public Bytes32 seal(LedgerWord word) throws IOException {
                byte[] payload = word.encode();
                return LoopWait.on(
                        node.loop(),
                        () -> Bytes32.of(ledger.seal(EventType.MODEL_UPDATE, payload)
                                .hash()
                                .bytes()));
            }

            @Override
            public Optional<SealProof> proof(Bytes32 block) throws IOException {
                return LoopWait.on(node.loop(), () -> SealedProofs.of(store, vault, Hash32.of(block.bytes())));
            }
        };
    }

    /** What its thread does is interrupted; what was not stored is done again after the next start. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            thread.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
