package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.MeshDecision;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A site's own look at a decision's witnesses: it computes the draw itself and takes nobody's word for the quorum. Pure;
 * immutable.
 */
public final class WitnessCheck {
    private final WitnessSet set;
    private final WitnessEpochs epochs;
    private final Predicate<NodeId> counts;

    /** @param counts false for a validator that must not count any more, such as one that was revoked */
    public WitnessCheck(WitnessSet set, WitnessEpochs epochs, Predicate<NodeId> counts) {
        this.set = set;
        this.epochs = epochs;
        this.counts = counts;
    }

    /**
     * Why this decision must not be acted upon; empty when it may be.
     *
     * @param proof the encoded {@link WitnessProof} that came with it; empty for none
     */
    public Optional<WitnessFault> fault(MeshDecision decision, byte[] proof, long nowMicros) {
        if (proof.length == 0) {
            return Optional.of(WitnessFault.NO_CERTIFICATE);
        }
        WitnessProof decoded;
        try {
            decoded = WitnessProof.decode(proof);
        } catch (MalformedException e) {
            return Optional.of(WitnessFault.MALFORMED);
        }
        if (!decoded.claim().covers(decision)) {
            return Optional.of(WitnessFault.OTHER_CLAIM);
        }
        if (!epochs.fits(decoded.claim(), decoded.certificate().epoch(), nowMicros)) {
            return Optional.of(WitnessFault.EPOCH);
        }
        return decoded.certificate().fault(set, decoded.claim(), counts);
    }
}
