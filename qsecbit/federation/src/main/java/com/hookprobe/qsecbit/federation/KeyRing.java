package com.hookprobe.qsecbit.federation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The group keys of the last key epochs, at most {@link #EPOCHS_MAX}; the oldest is wiped first. Not thread-safe. */
public final class KeyRing implements AutoCloseable {
    /** How many key epochs are kept: a decision of the last ones can still be opened. */
    public static final int EPOCHS_MAX = 8;

    private final TreeMap<Long, GroupKeys> byEpoch = new TreeMap<>();

    /** Takes keys over. Keys of an epoch that is there are replaced: a member that left makes the holder do that. */
    public void add(GroupKeys keys) {
        GroupKeys before = byEpoch.put(keys.epoch(), keys);
        if (before != null && before != keys) {
            before.close();
        }
        if (byEpoch.size() > EPOCHS_MAX) {
            Map.Entry<Long, GroupKeys> oldest = byEpoch.pollFirstEntry();
            if (oldest != null) {
                oldest.getValue().close();
            }
        }
    }

    /** The keys of an epoch. */
    public Optional<GroupKeys> get(long epoch) {
        return Optional.ofNullable(byEpoch.get(epoch));
    }

    /** The keys of the latest epoch, with which reports are made. */
    public Optional<GroupKeys> latest() {
        return byEpoch.isEmpty()
                ? Optional.empty()
                : Optional.of(byEpoch.lastEntry().getValue());
    }

    @Override
    public void close() {
        byEpoch.values().forEach(GroupKeys::close);
        byEpoch.clear();
    }
}
