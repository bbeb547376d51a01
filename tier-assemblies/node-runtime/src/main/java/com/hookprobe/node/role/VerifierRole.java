package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.Evidence;
import com.hookprobe.neuro.verify.core.ResonanceKeys;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustScore;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Follows the history of every enrolled node with a {@link FleetHistories verifier} (docs/spec/mesh.md, 4). A node that agrees gets a
 * certificate; one that does not is suspended in the registry, revoked at all validators and disconnected, by itself.
 *
 * <p>Verdicts come back to the loop, which alone touches the subjects.
 */
final class VerifierRole implements Role {
    private static final Duration ANNOUNCEMENTS_EVERY = Duration.ofSeconds(2);
    /** When an upload cannot be taken now: soon enough for who waits, and no load. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final String ACTOR = "verifier";

    /** Told of each node that is revoked. */
    @FunctionalInterface
    interface RevocationListener {
        void revoked(NodeId node) throws Exception;
    }

    private final NodeContext node;
    private final RegistryDesk desk;
    private final EnrolmentSecret secrets;
    private final FleetHistories histories;
    private final Standings standings;
    private final TrustKeeper kept;
    private final TrustBook trust;
    private final TrustWatch watch;
    private final EvidenceDesk shown;
    private final Certifier certifier;
    private final Accusations accusations;
    private final Map<NodeId, Subject> subjects = new HashMap<>();
    private final StandingWords words;
    private final Suspensions suspensions;
    private final Presence presence;
    private final RegistryFeed feed;
    private RevocationListener listener = revoked -> {};

    VerifierRole(
            NodeContext node,
            DeviceRegistry registry,
            RegistryDesk desk,
            Vault vault,
            EnrolmentSecret secrets,
            Standings standings)
            throws IOException, NeuroException, RegistryException {
        this.node = node;
        this.desk = desk;
        this.secrets = secrets;
        this.standings = standings;
        this.kept = TrustKeeper.open(node);
        this.trust = kept.book();
        this.watch = new TrustWatch(node, kept);
        this.accusations = new Accusations(node);
        this.histories = new FleetHistories(node, registry, vault, secrets);
        this.shown = new EvidenceDesk(node, trust, histories::prove);
        this.certifier = new Certifier(node, trust, shown);
        this.words = new StandingWords(node, ACTOR);
        this.suspensions = new Suspensions(node, desk, words, ACTOR);
        this.presence = new Presence(node, desk);
        this.feed = new RegistryFeed(node, desk, registry.head().sequence());
    }

    /** Knows every node's place before the first one knocks; called before the loop has work. */
    VerifierRole ready(DeviceRegistry registry) throws Exception {
        suspensions.settle(registry);
        Map<RegistryNews, CompletableFuture<Optional<ResonanceKeys>>> asked = new LinkedHashMap<>();
        // Not the registry's whole list, which may have a million devices of other meshes.
        for (RegisteredDevice device : RegistryFeed.members(registry, node.mesh())) {
            RegistryNews news = RegistryNews.of(registry, device);
            words.recall(news);
            if (StandingWords.out(device)) {
                // Suspended while this node was down, or just before it fell: the page may not know.
                stayOut(device);
            }
            if (known(device)) {
                begin(news);
                asked.put(news, histories.keysAtStart(device.id()));
            }
        }
        long awaited = asked.entrySet().stream()
                .filter(one -> !standAtStart(one.getKey(), one.getValue()))
                .count();
        if (awaited > 0) {
            node.log().event("enrolments_awaited", "devices", awaited);
        }
        return this;
    }

    /** False when what the node has enrolled with is awaited from the other MSSP. */
    private boolean standAtStart(RegistryNews news, CompletableFuture<Optional<ResonanceKeys>> asked) {
        Subject subject = Objects.requireNonNull(subjects.get(news.id()));
        try {
            stand(news.id(), subject, histories.keysAtStart(news, asked));
        } catch (CompletionException e) {
            standings.shut(news.id(), subject);
            if (secrets.awaits(news.id())) {
                return false;
            }
            // One damaged history must not keep the others out.
            node.log()
                    .event(
                            "history_unreadable",
                            "subject",
                            node.links().name(news.id()),
                            "error",
                            String.valueOf(e.getCause()));
        }
        return true;
    }

    @Override
    public void start() {
        node.loop().every(RegistryFeed.poll(node.config().heartbeat()), () -> feed.follow(this::changed));
        node.loop().every(ANNOUNCEMENTS_EVERY, this::announcements);
        node.loop().every(ANNOUNCEMENTS_EVERY, suspensions::retry);
        node.loop().every(Presence.WRITE_EVERY, presence::write);
        node.loop().every(node.config().resonanceEpoch(), watch::onEpoch);
    }

    private boolean known(RegisteredDevice device) {
        return device.status() == DeviceStatus.ACTIVE
                && node.mesh().member(device.id()).isPresent();
    }

    private Subject begin(RegistryNews news) {
        RegisteredDevice device = news.device();
        Subject subject = new Subject(device);
        subjects.put(device.id(), subject);
        if (trust.revoked(device.id()) && news.letsIn()) {
            trust.reinstate(device.id(), node.loop().nowNs());
        }
        watch.follow(device.id());
        histories.allow(device);
        return subject;
    }

    /** Updates are announced in a folder. */
    private void announcements() {
        if (histories.lookForAnnouncements()) {
            for (Subject subject : subjects.values()) {
                histories.allow(subject.device);
            }
        }
    }

    /** The registry is the authority, and an operator may change it while we run. */
    private void changed(RegistryNews news) throws Exception {
        RegisteredDevice device = news.device();
        NodeId id = device.id();
        words.heard(news);
        Subject subject = subjects.get(id);
        if (subject != null) {
            subject.device = device;
            histories.allow(device);
        }
        if (subject != null && subject.active) {
            if (device.status() != DeviceStatus.ACTIVE) {
                revoke(id, subject, Revocation.Reason.OPERATOR);
            }
        } else if (known(device)) {
            node.mesh().fellows(node.self()).forEach(fellow -> secrets.handOver(desk, fellow.id(), id));
            admit(news);
        } else if (StandingWords.out(device) && node.mesh().member(id).isPresent() && !words.shutsOut(id)) {
            // It never was active while this verifier ran.
            stayOut(device);
            words.say(id, Revocation.Reason.OPERATOR, 0);
        }
    }

    /** A node is new, or an operator lets it in again since it was revoked; who still is revoked stays outside. */
    private void admit(RegistryNews news) {
        NodeId id = news.id();
        boolean again = news.reinstated() > words.sequence(id);
        if (!again && (subjects.containsKey(id) || words.shutsOut(id))) {
            return;
        }
        certifier.forget(id);
        Subject fresh = begin(news);
        if (again) {
            histories.reinstate(id, done -> histories.keys(id, keys -> enter(id, fresh, keys, true)));
        } else {
            histories.keys(id, keys -> enter(id, fresh, keys, false));
        }
    }

    private void enter(NodeId id, Subject subject, Optional<ResonanceKeys> keys, boolean again) {
        boolean known = keys.isPresent();
        stand(id, subject, keys);
        if (again && known && subject.active) {
            words.say(id, Revocation.Reason.REINSTATED, subject.count);
            node.log().event("resonance_reinstated", "subject", node.links().name(id), "ter_sequence", subject.count);
        }
    }

    /** No keys: it is in quarantine, and the door stays shut. */
    private void stand(NodeId id, Subject subject, Optional<ResonanceKeys> keys) {
        if (keys.isEmpty()) {
            standings.shut(id, subject);
            return;
        }
        try (ResonanceKeys current = keys.get()) {
            subject.count = current.count();
            subject.fingerprint = current.fingerprint();
            standings.put(
                    id,
                    new Standings.Standing(
                            subject.key, subject.active, subject.count, subject.fingerprint, current.wSecret()));
        }
    }

    /** A member that is not followed: at the door it hears why. */
    private void stayOut(RegisteredDevice device) {
        trust.revoke(device.id());
        if (node.mesh().member(device.id()).isPresent()) {
            standings.shut(device.id(), new Subject(device));
        }
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (node.mesh().isVerifier(peer)) {
            secrets.handOver(desk, peer);
            return;
        }
        Subject subject = subjects.get(peer);
        presence.heard(peer);
        if (subject != null && !subject.active) {
            // Its handshake was under way when it was revoked.
            node.links().close(peer, CloseCode.RESONANCE_LOST, "resonance lost");
        } else {
            words.tell(peer);
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.Enrolled handed) {
            if (node.mesh().isVerifier(from)) {
                secrets.take(handed).ifPresent(this::handed);
            }
            return;
        }
        Subject subject = subjects.get(from);
        if (message instanceof MeshMessage.TerBatch batch && subject != null && subject.active) {
            take(from, subject, batch);
        } else if (message instanceof MeshMessage.QsecbitReport report) {
            trust.with(from, score -> score.onQsecbit(report.valueMillionths() / 1e6));
        }
    }

    @Override
    public void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) {
        Subject subject = subjects.get(from);
        if (subject != null && subject.active) {
            shown.show(from, exporter, rdv, posf);
        }
    }

    /** What was not known of a node when it was let in is there: its door opens. */
    private void handed(NodeId id) {
        Subject subject = subjects.get(id);
        if (subject != null && subject.active && standings.lacksWeights(id)) {
            histories.keys(id, keys -> stand(id, subject, keys));
        }
    }

    private void take(NodeId from, Subject subject, MeshMessage.TerBatch batch) {
        Upload upload;
        try {
            upload = Uploads.of(batch);
        } catch (NeuroException e) {
            violated(from);
            node.log().event("upload_malformed", "subject", node.links().name(from), "error", e.toString());
            return;
        }
        histories.submit(
                from,
                upload,
                verdict -> judged(from, subject, verdict),
                () -> node.loop().after(ASK_AGAIN_AFTER, () -> acknowledge(from, subject.count)));
    }

    private void judged(NodeId from, Subject subject, Verdict verdict) throws Exception {
        if (!subject.active) {
            return;
        }
        if (verdict instanceof Verdict.Quarantine quarantine) {
            revoke(from, subject, accusations.record(from, quarantine.evidence()));
        } else if (verdict instanceof Verdict.Held held) {
            hold(from, subject, held.evidence());
        } else if (verdict instanceof Verdict.Missing missing) {
            acknowledge(from, missing.have());
        } else if (verdict instanceof Verdict.Authenticated authenticated && authenticated.fromCache()) {
            // Old news, or no news: no sign that the node lives, so no certificate.
            acknowledge(from, subject.count);
        } else if (verdict instanceof Verdict.Authenticated authenticated) {
            subject.held = false;
            // The keys are those after this upload, or after a later one: a node's requests are answered in order.
            histories.keys(from, keys -> proven(from, subject, authenticated.count(), keys));
        }
    }

    private void proven(NodeId from, Subject subject, long count, Optional<ResonanceKeys> keys) {
        if (!subject.active) {
            keys.ifPresent(ResonanceKeys::close);
            return;
        }
        stand(from, subject, keys);
        trust.with(from, score -> score.onMatch(node.loop().nowNs()));
        presence.proven(from, subject.count, subject.fingerprint);
        acknowledge(from, subject.count);
        node.log().event("resonance_verified", "subject", node.links().name(from), "ter_sequence", count);
        certifier.certify(from, subject.count, subject.fingerprint);
    }

    /** mesh 4.5: neither a certificate nor a revocation; the node tries again, and its last certificate runs out. */
    private void hold(NodeId from, Subject subject, Evidence found) {
        trust.with(from, score -> score.onMismatch(node.loop().nowNs()));
        if (!subject.held) {
            subject.held = true;
            node.log()
                    .event(
                            "resonance_held",
                            "subject",
                            node.links().name(from),
                            "record",
                            found.firstRecord(),
                            "grace_s",
                            node.config().baselineGrace().toSeconds(),
                            "explanation",
                            found.explain());
        }
        node.loop().after(ASK_AGAIN_AFTER, () -> acknowledge(from, subject.count));
    }

    private void acknowledge(NodeId node, long count) {
        this.node.links().send(node, Channels.TELEMETRY, new MeshMessage.TerAck(count).encode());
    }

    private void revoke(NodeId id, Subject subject, Revocation.Reason reason) throws Exception {
        subject.active = false;
        trust.with(id, TrustScore::onRevoked);
        standings.shut(id, subject);
        node.links().close(id, CloseCode.RESONANCE_LOST, "resonance lost");
        if (reason == Revocation.Reason.OPERATOR) {
            tell(id, subject, reason);
        } else {
            suspensions.suspend(id, reason, () -> tell(id, subject, reason));
        }
    }

    private void tell(NodeId id, Subject subject, Revocation.Reason reason) throws Exception {
        // After the registry: a page that revokes a node whose last row is an old reinstatement would be forgiven at
        // the start.
        kept.save();
        words.say(id, reason, subject.count);
        node.log()
                .event(
                        "resonance_broken",
                        "subject",
                        node.links().name(id),
                        "reason",
                        reason.toString(),
                        "ter_sequence",
                        subject.count);
        listener.revoked(id);
    }

    /** Another role has found why the node must not go on. */
    void accuse(NodeId id, Revocation.Reason reason) throws Exception {
        Subject subject = subjects.get(id);
        if (subject != null && subject.active) {
            revoke(id, subject, reason);
        }
    }

    void onRevoked(RevocationListener next) {
        listener = next;
    }

    /** The trust of all nodes; for the loop's other roles. */
    TrustBook trust() {
        return trust;
    }

    /**
     * What a node's word weighs by: what its last certificate says, for that is what witnesses see of it; less when less is known
     * since.
     */
    double weighs(NodeId id) {
        return Math.min(certifier.trust(id), trust.granted(id));
    }

    Certifier certifier() {
        return certifier;
    }

    /** That node broke a rule. */
    void violated(NodeId id) {
        trust.with(id, TrustScore::onViolation);
    }

    /** Those that are followed. */
    Set<NodeId> followed() {
        return subjects.keySet();
    }

    /** Whose a node is that is ACTIVE here; empty for all others. */
    Optional<String> tenant(NodeId id) {
        Subject subject = subjects.get(id);
        return subject == null || !subject.active
                ? Optional.empty()
                : Optional.of(subject.device.tenant().value());
    }

    /** Whole days since the node was enrolled; 0 for one that is not known. */
    long ageDays(NodeId id) {
        Subject subject = subjects.get(id);
        return subject == null
                ? 0
                : Duration.between(
                                subject.enrolled, Instant.EPOCH.plus(node.loop().wallMicros(), ChronoUnit.MICROS))
                        .toDays();
    }

    /** Only what is ACTIVE and resonant counts in the mesh's decisions. */
    boolean resonant(NodeId id) {
        Subject subject = subjects.get(id);
        return subject != null && subject.active && certifier.holds(id);
    }

    /** ACTIVE, and no certificate of it holds: it was not heard since this node has started, or was away for longer than one lasts. */
    boolean awaited(NodeId id) {
        Subject subject = subjects.get(id);
        return subject != null && subject.active && !subject.held && !certifier.holds(id);
    }

    @Override
    public void measure(Sheet sheet) {
        VerifierMetrics.nodes(
                sheet,
                subjects.keySet().stream().map(trust::band).toList(),
                subjects.values().stream()
                        .map(subject -> subject.device.status())
                        .toList(),
                node.mesh().members().size() - 1);
    }

    @Override
    public void close() throws Exception {
        kept.save();
        histories.close();
    }
}
