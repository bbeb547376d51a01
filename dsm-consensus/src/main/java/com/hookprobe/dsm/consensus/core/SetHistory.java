package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.ValidatorSet;
import java.util.List;
import java.util.Optional;

/** Which set decides which height. The answers never change; a height above the tip has none but the next one. */
public interface SetHistory {
    /** The set that decides this height (from 1); empty when this node does not know it. */
    Optional<ValidatorSet> at(long height);

    /** At most so many changes that were decided at this height or above, in order. */
    default List<SetPath.Step> changes(long from, int max) {
        return List.of();
    }

    /** A network whose set never changed. */
    static SetHistory fixed(Genesis genesis) {
        return height -> Optional.of(genesis.validators());
    }
}
