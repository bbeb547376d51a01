package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.identity.DeviceRegistry;
import com.hookprobe.identity.DeviceStatus;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.RegisteredDevice;
import com.hookprobe.identity.RegistryException;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.ReplayResult;
import com.hookprobe.neuro.Ter;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.resonance.NeuroHistory;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays the history of every enrolled node (docs/spec/mesh.md, 4). A node that agrees gets a certificate; one that does
 * not is suspended in the registry, revoked at all validators and disconnected, by itself.
 */
final class VerifierRole implements Role {
    private static final Duration REFRESH_EVERY = Duration.ofSeconds(2);
    private static final Duration SAVE_EVERY = Duration.ofSeconds(60);
    private static final int TRUST_FULL = 65_535;
    private static final String ACTOR = "verifier";

    /** Told of each node that is revoked. */
    @FunctionalInterface
    interface RevocationListener {
        void revoked(NodeId node) throws Exception;
    }

    /** One node's history and its last certificate. */
    private static final class Subject {
        private final NeuroHistory history;
        private final byte[] key;
        private final Instant enrolled;
        private IntegrityBaseline baseline;
        private boolean active = true;
        private long certifiedMicros;

        private Subject(NeuroHistory history, byte[] key, Instant enrolled, IntegrityBaseline baseline) {
            this.history = history;
            this.key = key;
            this.enrolled = enrolled;
            this.baseline = baseline;
        }
    }

    private final NodeContext node;
    private final DeviceRegistry registry;
    private final Vault vault;
    private final Standings standings;
    private final Map<NodeId, Subject> subjects = new HashMap<>();
    private final Map<NodeId, byte[]> revocations = new HashMap<>();
    private RevocationListener listener = revoked -> {};

    VerifierRole(NodeContext node, DeviceRegistry registry, Vault vault, Standings standings) {
        this.node = node;
        this.registry = registry;
        this.vault = vault;
        this.standings = standings;
    }

    /** Opens the histories before the first node knocks; called before the loop has work. */
    VerifierRole ready() throws Exception {
        refresh();
        return this;
    }

    @Override
    public void start() {
        node.loop().every(REFRESH_EVERY, this::refresh);
        node.loop().every(SAVE_EVERY, this::save);
    }

    /** The registry is the authority, and an operator may change it while we run. */
    private void refresh() throws Exception {
        for (RegisteredDevice device : registry.list()) {
            if (node.mesh().member(device.id()).isEmpty()) {
                continue;
            }
            Subject subject = subjects.get(device.id());
            boolean active = device.status() == DeviceStatus.ACTIVE;
            if (subject == null && active) {
                subject = open(device);
                subjects.put(device.id(), subject);
                stand(device.id(), subject);
            }
            if (subject != null) {
                subject.baseline = IntegrityBaseline.of(device.baselineIntegrity());
                if (subject.active && !active) {
                    revoke(device.id(), subject, Revocation.Reason.OPERATOR);
                }
            }
        }
    }

    private Subject open(RegisteredDevice device)
            throws RegistryException, RecordException, IOException, NeuroException,
                    com.hookprobe.identity.KeystoreException {
        EnrolmentRequest request = registry.request(device.id()).orElseThrow();
        byte[] kemSeed = node.keys().kemSeed();
        byte[] seed = request.open(kemSeed);
        try {
            Path folder = node.data().resolve("devices").resolve(device.id().hex());
            NeuroHistory history = NeuroHistory.open(
                    folder, seed, vault, "neuro.weights." + device.id().hex());
            return new Subject(
                    history, device.currentKey(), device.firstSeen(), IntegrityBaseline.of(device.baselineIntegrity()));
        } finally {
            Arrays.fill(kemSeed, (byte) 0);
            Arrays.fill(seed, (byte) 0);
        }
    }

    private void stand(NodeId id, Subject subject) {
        standings.put(
                id,
                new Standings.Standing(
                        subject.key,
                        subject.active,
                        subject.history.count(),
                        subject.history.state().fingerprint(),
                        subject.history.state().wSecret()));
    }

    @Override
    public void onPeerUp(NodeId peer) {
        // A validator that was away when a node was revoked must learn of it.
        for (byte[] revocation : revocations.values()) {
            node.links().send(peer, Channels.TELEMETRY, new MeshMessage.Revoked(revocation).encode());
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        Subject subject = subjects.get(from);
        if (message instanceof MeshMessage.TerBatch batch && subject != null && subject.active) {
            take(from, subject, batch);
        }
    }

    private void take(NodeId from, Subject subject, MeshMessage.TerBatch batch) throws Exception {
        long have = subject.history.count();
        long end = batch.from() + batch.ters().size();
        // mesh 1.1: what begins above what we have, or ends below it, is not replayed; the count tells the node where
        // to begin.
        if (batch.from() > have || end <= have) {
            acknowledge(from, have);
            return;
        }
        List<Ter> ters = batch.ters().stream()
                .skip(have - batch.from())
                .map(bytes -> Ter.decode(bytes).orElseThrow())
                .toList();
        ReplayResult result = subject.history.verify(ters, batch.fingerprint(), subject.baseline);
        Optional<Revocation.Reason> broken = reason(result);
        if (broken.isPresent()) {
            revoke(from, subject, broken.get());
            return;
        }
        stand(from, subject);
        acknowledge(from, subject.history.count());
        node.log().event("resonance_verified", "subject", node.links().name(from), "ter_sequence", end);
        certify(from, subject);
    }

    private static Optional<Revocation.Reason> reason(ReplayResult result) {
        if (result instanceof ReplayResult.IntegrityChanged) {
            return Optional.of(Revocation.Reason.INTEGRITY_CHANGED);
        }
        if (result instanceof ReplayResult.Diverged) {
            return Optional.of(Revocation.Reason.WEIGHTS_DIVERGED);
        }
        return result instanceof ReplayResult.BadChain
                ? Optional.of(Revocation.Reason.HISTORY_BROKEN)
                : Optional.empty();
    }

    private void acknowledge(NodeId node, long count) {
        this.node.links().send(node, Channels.TELEMETRY, new MeshMessage.TerAck(count).encode());
    }

    private void certify(NodeId id, Subject subject) {
        long now = node.loop().wallMicros();
        long epoch = node.config().resonanceEpoch().toNanos() / 1000;
        // mesh 2.2: a new one once half of the time of the last has passed.
        if (now - subject.certifiedMicros < epoch / 2) {
            return;
        }
        subject.certifiedMicros = now;
        ResonanceCertificate certificate = ResonanceCertificate.issue(
                id,
                subject.history.state().fingerprint(),
                subject.history.count(),
                TRUST_FULL,
                now,
                now + epoch,
                node.self().id(),
                node.keys().device()::sign);
        node.links().send(id, Channels.TELEMETRY, new MeshMessage.Certificate(certificate.encode()).encode());
    }

    private void revoke(NodeId id, Subject subject, Revocation.Reason reason) throws Exception {
        subject.active = false;
        stand(id, subject);
        if (reason != Revocation.Reason.OPERATOR) {
            registry.suspend(id, ACTOR, reason.toString());
        }
        Revocation revocation = Revocation.issue(
                id,
                reason,
                subject.history.count(),
                node.loop().wallMicros(),
                node.self().id(),
                node.keys().device()::sign);
        byte[] message = new MeshMessage.Revoked(revocation.encode()).encode();
        revocations.put(id, revocation.encode());
        for (Member member : node.mesh().members()) {
            if (!member.id().equals(id)) {
                node.links().send(member.id(), Channels.TELEMETRY, message);
            }
        }
        node.log()
                .event(
                        "resonance_broken",
                        "subject",
                        node.links().name(id),
                        "reason",
                        reason.toString(),
                        "ter_sequence",
                        subject.history.count());
        node.links().close(id, CloseCode.RESONANCE_LOST, "resonance lost");
        listener.revoked(id);
    }

    void onRevoked(RevocationListener next) {
        listener = next;
    }

    /** Whole days since the node was enrolled; 0 for one that is not known. */
    long ageDays(NodeId id) {
        Subject subject = subjects.get(id);
        return subject == null
                ? 0
                : Duration.between(subject.enrolled, Instant.now()).toDays();
    }

    /** Only what is ACTIVE and resonant counts in the mesh's decisions. */
    boolean resonant(NodeId id) {
        Subject subject = subjects.get(id);
        long epochMicros = node.config().resonanceEpoch().toNanos() / 1000;
        return subject != null
                && subject.active
                && subject.certifiedMicros + epochMicros > node.loop().wallMicros();
    }

    private void save() throws IOException, NeuroException {
        for (Subject subject : subjects.values()) {
            subject.history.save();
        }
    }

    @Override
    public void close() throws Exception {
        save();
        for (Subject subject : subjects.values()) {
            subject.history.close();
        }
        registry.close();
    }
}
