package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledger keeps as opaque items of a body: fork proofs against sources, evidence against validators, operations on the set. The
 * first byte of an evidence item is its kind; kind 6 is a fork.
 *
 * @param forks verified, and news
 * @param evidence decoded, not verified
 * @param operations decoded, not verified
 */
record BodyItems(List<ForkEvidence> forks, List<Evidence> evidence, List<Operation> operations) {
    /** Fork proofs in one body; more forks wait for the next checkpoint. */
    static final int FORKS_MAX = 16;

    /** The items of a body; empty when one is malformed, beyond the limits, or a fork proof is bad or about a source that is out. */
    static Optional<BodyItems> of(Genesis genesis, Frontier frontier, CheckpointBody body) {
        List<ForkEvidence> forks = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        List<Operation> operations = new ArrayList<>();
        Set<NodeId> sources = new HashSet<>();
        try {
            int evidenceBytes = 0;
            for (byte[] item : body.evidence()) {
                if (item[0] == ForkEvidence.KIND) {
                    ForkEvidence proof = ForkEvidence.decode(item);
                    if (!Forks.isNews(frontier, proof)
                            || !sources.add(Forks.source(proof))
                            || !Forks.verify(genesis, proof)) {
                        return Optional.empty();
                    }
                    forks.add(proof);
                } else {
                    evidence.add(canonical(item));
                    evidenceBytes += item.length;
                }
            }
            int operationBytes = 0;
            for (byte[] item : body.ops()) {
                operations.add(Operation.decode(item));
                operationBytes += item.length;
            }
            SetRules.Limits limits = SetRules.Limits.BODY;
            boolean fits = forks.size() <= FORKS_MAX
                    && evidence.size() <= limits.items()
                    && evidenceBytes <= limits.bytes()
                    && operations.size() <= limits.items()
                    && operationBytes <= limits.bytes();
            return fits ? Optional.of(new BodyItems(forks, evidence, operations)) : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Evidence canonical(byte[] item) throws MalformedException {
        Evidence evidence = Evidence.decode(item);
        if (!Arrays.equals(evidence.encode(), item)) {
            throw new MalformedException("evidence that is not canonical");
        }
        return evidence;
    }

    /** The state of the sources after a body whose ranges and forks fit. */
    Frontier after(Frontier frontier, CheckpointBody body) {
        Frontier next = frontier.advance(body.ranges());
        for (ForkEvidence fork : forks) {
            next = Forks.mark(next, fork);
        }
        return next;
    }
}
