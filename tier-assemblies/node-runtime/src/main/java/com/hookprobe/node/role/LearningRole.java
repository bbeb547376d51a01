package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.LearningCheck;
import com.hookprobe.node.config.LearningSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.learning.ExampleStore;
import com.hookprobe.node.learning.Judging;
import com.hookprobe.node.learning.Labelling;
import com.hookprobe.node.learning.LearningPage;
import com.hookprobe.node.learning.LearntDetector;
import com.hookprobe.node.learning.RolloutKeeper;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.SealedShelf;
import com.hookprobe.node.learning.Shelf;
import com.hookprobe.node.learning.Sighting;
import com.hookprobe.node.learning.SightingQueue;
import com.hookprobe.node.learning.SiteEdge;
import com.hookprobe.node.learning.SiteLearning;
import com.hookprobe.node.trust.NodeScope;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SmallFiles;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A site that learns with others (LEARNING 10). Examples, training and files are owned by a thread of its own; the sensors' threads hand
 * it connections, the loop detections, and neither waits for it.
 */
final class LearningRole implements Role, LearningSight {
    /** Detectors that are models themselves: their word is no label. */
    private static final Set<String> MODELS = Set.of(LearntDetector.NAME, "model");

    private static final long DRAIN_MS = 1_000;
    private static final long SAVE_MS = 600_000;
    private static final int WAITING_MAX = 16_384;
    private static final int WAITING_SMALL = 4_096;
    private static final int SOURCES_MAX = 1_024;

    private final NodeContext node;
    private final LearningSettings settings;
    private final LedgerRole ledger;
    private final RelationLookup relations;
    private final Supplier<Optional<FilesRole>> files;
    private final Layout layout = Layout.of(Schemas.FLOW);
    private final Path mirrored;
    private final Path home;
    private final Vault vault;
    private final SightingQueue queue = new SightingQueue();
    private final Labelling labelling;
    private final ExampleStore examples;
    private final Shelf shelf;
    private final ScheduledThreadPoolExecutor thread;
    private volatile Optional<Judging> judging = Optional.empty();
    /** Whom the model has accused lately, and which model; the loop's. */
    private final Map<IpAddress, Bytes32> accused = new LastUsedMap<>(SOURCES_MAX);

    private @Nullable SiteLearning learning;

    private LearningRole(
            NodeContext node,
            LearningSettings settings,
            LedgerRole ledger,
            RelationLookup relations,
            Supplier<Optional<FilesRole>> files,
            Path mirrored)
            throws KeystoreException {
        this.node = node;
        this.settings = settings;
        this.ledger = ledger;
        this.relations = relations;
        this.files = files;
        this.mirrored = mirrored;
        this.home = node.data().resolve("learning");
        this.vault = node.keys().vault();
        boolean small = node.self().tier() == Tier.GUARDIAN;
        this.labelling =
                new Labelling(settings.labelled().toNanos() / 1_000, small ? WAITING_SMALL : WAITING_MAX, MODELS);
        this.examples = new ExampleStore(layout, settings.examplesMax(small), new SecureRandom()::nextLong);
        this.shelf = new SealedShelf(vault, "learning.examples", home.resolve("examples"));
        this.thread = new ScheduledThreadPoolExecutor(
                1, task -> new Thread(task, node.self().name() + "-learning"));
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** None when this node's configuration does not say so. */
    static Optional<LearningRole> open(
            NodeContext node, LedgerRole ledger, RelationLookup relations, Supplier<Optional<FilesRole>> files)
            throws KeystoreException, ConfigException {
        LearningSettings settings = node.config().learning();
        NodeConfig.Files carried = node.config().files();
        if (settings == null || !(settings.trains() || settings.judges()) || carried == null) {
            return Optional.empty();
        }
        if (settings.trains()) {
            boolean small = node.self().tier() == Tier.GUARDIAN;
            LearningCheck.fits(settings.examplesMax(small), Runtime.getRuntime().maxMemory());
        }
        String local = Objects.requireNonNull(
                Objects.requireNonNull(carried.mirror(), "StartCheck").local());
        Path mirrored = Path.of(local).resolve(LearningSettings.FOLDER);
        return Optional.of(new LearningRole(node, settings, ledger, relations, files, mirrored));
    }

    // -- sensors' threads -----------------------------------------------------------------------------------------

    @Override
    public Optional<Detector> detector(LocalNetworks own, Findings findings) {
        Optional<Consumer<Sighting>> gathering = settings.trains() ? Optional.of(queue::put) : Optional.empty();
        return Optional.of(
                new LearntDetector(layout, own, findings::isGood, gathering, () -> judging, findings::onDetection));
    }

    // -- the loop -------------------------------------------------------------------------------------------------

    @Override
    public List<Detection> admitted(List<Detection> found) {
        List<Detection> kept = new ArrayList<>();
        for (Detection detection : found) {
            if (LearntDetector.made(detection) && !stands(detection)) {
                continue;
            }
            if (settings.trains()) {
                queue.put(detection);
            }
            kept.add(detection);
        }
        return kept;
    }

    /** What the model says against the site's own good experience is counted, and nothing else follows. */
    private boolean stands(Detection detection) {
        Judging by = judging.orElse(null);
        if (by == null) {
            return false;
        }
        Relation relation = relations.relation(IndicatorValue.ip(detection.source()), detection.lastMicros());
        if (relation == Relation.ESTABLISHED) {
            by.vetoed();
            node.log().event("learnt_vetoed", "model", by.id().hex());
            return false;
        }
        accused.put(detection.source(), by.id());
        return true;
    }

    @Override
    public void pardoned(List<Cidr> prefixes) {
        accused.entrySet().removeIf(one -> {
            boolean meant = prefixes.stream().anyMatch(prefix -> prefix.contains(one.getKey()));
            if (meant) {
                judging.filter(by -> by.id().equals(one.getValue())).ifPresent(Judging::erred);
            }
            return meant;
        });
        onThread(() -> labelling.forgive(prefixes));
    }

    @Override
    public void start() {
        onThread(this::begin);
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (peer.equals(node.mesh().verifier().id())) {
            onThread(this::look);
        }
    }

    // -- its own thread -------------------------------------------------------------------------------------------

    private void onThread(Work work) {
        if (!thread.isShutdown()) {
            thread.execute(() -> guarded(work));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            node.log().event("learning_failed", "what", "work", "reason", String.valueOf(e.getMessage()));
        }
    }

    private void begin() throws IOException {
        Files.createDirectories(home);
        restore();
        byte[] key = node.mesh().verifier().card().ed25519();
        SignatureVerifier aggregator = (message, signature) -> Ed25519.verify(key, message, signature);
        SiteLearning.Place place = new SiteLearning.Place(
                Bytes32.of(node.self().id().bytes()),
                node.keys().device()::sign,
                aggregator,
                new ModelFolder(mirrored, aggregator),
                new BudgetFile(home.resolve("budget")),
                new SealedShelf(vault, "learning.site", home.resolve("site")),
                new SecureRandom()::nextLong);
        SiteLearning.Config config = new SiteLearning.Config(
                settings.trains(),
                settings.judges(),
                settings.budget(),
                settings.roundsMax(),
                settings.begins().toNanos() / 1_000);
        learning = SiteLearning.open(
                config,
                place,
                edge(),
                examples::examples,
                node.log(),
                node.loop().wallMicros());
        node.log()
                .event(
                        "learning",
                        "train",
                        settings.trains(),
                        "judge",
                        settings.judges(),
                        "attacks",
                        examples.attacks(),
                        "normal",
                        examples.normal());
        long every = settings.every().toMillis();
        thread.scheduleWithFixedDelay(() -> guarded(this::look), 0, every, TimeUnit.MILLISECONDS);
        if (settings.trains()) {
            thread.scheduleWithFixedDelay(() -> guarded(this::drain), DRAIN_MS, DRAIN_MS, TimeUnit.MILLISECONDS);
            thread.scheduleWithFixedDelay(() -> guarded(this::save), SAVE_MS, SAVE_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Without its examples a site gathers anew; what it has sent is in another file. */
    private void restore() {
        try {
            Optional<byte[]> stored = shelf.read();
            if (stored.isPresent()) {
                examples.restore(stored.get());
            }
        } catch (IOException | MalformedException e) {
            node.log().event("learning_failed", "what", "examples", "reason", String.valueOf(e.getMessage()));
        }
    }

    private void drain() {
        long now = node.loop().wallMicros();
        queue.drain(labelling, now);
        labelling.labelled(now).forEach(examples::add);
    }

    private void save() throws IOException {
        shelf.write(examples.snapshot());
    }

    private void look() throws IOException {
        SiteLearning at = learning;
        if (at == null) {
            return;
        }
        at.look(node.loop().wallMicros());
        Map<String, Object> fields = new LinkedHashMap<>(at.status());
        fields.put("attacks", examples.attacks());
        fields.put("normal", examples.normal());
        fields.put("waiting", labelling.waiting());
        fields.put("dropped", labelling.dropped() + queue.lost());
        LearningPage.write(node.data(), fields, node.loop().wallMicros());
    }

    private SiteEdge edge() {
        return new SiteEdge() {
            @Override
            public boolean sealed(RolloutOrder order) throws IOException {
                Path file = mirrored.resolve("sealed").resolve(RolloutKeeper.proofName(order.sequence()));
                if (!Files.exists(file)) {
                    return false;
                }
                try {
                    SealProof proof = SealProof.decode(SmallFiles.read(file, SealProof.BYTES_MAX));
                    InclusionBundle block = proof.block();
                    return proof.tellsOf(order, node.mesh().verifier().id())
                            && LoopWait.on(node.loop(), () -> ledger.isFinal(block));
                } catch (MalformedException e) {
                    throw new IOException(file + ": " + e.getMessage(), e);
                }
            }

            @Override
            public void put(String name, byte[] content) throws IOException {
                NodeId aggregator = node.mesh().verifier().id();
                HtpSession session = LoopWait.on(node.loop(), () -> node.links().open(aggregator))
                        .orElseThrow(() -> new IOException("no session with the aggregator"));
                FilesRole carrier = files.get().orElseThrow(() -> new IOException("this node carries no files"));
                String path = NodeScope.NODES + "/" + node.self().id().hex() + "/" + name;
                carrier.transfer(session).create(path, content, WriteOption.OVERWRITE, WriteOption.CREATE_DIRS);
            }

            @Override
            public void use(Optional<Judging> next) {
                judging = next;
            }
        };
    }

    /** What its thread does is interrupted; what was not stored is done again after the next start. */
    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        boolean ended = false;
        try {
            ended = thread.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SiteLearning at = learning;
        if (!ended || at == null) {
            return;
        }
        if (settings.trains()) {
            drain();
            save();
        }
        at.close();
    }
}
