package com.hookprobe.node.resonance;

import com.hookprobe.identity.NodeId;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The verifier's side of {@link ResonanceEvidence}, but for the weights: which epoch a node's RDV is of, if of any. Bounded by the
 * nodes that get certificates. Not thread-safe.
 */
public final class EvidenceBook {
    /** So many epochs of a node are told apart: evidence may come late, and is then no lie. */
    static final int EPOCHS_MAX = 4;
    /** So much evidence of a node is looked at in an epoch; an honest node shows one, and one more on a new session. */
    static final int SHOWN_MAX = 4;

    /**
     * An epoch of a node.
     *
     * @param epoch the time in its certificate
     * @param count of TERs
     * @param fingerprint after them
     */
    public record Epoch(long epoch, long count, byte[] fingerprint) {
        public Epoch {
            fingerprint = fingerprint.clone();
        }

        @Override
        public byte[] fingerprint() {
            return fingerprint.clone();
        }
    }

    /** What an RDV says. */
    public enum Look {
        /** It is that of the newest epoch: the PoSF can be judged. */
        CURRENT,
        /** Of an earlier epoch, or none is known, or too much was shown: nothing can be said. */
        NOT_JUDGED,
        /** Of no epoch of this node on this session. */
        DIFFERS
    }

    private static final class Node {
        private final Deque<Epoch> epochs = new ArrayDeque<>();
        private int shown;
    }

    private final Map<NodeId, Node> nodes = new HashMap<>();

    /** A certificate was issued: an epoch begins. */
    public void begin(NodeId id, Epoch epoch) {
        Node node = nodes.computeIfAbsent(id, key -> new Node());
        if (node.epochs.size() == EPOCHS_MAX) {
            node.epochs.removeLast();
        }
        node.epochs.addFirst(epoch);
        node.shown = 0;
    }

    /** What this RDV, shown in the session with this exporter, says. */
    public Look look(NodeId id, byte[] exporter, byte[] rdv) {
        Node node = nodes.get(id);
        if (node == null || node.shown == SHOWN_MAX) {
            return Look.NOT_JUDGED;
        }
        node.shown++;
        boolean newest = true;
        for (Epoch epoch : node.epochs) {
            byte[] expected = ResonanceEvidence.rdv(exporter, epoch.fingerprint, epoch.count);
            if (MessageDigest.isEqual(expected, rdv)) {
                return newest ? Look.CURRENT : Look.NOT_JUDGED;
            }
            newest = false;
        }
        return Look.DIFFERS;
    }

    /** The newest epoch of a node. */
    public Optional<Epoch> newest(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).map(node -> node.epochs.peekFirst());
    }
}
