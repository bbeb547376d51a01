package com.hookprobe.node.role;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.resonance.Revocations;
import java.io.IOException;
import java.time.Duration;

/**
 * What a node that is no verifier does with the verifier's words on others (mesh 3): closes sessions, tells the roles, and keeps the
 * words over restarts. On the loop.
 */
final class RevocationDesk {
    private static final Duration SAVE_AGAIN_AFTER = Duration.ofSeconds(5);

    /** Told of each node that is revoked. */
    @FunctionalInterface
    interface Listener {
        void revoked(NodeId node) throws Exception;
    }

    private final NodeContext node;
    private final Revocations revocations;
    private final RevocationFile file;
    private final Listener listener;
    private boolean saving;

    RevocationDesk(NodeContext node, Revocations revocations, Listener listener) {
        this.node = node;
        this.revocations = revocations;
        this.file = new RevocationFile(node.data());
        this.listener = listener;
    }

    /**
     * Knows again what it knew; before the first door opens.
     *
     * @throws IOException when the file is not as it was written, or holds a word that is not the verifier's
     */
    void recall() throws IOException {
        int words = 0;
        for (Revocation word : file.read()) {
            if (!revocations.genuine(word)) {
                throw file.damaged("a word on " + word.node().shortHex()
                        + ": expected the signature of the MSSP of the mesh file, found another");
            }
            // A mesh may have fewer members than it had.
            if (node.mesh().member(word.node()).isPresent() && revocations.accept(word)) {
                words++;
            }
        }
        if (words > 0) {
            node.log().event("revocations_restored", "words", words);
        }
    }

    /** A peer passes on a word; whoever it is, the verifier's signature counts. */
    void take(Revocation word) throws Exception {
        NodeId subject = word.node();
        boolean before = revocations.contains(subject);
        if (node.self().verifier() || node.mesh().member(subject).isEmpty() || !revocations.accept(word)) {
            return;
        }
        saveSoon(Duration.ZERO);
        if (word.lifts()) {
            node.log().event("peer_reinstated", "peer", node.links().name(subject), "sequence", word.sequence());
        } else if (!before) {
            node.log()
                    .event(
                            "peer_revoked",
                            "peer",
                            node.links().name(subject),
                            "reason",
                            word.reason().toString(),
                            "sequence",
                            word.sequence(),
                            "latency_us",
                            node.loop().wallMicros() - word.timeMicros());
            node.links().close(subject, CloseCode.RESONANCE_LOST, "resonance lost");
            listener.revoked(subject);
        }
    }

    /** Ends a session whose handshake was under way when its node was revoked; true when it did. */
    boolean turnsAway(NodeId peer) {
        boolean revoked = revocations.contains(peer);
        if (revoked) {
            node.links().close(peer, CloseCode.RESONANCE_LOST, "resonance lost");
        }
        return revoked;
    }

    /** Behind what has arrived already: many words at once are one write. */
    private void saveSoon(Duration delay) {
        if (!saving) {
            saving = true;
            node.loop().after(delay, this::save);
        }
    }

    private void save() {
        saving = false;
        try {
            file.write(revocations.all());
        } catch (IOException e) {
            node.log().event("revocations_not_saved", "file", file.path().toString(), "error", e.toString());
            saveSoon(SAVE_AGAIN_AFTER);
        }
    }

    /** Writes what still waits. */
    void close() {
        if (saving) {
            save();
        }
    }
}
