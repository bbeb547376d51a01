package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.TransferKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out disk effects, one at a time, and turns every failure into a result: exactly one per effect. Confined to the
 * owner thread.
 */
abstract class DiskWork {
    private static final System.Logger LOG = System.getLogger(DiskWork.class.getName());

    private static final long KEEP_SAFE_NS = 1_000_000_000L;

    private long keptSafeNs;
    private final Map<TransferKey, Held> held = new HashMap<>();

    /** Opens what an OpenForWrite or OpenForRead asks for. */
    abstract Held open(FileEffect effect) throws IOException;

    /** Stat, ListNames, Delete. */
    abstract DiskResult query(FileEffect effect) throws IOException;

    final void hold(TransferKey key, Held source) {
        if (held.putIfAbsent(key, source) != null) {
            throw new IllegalStateException("holds something already: " + key);
        }
    }

    final DiskResult run(FileEffect effect) {
        if (effect instanceof FileEffect.Release release) {
            release(effect.key(), release.keep());
            return new DiskResult.Released();
        }
        try {
            return tryRun(effect);
        } catch (FileTransferException told) {
            return new DiskResult.Failed(told.code());
        } catch (IOException | UncheckedIOException | SecurityException failure) {
            LOG.log(System.Logger.Level.WARNING, () -> effect.getClass().getSimpleName() + " failed: " + failure);
            return new DiskResult.Failed(FileErrorCode.IO_ERROR);
        } catch (RuntimeException fault) {
            // A store of the user's own may do anything; one transfer fails, the others go on.
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "fault in " + effect.getClass().getSimpleName(),
                    fault);
            return new DiskResult.Failed(FileErrorCode.IO_ERROR);
        }
    }

    private DiskResult tryRun(FileEffect effect) throws IOException {
        TransferKey key = effect.key();
        if (effect instanceof FileEffect.OpenForWrite || effect instanceof FileEffect.OpenForRead) {
            Held opened = open(effect);
            hold(key, opened);
            return new DiskResult.Opened(opened.stat(), opened.tag());
        } else if (effect instanceof FileEffect.ReadChunk read) {
            return new DiskResult.ChunkRead(read.index(), of(key).read(read.offset(), read.length()));
        } else if (effect instanceof FileEffect.WriteChunk write) {
            of(key).write(write.offset(), write.data());
            return new DiskResult.Written(write.index());
        } else if (effect instanceof FileEffect.PrepareNext) {
            return of(key).prepareNext();
        } else if (effect instanceof FileEffect.HashNext) {
            return of(key).hashNext();
        } else if (effect instanceof FileEffect.Commit) {
            of(key).commit();
            return new DiskResult.Committed();
        }
        return query(effect);
    }

    /** Called with every round of the thread; about once a second each journal may note what is new. */
    final void keepSafe(long nowNs) {
        if (nowNs - keptSafeNs < KEEP_SAFE_NS) {
            return;
        }
        keptSafeNs = nowNs;
        held.forEach((key, open) -> {
            try {
                open.keepSafe();
            } catch (IOException | RuntimeException failure) {
                // The transfer's own next write meets the same disk, and fails it; nothing was promised yet.
                LOG.log(System.Logger.Level.WARNING, "noting what is safe", failure);
            }
        });
    }

    /** What the transfer holds, or null. */
    final @Nullable Held heldBy(TransferKey key) {
        return held.get(key);
    }

    private Held of(TransferKey key) throws FileTransferException {
        Held open = held.get(key);
        if (open == null) {
            // Opening failed, and this effect was asked for before that was known.
            throw new FileTransferException(FileErrorCode.TRANSFER_FAILED, "nothing open");
        }
        return open;
    }

    final void release(TransferKey key) {
        release(key, false);
    }

    private void release(TransferKey key, boolean keep) {
        Held open = held.remove(key);
        if (open == null) {
            return;
        }
        try {
            if (keep) {
                open.suspend();
            } else {
                open.close();
            }
        } catch (IOException | RuntimeException failure) {
            // The transfer is over either way; what could not be deleted goes when the store opens next.
            LOG.log(System.Logger.Level.WARNING, "closing a transfer", failure);
        }
    }

    /** Releases everything; what can be gone on with later stays. */
    final void close() {
        for (TransferKey key : held.keySet().toArray(TransferKey[]::new)) {
            release(key, true);
        }
    }
}
