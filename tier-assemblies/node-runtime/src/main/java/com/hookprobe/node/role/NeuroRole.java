package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.NeuroBlock;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.sensor.HostSensors;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.neuro.sensor.SensorCapture;
import com.hookprobe.neuro.sensor.TerSource;
import com.hookprobe.neuro.sensor.WatchedFiles;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.resonance.NeuroHistory;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device proves its continuing integrity: it turns its readings into TERs, evolves its weights, uploads the TERs to the
 * verifier, and shows the certificate that it gets for them to the validators.
 */
final class NeuroRole implements Role {
    /** Records that the verifier has confirmed. */
    static final String MARK = "ters";

    private static final Duration MARK_EVERY = Duration.ofSeconds(10);
    private static final Duration SAVE_EVERY = Duration.ofSeconds(60);

    private final NodeContext node;
    private final List<ProvenTo> verifiers;
    private final NeuroHistory history;
    private final HighMark mark;
    private final NeuroBinding binding;
    private final TerSource source;
    private @Nullable Ter current;
    /** A restored node: the verifier may know later records, and another one in their place would be a rollback. */
    private boolean held;

    private boolean unread;
    private byte @Nullable [] certificate;

    NeuroRole(NodeContext node, NeuroHistory history) throws NeuroException, KeystoreException, IOException {
        this.node = node;
        this.mark = HighMark.open(node.data(), MARK, node.log());
        this.held = node.keys().weightsUnsure();
        this.history = history;
        List<NodeId> ids = node.mesh().verifiers().stream().map(Member::id).toList();
        this.binding = new NeuroBinding(ids, history.state());
        this.verifiers =
                ids.stream().map(id -> new ProvenTo(node, id, history, binding)).toList();
        this.source = new TerSource(new SensorCapture(HostSensors.ofThisMachine(), watch(node)));
        List<Ter> last = history.count() == 0 ? List.of() : history.range(history.count() - 1, 1);
        this.current = last.isEmpty() ? null : last.get(0);
    }

    private static IntegrityWatch watch(NodeContext node) {
        return new IntegrityWatch(
                WatchedFiles.ofThisMachine().resolve(node.config().integrityFiles()),
                IntegrityWatch.READ_ALL_EVERY_DEFAULT);
    }

    NeuroBinding binding() {
        return binding;
    }

    @Override
    public void start() throws NeuroException {
        capture();
        node.loop().every(node.config().terInterval(), this::capture);
        node.loop().every(SAVE_EVERY, this::save);
        node.loop().every(MARK_EVERY, this::mark);
    }

    private void mark() {
        verifiers.stream().mapToLong(ProvenTo::confirmed).forEach(mark::reached);
        mark.save();
    }

    private void capture() throws NeuroException {
        if (held) {
            return;
        }
        Optional<Ter> ter = read();
        if (ter.isPresent()) {
            history.append(ter.get());
            current = ter.get();
            upload();
        }
    }

    /** Sensors that cannot be read are told once; the next record may come when they can. */
    private Optional<Ter> read() {
        try {
            Optional<Ter> next =
                    Optional.of(source.next(history.state().chain(), node.loop().wallMicros()));
            unread = false;
            return next;
        } catch (NeuroException e) {
            if (!unread) {
                node.log().event("ter_not_taken", "error", String.valueOf(e.getMessage()));
            }
            unread = true;
            return Optional.empty();
        }
    }

    /** The handshake has mixed the weights that both sides know: the verifier has none that are later. */
    private void goOn() throws KeystoreException {
        if (held) {
            node.keys().weightsSure();
            held = false;
            node.log().event("weights_confirmed", "records", history.count());
        }
    }

    private void save() throws IOException, NeuroException {
        // Only a confirmed state may become the oldest that is kept: a verifier may ask for any count from there on.
        // For one that is
        // away the log's own length of memory is kept.
        boolean all = verifiers.stream()
                .allMatch(to -> to.whole() || history.count() - to.acknowledged() > NeuroHistory.TAIL_RECORDS);
        if (all && verifiers.stream().anyMatch(ProvenTo::whole)) {
            history.save();
        }
    }

    private void upload() throws NeuroException {
        for (ProvenTo to : verifiers) {
            to.upload();
        }
    }

    private Optional<ProvenTo> to(NodeId peer) {
        return verifiers.stream().filter(to -> to.verifier().equals(peer)).findFirst();
    }

    @Override
    public void onPeerUp(NodeId peer) throws NeuroException, KeystoreException {
        Optional<ProvenTo> verifier = to(peer);
        if (verifier.isPresent()) {
            goOn();
            verifier.get().onPeerUp();
        } else {
            show(peer);
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        to(peer).ifPresent(ProvenTo::onPeerDown);
    }

    @Override
    public void onPeerRejected(NodeId peer, long terSequence) throws NeuroException {
        Optional<ProvenTo> verifier = to(peer);
        if (verifier.isPresent()) {
            verifier.get().onRejected(terSequence);
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        Optional<ProvenTo> verifier = to(from);
        if (verifier.isEmpty()) {
            return;
        }
        if (message instanceof MeshMessage.TerAck ack) {
            verifier.get().onAck(ack.count());
        } else if (message instanceof MeshMessage.Certificate issued) {
            accept(verifier.get(), issued.encoded());
        }
    }

    private void accept(ProvenTo by, byte[] encoded) throws MalformedException, NeuroException {
        ResonanceCertificate issued = ResonanceCertificate.decode(encoded);
        if (!issued.node().equals(node.self().id())) {
            return;
        }
        certificate = encoded.clone();
        node.log()
                .event(
                        "resonance_certificate",
                        "ter_sequence",
                        issued.terSequence(),
                        "expires_us",
                        issued.expiresMicros());
        node.links().peers().forEach(this::show);
        by.prove(issued);
    }

    /** The newest certificate that this node was issued, encoded; empty before the first, or when it has expired. */
    Optional<byte[]> ownCertificate() {
        try {
            return certificate == null
                            || ResonanceCertificate.decode(certificate).expiresMicros()
                                    <= node.loop().wallMicros()
                    ? Optional.empty()
                    : Optional.of(certificate.clone());
        } catch (MalformedException e) {
            throw new IllegalStateException("it was read when it came", e);
        }
    }

    /**
     * Shows the certificate to those that ask for one: validators, and the region's key holder; the holder's own goes to sites, whose
     * reports it relays.
     */
    private void show(NodeId peer) {
        boolean relays = node.self().tier() == Tier.NEXUS;
        boolean asks = node.mesh()
                .member(peer)
                .map(m -> m.validator() || m.tier() == Tier.NEXUS || relays && m.site())
                .orElse(false);
        if (certificate != null && asks && !peer.equals(node.self().id())) {
            node.links().send(peer, Channels.TELEMETRY, new MeshMessage.Certificate(certificate).encode());
        }
    }

    /** The device's state for a microblock: PoSF over the payload's hash, with the microblock's time as nonce. */
    Optional<NeuroBlock> seal(Hash32 payloadHash, long timeMicros) {
        Ter ter = current;
        if (ter == null) {
            return Optional.empty();
        }
        byte[] nonce = ByteBuffer.allocate(Posf.NONCE_BYTES).putLong(timeMicros).array();
        return Optional.of(new NeuroBlock(
                Hash32.of(sha256(ter.encode())),
                history.state().fingerprint(),
                Hash32.of(Posf.sign(history.state(), payloadHash.bytes(), nonce))));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private NeuroMetrics.State standing() {
        byte[] newest = certificate;
        try {
            return new NeuroMetrics.State(
                    history.count(),
                    verifiers.stream().mapToLong(ProvenTo::acknowledged).max().orElse(0),
                    held,
                    newest == null ? Optional.empty() : Optional.of(ResonanceCertificate.decode(newest)));
        } catch (MalformedException e) {
            throw new IllegalStateException("it was read when it came", e);
        }
    }

    @Override
    public void measure(Sheet sheet) {
        NeuroMetrics.measure(sheet, standing());
    }

    @Override
    public void check(Readiness readiness) {
        NeuroMetrics.check(readiness, standing(), node.loop().wallMicros());
    }

    @Override
    public void close() throws IOException, NeuroException {
        mark();
        save();
        history.close();
    }
}
