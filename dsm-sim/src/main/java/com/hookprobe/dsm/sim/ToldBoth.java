package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import java.util.HashSet;
import java.util.Set;

/**
 * At which heights one honest machine was told FINALIZE and NULLIFY of one view by the same liar while the height was open to it. What
 * comes after the decision nobody judges any more, so that an equivocator who is always late is not noticed, and need not be.
 */
final class ToldBoth {
    private record Place(int to, long height, long view) {}

    private final Set<Place> finalized = new HashSet<>();
    private final Set<Place> nullified = new HashSet<>();
    private final Set<Long> heights = new HashSet<>();

    /** A vote of the liar has arrived at a machine that works at a height. */
    void arrived(int to, long openHeight, Vote vote) {
        if (vote.height() != openHeight || vote.kind() == VoteKind.NOTARIZE) {
            return;
        }
        Place place = new Place(to, vote.height(), vote.view());
        (vote.kind() == VoteKind.FINALIZE ? finalized : nullified).add(place);
        if (finalized.contains(place) && nullified.contains(place)) {
            heights.add(vote.height());
        }
    }

    int heights() {
        return heights.size();
    }
}
