package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.node.resonance.NeuroHistory;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.ResonanceEvidence;
import com.hookprobe.node.wire.MeshMessage;
import java.util.Optional;

/** How far one verifier has this node's history, and what it is to get next. Owned by the node's loop. */
final class ProvenTo {
    private final NodeContext node;
    private final NodeId verifier;
    private final NeuroHistory history;
    private final NeuroBinding binding;
    /** Hoped for at first, until the verifier has told. */
    private long acknowledged;

    private boolean acknowledgedByVerifier;
    private boolean uploading;

    ProvenTo(NodeContext node, NodeId verifier, NeuroHistory history, NeuroBinding binding) {
        this.node = node;
        this.verifier = verifier;
        this.history = history;
        this.binding = binding;
        this.acknowledged = history.count();
    }

    NodeId verifier() {
        return verifier;
    }

    /** How many records this verifier has, as far as it is known. */
    long acknowledged() {
        return acknowledged;
    }

    /** How many records this verifier has said that it has; 0 when it has said nothing yet. */
    long confirmed() {
        return acknowledgedByVerifier ? acknowledged : 0;
    }

    /** True when this verifier has said that it has all. */
    boolean whole() {
        return acknowledgedByVerifier && acknowledged == history.count();
    }

    void upload() throws NeuroException {
        if (uploading || acknowledged >= history.count() || !node.links().connected(verifier)) {
            return;
        }
        int n = (int) Math.min(MeshMessage.TERS_MAX, history.count() - acknowledged);
        Optional<WeightState> after = history.stateAt(acknowledged + n);
        if (after.isEmpty()) {
            node.log()
                    .event(
                            "resonance_unprovable",
                            "from",
                            acknowledged,
                            "to",
                            node.links().name(verifier),
                            "reason",
                            "the verifier lies behind the saved weights");
            return;
        }
        try (WeightState claimed = after.get()) {
            // Only now: what lies behind the saved weights may be gone from the log.
            MeshMessage batch = new MeshMessage.TerBatch(history.packed(acknowledged, n), claimed.fingerprint());
            uploading = node.links().send(verifier, Channels.TELEMETRY, batch.encode());
        }
    }

    /** A session has opened: what was under way in the one before may be lost. */
    void onPeerUp() throws NeuroException {
        binding.session(verifier, true);
        uploading = false;
        upload();
    }

    void onPeerDown() {
        binding.session(verifier, false);
    }

    void onRejected(long terSequence) throws NeuroException {
        if (terSequence > history.count()) {
            node.log()
                    .event(
                            "weights_older_than_verifier",
                            "here",
                            history.count(),
                            "verifier",
                            terSequence,
                            "reason",
                            "the data folder is older than what the verifier has seen; put the newer one back, or enrol"
                                    + " the node anew with new keys");
        }
        agree(terSequence);
    }

    void onAck(long count) throws NeuroException {
        uploading = false;
        if (count <= history.count()) {
            acknowledged = count;
            acknowledgedByVerifier = true;
            agree(count);
            upload();
        }
    }

    private void agree(long count) throws NeuroException {
        if (count == history.count()) {
            binding.agree(verifier, history.state());
            return;
        }
        Optional<WeightState> then = history.stateAt(count);
        if (then.isPresent()) {
            try (WeightState state = then.get()) {
                binding.agree(verifier, state);
            }
            acknowledged = count;
        }
    }

    /** mesh 8: with each certificate an epoch begins, and in each the verifier is shown evidence. */
    void prove(ResonanceCertificate issued) throws NeuroException {
        HtpSession session = node.links().open(verifier).orElse(null);
        Optional<WeightState> then = session == null ? Optional.empty() : history.stateAt(issued.terSequence());
        if (session == null || then.isEmpty()) {
            return;
        }
        try (WeightState state = then.get()) {
            byte[] exporter = session.exporter();
            session.evidence(
                    ResonanceEvidence.rdv(exporter, state.fingerprint(), state.count()),
                    ResonanceEvidence.posf(state, exporter, issued.issuedMicros()));
        }
    }
}
