package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.EvidenceBook;
import com.hookprobe.node.resonance.ResonanceEvidence;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustScore;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Judges the evidence of resonance that nodes show in their sessions (mesh 8). What differs counts against a node's trust; nothing
 * here lets a node in or keeps it out.
 */
final class EvidenceDesk {
    /** Makes the PoSF of a node from its replayed weights, if they are those after exactly {@code count} records. */
    @FunctionalInterface
    interface Prover {
        void prove(
                NodeId of,
                long count,
                byte[] messageHash,
                byte[] nonce,
                FleetHistories.OnAnswer<Optional<byte[]>> then);
    }

    private final NodeContext node;
    private final TrustBook trust;
    private final Prover prover;
    private final EvidenceBook book = new EvidenceBook();
    private long agreed;
    private long notJudged;

    EvidenceDesk(NodeContext node, TrustBook trust, Prover prover) {
        this.node = node;
        this.trust = trust;
        this.prover = prover;
    }

    /** A node was given a certificate: its epoch begins. */
    void begin(NodeId id, EvidenceBook.Epoch epoch) {
        book.begin(id, epoch);
    }

    void show(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) {
        switch (book.look(from, exporter, rdv)) {
            case NOT_JUDGED -> notJudged++;
            case DIFFERS -> differs(from, "RDV");
            case CURRENT -> {
                EvidenceBook.Epoch epoch = book.newest(from).orElseThrow();
                prover.prove(
                        from,
                        epoch.count(),
                        ResonanceEvidence.message(exporter, epoch.epoch()),
                        ResonanceEvidence.nonce(epoch.epoch()),
                        expected -> judge(from, expected, posf));
            }
        }
    }

    private void judge(NodeId from, Optional<byte[]> expected, byte[] posf) {
        if (expected.isEmpty()) {
            // The node has gone on meanwhile, as it should.
            notJudged++;
        } else if (MessageDigest.isEqual(expected.get(), posf)) {
            agreed++;
            node.log()
                    .event(
                            "evidence_agrees",
                            "subject",
                            node.links().name(from),
                            "agreed",
                            agreed,
                            "not_judged",
                            notJudged);
        } else {
            differs(from, "PoSF");
        }
    }

    private void differs(NodeId from, String part) {
        trust.with(from, TrustScore::onViolation);
        node.log().event("evidence_differs", "subject", node.links().name(from), "part", part);
    }

    long agreed() {
        return agreed;
    }

    long notJudged() {
        return notJudged;
    }
}
