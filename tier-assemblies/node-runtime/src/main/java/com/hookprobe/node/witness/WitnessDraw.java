package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who witnesses: so many of the validators as {@link WitnessQuorum} says, those whose hash with the seed is lowest. Everybody
 * computes the same, and nobody is asked whom he would like.
 *
 * <p>The seed holds the tag and the epoch and nothing else of the claim: reports and times are for the correlator to choose, and
 * it could try until it liked the draw.
 *
 * @param validators how many there are
 * @param signers signer indices in the validator set, rising
 */
public record WitnessDraw(int validators, List<Integer> signers) {
    private record Ticket(int index, Hash32 number) {}

    /** Checks that they are as many as are drawn of so many validators, and rise. */
    public WitnessDraw {
        signers = List.copyOf(signers);
        int drawn = WitnessQuorum.drawn(validators);
        boolean rising = true;
        int before = -1;
        for (int signer : signers) {
            rising &= signer > before && signer < validators;
            before = signer;
        }
        if (signers.size() != drawn || !rising) {
            throw new IllegalArgumentException("a draw of " + validators + " validators has " + drawn
                    + " rising indices below that, found " + signers);
        }
    }

    static WitnessDraw of(List<NodeId> validators, byte[] seed) {
        List<Ticket> tickets = new ArrayList<>(validators.size());
        for (int i = 0; i < validators.size(); i++) {
            tickets.add(new Ticket(
                    i, Hash32.sha256(WitnessLabels.DRAW, seed, validators.get(i).bytes())));
        }
        tickets.sort(Comparator.comparing(Ticket::number));
        int drawn = WitnessQuorum.drawn(validators.size());
        return new WitnessDraw(
                validators.size(),
                tickets.stream().limit(drawn).map(Ticket::index).sorted().toList());
    }

    /** How many of them must sign. */
    public int quorum() {
        return WitnessQuorum.quorum(validators);
    }

    /** How many may lie without harm: of all validators, and so also of those drawn. */
    public int faults() {
        return WitnessQuorum.faults(validators);
    }
}
