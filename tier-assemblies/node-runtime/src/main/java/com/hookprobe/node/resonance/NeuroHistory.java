package com.hookprobe.node.resonance;

import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.dream.DreamLog;
import com.hookprobe.neuro.dream.DreamLogOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one device with all that brings them back after a crash: two sealed copies of earlier states, and the
 * TERs since long before these in the dream log. The device has one of itself, the verifier one of each device. One owner
 * thread.
 */
public final class NeuroHistory implements AutoCloseable {
    /** Records that stay behind the older copy, for a look back and for repairs: 7 days of one each 5 s. */
    public static final long TAIL_RECORDS = 7L * 24 * 3600 / 5;

    private static final String SAVED = "weights.sealed";
    private static final String SAVED_BEFORE = "weights.before.sealed";

    private final Path folder;
    private final Vault vault;
    private final String label;
    private final DreamLog log;
    private final long tailRecords;
    private final WeightState state;
    /** The oldest state from which any later one can be reached. */
    private WeightState base;
    /** Where {@link #stateAt} was last. */
    private @Nullable WeightState cursor;

    private long stepsBehind;
    /** Count of the copy in {@link #SAVED}; empty when there is no good one. */
    private OptionalLong savedCount;

    private NeuroHistory(
            Path folder,
            Vault vault,
            String label,
            DreamLog log,
            long tailRecords,
            WeightState base,
            WeightState state,
            OptionalLong savedCount) {
        this.folder = folder;
        this.vault = vault;
        this.label = label;
        this.log = log;
        this.tailRecords = tailRecords;
        this.base = base;
        this.state = state;
        this.savedCount = savedCount;
    }

    /**
     * Opens or begins a history.
     *
     * @param folder of this device alone, made when missing
     * @param seed the device's NEURO seed, 32 bytes; not kept
     * @param label of the sealed weights; names the device, so that two devices' weights cannot change places
     */
    public static NeuroHistory open(Path folder, byte[] seed, Vault vault, String label)
            throws IOException, NeuroException {
        return open(folder, seed, vault, label, DreamLogOptions.DEFAULT, TAIL_RECORDS);
    }

    static NeuroHistory open(
            Path folder, byte[] seed, Vault vault, String label, DreamLogOptions options, long tailRecords)
            throws IOException, NeuroException {
        Files.createDirectories(folder);
        DreamLog log = DreamLog.open(folder.resolve("dream"), TerChain.START, options);
        try {
            Optional<WeightState> saved = saved(folder.resolve(SAVED), vault, label);
            OptionalLong savedCount =
                    saved.map(copy -> OptionalLong.of(copy.count())).orElse(OptionalLong.empty());
            // A damaged copy costs time, not history: the log reaches back behind the one before.
            Optional<WeightState> best = saved.isPresent() ? saved : saved(folder.resolve(SAVED_BEFORE), vault, label);
            WeightState base = best.orElseGet(() -> WeightState.fromSeed(seed));
            if (base.count() < log.firstCount()) {
                throw new NeuroException(
                        NeuroException.Kind.STATE_DAMAGED,
                        "no good copy of the weights in " + folder + ", expected one of " + SAVED + " and "
                                + SAVED_BEFORE
                                + ", and the log begins with record " + log.firstCount()
                                + ": restore the folder from a backup, or enrol the device anew");
            }
            WeightState state = base.copy();
            log.catchUp(state);
            return new NeuroHistory(folder, vault, label, log, tailRecords, base, state, savedCount);
        } catch (NeuroException | IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** A copy of the weights; empty when there is none, or a damaged one. */
    private static Optional<WeightState> saved(Path file, Vault vault, String label)
            throws IOException, NeuroException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = vault.open(label, Files.readAllBytes(file));
            try {
                return Optional.of(WeightState.deserialise(bytes));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (RecordException e) {
            return Optional.empty();
        }
    }

    public WeightState state() {
        return state;
    }

    public long count() {
        return state.count();
    }

    /** Takes the device's own next record: on disk first, then into the weights. */
    public void append(Ter ter) throws NeuroException {
        log.append(state.count(), ter);
        WeightEvolution.step(state, ter);
    }

    /** Records from a count on, at most n, as they travel: docs/spec/neuro.md 10.9. */
    public byte[] packed(long from, int n) throws NeuroException {
        return log.packed(from, n).bytes();
    }

    /** Records from a count on, at most n. */
    public List<Ter> range(long from, int n) throws NeuroException {
        return log.range(from, n);
    }

    /**
     * The weights as they were at a count; empty when that lies before the saved state or in the future. A walk from count
     * to count, as when days are uploaded in parts, takes each step once. The caller closes it.
     */
    public Optional<WeightState> stateAt(long count) throws NeuroException {
        if (count < base.count() || count > state.count()) {
            return Optional.empty();
        }
        if (count == state.count()) {
            return Optional.of(state.copy());
        }
        WeightState from = cursor;
        if (from == null || from.count() > count) {
            forgetCursor();
            from = base.copy();
            cursor = from;
        }
        while (from.count() < count) {
            for (Ter ter : log.range(from.count(), (int) Math.min(DreamLog.RANGE_MAX, count - from.count()))) {
                WeightEvolution.step(from, ter);
                stepsBehind++;
            }
        }
        return Optional.of(from.copy());
    }

    /** Steps that {@link #stateAt} has taken so far. */
    long stepsBehind() {
        return stepsBehind;
    }

    private void forgetCursor() {
        WeightState old = cursor;
        if (old != null) {
            old.close();
            cursor = null;
        }
    }

    /**
     * Seals the present weights to disk, in one step; later starts begin there. Then drops records from the log that lie
     * {@link #TAIL_RECORDS} or more behind the copy before this one. To be called only when all records are confirmed: by
     * the verifier on a device, by its own replay on the verifier.
     */
    public void save() throws IOException, NeuroException {
        byte[] plain = state.serialise();
        byte[] sealed = vault.seal(label, plain);
        Arrays.fill(plain, (byte) 0);
        Path next = folder.resolve(SAVED + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(sealed);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        OptionalLong before = savedCount;
        if (before.isPresent()) {
            Files.move(folder.resolve(SAVED), folder.resolve(SAVED_BEFORE), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(next, folder.resolve(SAVED), StandardCopyOption.ATOMIC_MOVE);
        savedCount = OptionalLong.of(state.count());
        WeightState older = base;
        base = state.copy();
        older.close();
        forgetCursor();
        if (before.isPresent()) {
            log.trimBefore(before.getAsLong() - tailRecords);
        }
    }

    @Override
    public void close() throws NeuroException {
        log.close();
        state.close();
        base.close();
        forgetCursor();
    }
}
