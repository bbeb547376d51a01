package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Genesis;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names the guilty after a fork (S12). The simulator holds it to it: at least f+1 names, and nobody honest among them. */
@FunctionalInterface
public interface ForkJudge {
    /** The one that every run asks; none yet, so forks are counted and not judged. */
    Optional<ForkJudge> BUILT_IN = Optional.empty();

    /**
     * The signer indices of those who must have signed two things that exclude each other.
     *
     * @param one a DECIDED message with one header of a height and its certificate
     * @param other the same with another header of that height
     * @param testimony all ADVANCE, PROPOSE and DECIDED messages that honest validators have sent, in order
     */
    Set<Integer> guilty(Genesis genesis, byte[] one, byte[] other, List<byte[]> testimony);
}
