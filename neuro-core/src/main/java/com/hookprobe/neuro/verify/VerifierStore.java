package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the histories of devices lie: for each a saved state, and the journalled changes since. NEURO 9.26.
 *
 * <p>{@link #append} is called by one thread; the other methods by several, each device by one at a time. One verifier at
 * a time uses a store.
 */
public interface VerifierStore extends AutoCloseable {
    /**
     * What is kept of a device.
     *
     * @param history what was saved last; empty when nothing was. Secret; the caller wipes it
     * @param later the changes that were appended after it, in order; may begin with some that it holds already
     */
    record Stored(Optional<byte[]> history, List<JournalEntry> later) {}

    /**
     * All that is known of a device; nothing at all when it was never seen.
     *
     * @throws NeuroException of kind STATE_DAMAGED, LOG_CORRUPT or IO
     */
    Stored load(DeviceId device) throws NeuroException;

    /**
     * Makes these changes durable before it returns; some or all of them may be kept when it fails.
     *
     * @throws NeuroException of kind LOG_FULL or IO
     */
    void append(List<JournalEntry> entries) throws NeuroException;

    /**
     * Makes a history durable before it returns; changes up to {@code revision} are no longer needed.
     *
     * @param revision that of the history; all changes up to it were appended before
     * @param history not kept
     * @throws NeuroException of kind IO
     */
    void save(DeviceId device, long revision, byte[] history) throws NeuroException;

    /**
     * A device to save soon, so that the journal can become shorter; empty while it is short enough.
     *
     * @param mine which devices the caller can save
     */
    Optional<DeviceId> overdue(Predicate<DeviceId> mine);

    /** True when nothing should be appended before the devices that are {@link #overdue} are saved. */
    boolean crowded();

    @Override
    void close() throws NeuroException;
}
