package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.ValidatorSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The history of the sets as the edge has it, and the changes that the edge may not have recorded yet. */
final class Reigns implements SetHistory {
    /** Changes kept here: more than one input can commit. */
    private static final int RECENT_MAX = 256;

    private final SetHistory recorded;
    private final TreeMap<Long, ValidatorSet> recent = new TreeMap<>();

    Reigns(SetHistory recorded) {
        this.recorded = recorded;
    }

    /** From this height on the set decides. */
    void begin(long height, ValidatorSet set) {
        recent.put(height, set);
        if (recent.size() > RECENT_MAX) {
            recent.pollFirstEntry();
        }
    }

    @Override
    public Optional<ValidatorSet> at(long height) {
        Map.Entry<Long, ValidatorSet> since = recent.floorEntry(height);
        return since == null ? recorded.at(height) : Optional.of(since.getValue());
    }

    @Override
    public List<SetPath.Step> changes(long from, int max) {
        return recorded.changes(from, max);
    }
}
