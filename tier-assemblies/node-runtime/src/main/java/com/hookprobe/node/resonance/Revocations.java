package com.hookprobe.node.resonance;

import com.hookprobe.identity.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which nodes have lost their right to take part, by the verifier's signed words: of each node the word that outweighs the others.
 * Written by the node's loop, read by the endpoints' threads too. Who writes keeps it to members of the mesh, which bounds it.
 */
public final class Revocations {
    private final Map<NodeId, ResonanceCertificate.SignatureCheck> verifiers;
    private final Map<NodeId, Revocation> words = new ConcurrentHashMap<>();

    public Revocations(NodeId verifier, ResonanceCertificate.SignatureCheck verifierKey) {
        this(Map.of(verifier, verifierKey));
    }

    /** @param verifiers who they are, and what checks their signatures; they number their words by one registry */
    public Revocations(Map<NodeId, ResonanceCertificate.SignatureCheck> verifiers) {
        this.verifiers = Map.copyOf(verifiers);
    }

    /**
     * Takes a word from anyone: the signature counts.
     *
     * @return true when it is the verifier's, and outweighs what was known; it is remembered
     */
    public boolean accept(Revocation word) {
        Revocation held = words.get(word.node());
        if (held != null && !word.outweighs(held)) {
            return false;
        }
        if (!genuine(word)) {
            return false;
        }
        words.put(word.node(), word);
        return true;
    }

    /** True when the verifier has signed the word. */
    public boolean genuine(Revocation word) {
        ResonanceCertificate.SignatureCheck verifierKey = verifiers.get(word.verifier());
        return verifierKey != null && word.signatureValid(verifierKey);
    }

    /** True for a node that is revoked now. */
    public boolean contains(NodeId node) {
        Revocation word = words.get(node);
        return word != null && !word.lifts();
    }

    /** True when what is known of the node takes this certificate's force: it is revoked, or has begun anew since. */
    boolean outlaws(ResonanceCertificate certificate) {
        Revocation word = words.get(certificate.node());
        return word != null && (!word.lifts() || certificate.issuedMicros() <= word.timeMicros());
    }

    /** What is known, by node. */
    public List<Revocation> all() {
        return words.values().stream()
                .sorted(Comparator.comparing(Revocation::node))
                .toList();
    }
}
