package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store in memory, for tests and measurements: it outlives a verifier, but not the process. Holds secrets in the clear.
 * Thread-safe.
 */
public final class MemoryVerifierStore implements VerifierStore {
    private final int entriesMax;
    private final Map<DeviceId, byte[]> saved = new HashMap<>();
    /** By the oldest entry of each device. */
    private final Map<DeviceId, List<JournalEntry>> journal = new LinkedHashMap<>();

    private int entries;

    private MemoryVerifierStore(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /**
     * Keeps a journal as a durable store does.
     *
     * @param entriesMax with more entries devices become overdue; with twice as many it is crowded
     */
    public static MemoryVerifierStore withJournal(int entriesMax) {
        return new MemoryVerifierStore(entriesMax);
    }

    /** Keeps what is saved and forgets what is appended. */
    public static MemoryVerifierStore withoutJournal() {
        return new MemoryVerifierStore(0);
    }

    @Override
    public synchronized Stored load(DeviceId device) {
        return new Stored(
                Optional.ofNullable(saved.get(device)).map(byte[]::clone),
                List.copyOf(journal.getOrDefault(device, List.of())));
    }

    @Override
    public synchronized void append(List<JournalEntry> more) {
        if (entriesMax == 0) {
            return;
        }
        for (JournalEntry entry : more) {
            journal.computeIfAbsent(entry.device(), device -> new ArrayList<>()).add(entry);
            entries++;
        }
    }

    @Override
    public synchronized void save(DeviceId device, long revision, byte[] history) {
        saved.put(device, history.clone());
        List<JournalEntry> kept = journal.remove(device);
        if (kept != null) {
            entries -= kept.size();
            kept.removeIf(entry -> entry.revision() <= revision);
            entries += kept.size();
            if (!kept.isEmpty()) {
                journal.put(device, kept);
            }
        }
    }

    @Override
    public synchronized Optional<DeviceId> overdue(Predicate<DeviceId> mine) {
        return entries <= entriesMax
                ? Optional.empty()
                : journal.keySet().stream().filter(mine).findFirst();
    }

    @Override
    public synchronized boolean crowded() {
        return entries / 2 > entriesMax;
    }

    /** Keeps everything. */
    @Override
    public void close() {}
}
