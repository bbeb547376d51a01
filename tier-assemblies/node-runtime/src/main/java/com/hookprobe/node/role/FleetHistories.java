package com.hookprobe.node.role;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.TrustedSigners;
import com.hookprobe.neuro.verify.FileVerifierOptions;
import com.hookprobe.neuro.verify.FileVerifierStore;
import com.hookprobe.neuro.verify.Verifier;
import com.hookprobe.neuro.verify.VerifierOptions;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.ResonanceKeys;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import com.hookprobe.node.resonance.BaselineFolder;
import com.hookprobe.node.resonance.VaultSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The MSSP's {@link Verifier} with all it needs of a node: its store under the vault, the seeds of the registry, the updates
 * that were announced. It replays on threads of its own; what it answers is handed to the node's loop.
 */
final class FleetHistories implements AutoCloseable {
    /** Where the entries of 64 MB of it lie takes some 20 MB of the heap. */
    private static final FileVerifierOptions JOURNAL = new FileVerifierOptions(8 << 20, 8);

    private static final int HISTORY_BYTES = 190_000;
    private static final double SHARE_OF_HEAP = 0.55;
    private static final int RESIDENT_MIN = 256;
    /** Visits in a second that a verifier aims at. */
    private static final int VISITS_PER_SECOND = 1_000;

    private static final int QUEUED_MIN = 10_000;

    private final NodeContext node;
    private final DeviceRegistry registry;
    private final EnrolmentSecret secrets;
    private final BaselineFolder baselines;
    private final Verifier verifier;

    /** Work on an answer, on the loop. */
    @FunctionalInterface
    interface OnAnswer<T> {
        void take(T answer) throws Exception;
    }

    FleetHistories(NodeContext node, DeviceRegistry registry, Vault vault, EnrolmentSecret secrets)
            throws IOException, NeuroException {
        this.node = node;
        this.secrets = secrets;
        this.registry = registry;
        this.baselines = new BaselineFolder(
                Path.of(node.config().baselineChanges()),
                TrustedSigners.of(signers(node)),
                node.loop().wallMicros());
        this.verifier = Verifier.open(
                store(node, vault),
                this::seed,
                options(
                                node.mesh().members().size(),
                                Runtime.getRuntime().maxMemory(),
                                node.config().resonanceEpoch())
                        .withWorkers(node.config().verifierWorkers())
                        .withGrace(node.config().baselineGrace()));
    }

    private static FileVerifierStore store(NodeContext node, Vault vault) throws IOException, NeuroException {
        Path folder = node.data().resolve("verifier");
        try {
            return FileVerifierStore.open(folder, new VaultSeal(vault), JOURNAL);
        } catch (NeuroException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * How a verifier of that many nodes works: as many histories in memory as half of the heap holds, and the more nodes the longer an
     * upload waits for the next one of its node, up to a third of an epoch, so that a certificate never runs out for that.
     */
    static VerifierOptions options(int members, long heapBytes, Duration epoch) {
        int room = (int) Math.min(Integer.MAX_VALUE, (long) (heapBytes * SHARE_OF_HEAP / HISTORY_BYTES));
        Duration wait =
                members <= VISITS_PER_SECOND ? Duration.ZERO : Duration.ofMillis(1_000L * members / VISITS_PER_SECOND);
        Duration most = epoch.dividedBy(3);
        // Twice, for who falls to one of several workers is chance.
        int queued = Math.max(QUEUED_MIN, 2 * members);
        return VerifierOptions.DEFAULT
                .withDevices(Math.max(RESIDENT_MIN, Math.min(members, room)), queued)
                .withVisits(VerifierOptions.DEFAULT.visitRecords(), wait.compareTo(most) > 0 ? most : wait);
    }

    /** Takes in the updates that have arrived; {@link #allow} tells the verifier of them. True when one may count. */
    boolean lookForAnnouncements() {
        List<BaselineFolder.Outcome> outcomes;
        try {
            outcomes = baselines.look(node.loop().wallMicros());
        } catch (IOException e) {
            // Whoever can spoil the folder must not stop the rest of the verifier's work.
            node.log().event("baseline_changes_unreadable", "error", e.toString());
            return true;
        }
        for (BaselineFolder.Outcome outcome : outcomes) {
            node.log()
                    .event(
                            outcome.accepted() ? "baseline_change_accepted" : "baseline_change_refused",
                            "file",
                            outcome.file(),
                            outcome.accepted() ? "change" : "reason",
                            outcome.detail());
        }
        return outcomes.stream().anyMatch(BaselineFolder.Outcome::accepted);
    }

    /** What the node may show from now on: what it was enrolled with, as announcements have moved it. */
    void allow(RegisteredDevice device) {
        IntegrityBaseline enrolled = IntegrityBaseline.of(device.baselineIntegrity());
        verifier.baseline(id(device.id()), baselines.baselineOf(device.id(), enrolled));
    }

    /**
     * Has an upload judged.
     *
     * @param otherwise when it could not be judged now, which says nothing about the node
     */
    void submit(NodeId from, Upload upload, OnAnswer<Verdict> then, NodeLoop.Task otherwise) {
        onLoop(verifier.submit(id(from), upload), then, otherwise);
    }

    /** The keys of a node's last proven state; none while it is in quarantine. */
    void keys(NodeId of, OnAnswer<Optional<ResonanceKeys>> then) {
        onLoop(verifier.keys(id(of)), then, () -> {});
    }

    /** The node's proof over a message with the weights after exactly so many records; empty when they are others. */
    void prove(NodeId of, long count, byte[] messageHash, byte[] nonce, OnAnswer<Optional<byte[]>> then) {
        onLoop(verifier.prove(id(of), count, messageHash, nonce), then, () -> {});
    }

    /** As {@link #keys}, for the time before the loop has work: of all nodes at once, so that every worker has some to read. */
    CompletableFuture<Optional<ResonanceKeys>> keysAtStart(NodeId of) {
        return verifier.keys(id(of));
    }

    /** What {@link #keysAtStart(NodeId)} has found, waited for; ends a quarantine that an operator lifted meanwhile. */
    Optional<ResonanceKeys> keysAtStart(RegistryNews news, CompletableFuture<Optional<ResonanceKeys>> asked) {
        DeviceId device = id(news.id());
        Optional<ResonanceKeys> keys = asked.join();
        if (keys.isPresent()) {
            return keys;
        }
        if (!news.letsIn()) {
            node.log().event("in_quarantine", "subject", node.links().name(news.id()));
            return keys;
        }
        verifier.reinstate(device).join();
        return verifier.keys(device).join();
    }

    /** Ends a quarantine that an operator has lifted. */
    void reinstate(NodeId of, OnAnswer<Boolean> then) {
        onLoop(verifier.reinstate(id(of)), then, () -> {});
    }

    @Override
    public void close() throws NeuroException {
        verifier.close();
    }

    private static List<byte[]> signers(NodeContext node) {
        List<String> configured = node.config().baselineSigners();
        return configured.isEmpty()
                ? List.of(node.keys().device().publicKey())
                : configured.stream().map(HexFormat.of()::parseHex).toList();
    }

    /** Called by the verifier's threads, for a node that it has never seen. */
    private Optional<byte[]> seed(DeviceId device) {
        try {
            Optional<EnrolmentRequest> request = registry.request(NodeId.of(device.bytes()));
            if (request.isEmpty()) {
                return Optional.empty();
            }
            return secrets.of(NodeId.of(device.bytes()), request.get()).map(EnrolledShelf.Secrets::seed);
        } catch (RegistryException | RecordException | KeystoreException | IOException e) {
            node.log().event("seed_unreadable", "device", device.hex(), "error", e.toString());
            return Optional.empty();
        }
    }

    private <T> void onLoop(CompletableFuture<T> future, OnAnswer<T> then, NodeLoop.Task otherwise) {
        CompletableFuture<T> unused =
                future.whenComplete((answer, failure) -> node.loop().execute(() -> {
                    if (failure == null) {
                        then.take(answer);
                    } else {
                        tell(failure);
                        otherwise.run();
                    }
                }));
    }

    /** A store that failed is told once, and opened again; anything else each time. */
    private void tell(Throwable failure) {
        StoreCauses.of(failure)
                .ifPresentOrElse(
                        store -> node.loop().stores().failed(store, failure),
                        () -> node.log().event("verifier_unavailable", "error", failure.toString()));
    }

    private static DeviceId id(NodeId node) {
        return DeviceId.of(node.bytes());
    }
}
