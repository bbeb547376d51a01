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
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The MSSP's {@link Verifier} with all it needs of a node: its store under the vault, the seeds of the registry, the updates
 * that were announced. It replays on threads of its own; what it answers is handed to the node's loop.
 */
final class FleetHistories implements AutoCloseable {
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
                FileVerifierStore.open(
                        node.data().resolve("verifier"), new VaultSeal(vault), FileVerifierOptions.DEFAULT),
                this::seed,
                VerifierOptions.DEFAULT
                        .withWorkers(node.config().verifierWorkers())
                        .withGrace(node.config().baselineGrace()));
    }

    /** Takes in the updates that have arrived; {@link #allow} tells the verifier of them. */
    void lookForAnnouncements() {
        List<BaselineFolder.Outcome> outcomes;
        try {
            outcomes = baselines.look(node.loop().wallMicros());
        } catch (IOException e) {
            // Whoever can spoil the folder must not stop the rest of the verifier's work.
            node.log().event("baseline_changes_unreadable", "error", e.toString());
            return;
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

    /** As {@link #keys}, waiting, for the time before the loop has work; ends a quarantine that an operator lifted meanwhile. */
    Optional<ResonanceKeys> keysAtStart(RegistryNews news) {
        DeviceId device = id(news.id());
        Optional<ResonanceKeys> keys = verifier.keys(device).join();
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

    /** Writes all states to disk, in the background, so that the journal becomes short. */
    void save() {
        onLoop(verifier.flush(), done -> {}, () -> {});
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
                        node.log().event("verifier_unavailable", "error", failure.toString());
                        otherwise.run();
                    }
                }));
    }

    private static DeviceId id(NodeId node) {
        return DeviceId.of(node.bytes());
    }
}
