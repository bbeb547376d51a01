package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.util.Arrays;
import java.util.Optional;

/** Brings a device's history back: the saved state, or the seed, and what was journalled since. NEURO 9.26. */
final class HistoryLoader {
    private final VerifierStore store;
    private final SeedSource seeds;

    HistoryLoader(VerifierStore store, SeedSource seeds) {
        this.store = store;
        this.seeds = seeds;
    }

    /** A history and the revision of its saved state; 0 without one. */
    record Loaded(DeviceHistory history, long savedRevision) {}

    /** Empty for a device that nobody knows. */
    Optional<Loaded> load(DeviceId device) throws NeuroException {
        return load(device, Optional.empty());
    }

    /** @param room of a closed history, which is used again when there is a saved state */
    Optional<Loaded> load(DeviceId device, Optional<DeviceHistory> room) throws NeuroException {
        VerifierStore.Stored stored = store.load(device);
        Optional<DeviceHistory> base = stored.history().isPresent()
                ? Optional.of(saved(device, stored.history().get(), room))
                : seeded(device);
        if (base.isEmpty()) {
            return Optional.empty();
        }
        DeviceHistory history = base.get();
        long savedRevision = history.revision();
        try {
            for (JournalEntry entry : stored.later()) {
                if (entry.revision() > savedRevision) {
                    history.apply(entry);
                }
            }
            if (history.revision() > savedRevision && !history.agreesWithLastResult()) {
                throw corrupt(device, "leads to other weights than were authenticated", null);
            }
            return Optional.of(new Loaded(history, savedRevision));
        } catch (IllegalArgumentException e) {
            history.close();
            throw corrupt(device, "does not join the saved state: " + e.getMessage(), e);
        } catch (NeuroException e) {
            history.close();
            throw e;
        }
    }

    private static DeviceHistory saved(DeviceId device, byte[] bytes, Optional<DeviceHistory> room)
            throws NeuroException {
        try {
            DeviceHistory history =
                    room.isPresent() ? DeviceHistory.deserialise(bytes, room.get()) : DeviceHistory.deserialise(bytes);
            if (!history.device().equals(device)) {
                history.close();
                throw new NeuroException(
                        NeuroException.Kind.STATE_DAMAGED,
                        "the saved history is that of device " + history.device() + ", expected " + device);
            }
            return history;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private Optional<DeviceHistory> seeded(DeviceId device) {
        return seeds.seed(device).map(seed -> {
            try {
                return DeviceHistory.fromSeed(device, seed);
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        });
    }

    private static NeuroException corrupt(
            DeviceId device, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "the journal of device " + device + " " + what
                + "; restore the store from a backup, or enrol the device anew";
        return cause == null
                ? new NeuroException(NeuroException.Kind.LOG_CORRUPT, message)
                : new NeuroException(NeuroException.Kind.LOG_CORRUPT, message, cause);
    }
}
