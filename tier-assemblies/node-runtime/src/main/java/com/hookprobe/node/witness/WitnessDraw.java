package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who witnesses: the four validators (all, when there are fewer) whose hash with the seed is lowest. Everybody computes the
 * same, and nobody is asked whom he would like.
 *
 * <p>The seed holds the tag and the epoch and nothing else of the claim: reports and times are for the correlator to choose, and
 * it could try until it liked the draw.
 *
 * @param signers signer indices in the validator set, rising
 */
public record WitnessDraw(List<Integer> signers) {
    /** How many are drawn. Four are the fewest of which one may lie. */
    public static final int WITNESSES = 4;

    private record Ticket(int index, Hash32 number) {}

    /** Checks that there are 1..{@link #WITNESSES}, rising. */
    public WitnessDraw {
        signers = List.copyOf(signers);
        boolean rising = true;
        for (int i = 1; i < signers.size(); i++) {
            rising &= signers.get(i - 1) < signers.get(i);
        }
        if (signers.isEmpty() || signers.size() > WITNESSES || !rising) {
            throw new IllegalArgumentException("a draw has 1.." + WITNESSES + " rising indices, found " + signers);
        }
    }

    static WitnessDraw of(List<NodeId> validators, byte[] seed) {
        List<Ticket> tickets = new ArrayList<>(validators.size());
        for (int i = 0; i < validators.size(); i++) {
            tickets.add(new Ticket(
                    i, Hash32.sha256(WitnessLabels.DRAW, seed, validators.get(i).bytes())));
        }
        tickets.sort(Comparator.comparing(Ticket::number));
        return new WitnessDraw(
                tickets.stream().limit(WITNESSES).map(Ticket::index).sorted().toList());
    }

    /** How many of them must sign: q = n - floor((n-1)/3) of those drawn. */
    public int quorum() {
        return Quorum.quorum(signers.size());
    }

    /** How many of them may lie without harm. */
    public int faults() {
        return Quorum.faults(signers.size());
    }
}
