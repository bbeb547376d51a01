package com.hookprobe.htp.file.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every transfer has, on either side: its key, its clocks, and its way to end.
 *
 * <p>A transfer that is over holds its place until the edge has released its handles; everything queued for the disk
 * before that is done then. Only then do its last message and its outcome go out. So starting and cancelling cannot make
 * the disk queue grow, whoever hears of the end finds no temporary file left, and a peer that opens its next transfer on
 * hearing the end of the last one is never one too many.
 */
abstract class Transfer {
    final TransferKey key;
    final FileOp op;
    final FileLimits limits;
    /** What this side lets be under way, either way. */
    final int windowBytes;

    private final Role self;

    private final long startNs;
    private final List<FileEffect> farewell = new ArrayList<>();
    private long progressNs;
    private long lifetimeNs = Long.MAX_VALUE;
    private long wakeNs = Long.MAX_VALUE;
    /** When the next chunk may go; negative before that was asked. */
    private long turnNs = -1;

    private long nowNs;
    private int diskPending;
    private boolean over;
    private boolean released;

    /** @param place how many transfers there are, with this one */
    Transfer(TransferKey key, FileOp op, Role self, FileLimits limits, int place, long nowNs) {
        this.windowBytes = limits.windowBytes(place);
        this.key = key;
        this.op = op;
        this.self = self;
        this.limits = limits;
        this.startNs = nowNs;
        this.nowNs = nowNs;
        this.progressNs = nowNs;
    }

    /** A sound message of the other side; never called when the transfer is over. */
    abstract void message(FileMessage message, List<FileEffect> out);

    /** A disk result other than Failed and Released; never called when the transfer is over. */
    abstract void disk(DiskResult result, List<FileEffect> out);

    /** How long this state may stand still. */
    abstract long patienceNs();

    /** What this side tells its own user when the transfer fails; nothing for a server. */
    abstract Optional<FileEffect> failure(FileErrorCode code, String reason);

    final void onMessage(FileMessage message, long nowNs, List<FileEffect> out) {
        if (over) {
            return;
        }
        this.nowNs = nowNs;
        progressNs = nowNs;
        if (message instanceof ErrorMessage error) {
            failure(error.code(), "the other side: " + error.reason()).ifPresent(farewell::add);
            // Rights may come back, as with a node's next certificate.
            end(interrupted(error.code()) || error.code() == FileErrorCode.PERMISSION_DENIED, out);
        } else {
            message(message, out);
        }
    }

    final void onDisk(DiskResult result, long nowNs, List<FileEffect> out) {
        if (result instanceof DiskResult.Released) {
            released = true;
            out.addAll(farewell);
            farewell.clear();
            return;
        }
        diskPending--;
        if (over) {
            return;
        }
        this.nowNs = nowNs;
        progressNs = nowNs;
        if (result instanceof DiskResult.Failed failure) {
            fail(failure.code(), storageSays(failure.code()), out);
        } else {
            disk(result, out);
        }
    }

    // Fixed texts: what the store itself says may hold a path (F-10).
    private static String storageSays(FileErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "no such file or directory";
            case PERMISSION_DENIED -> "not served: its extension, a link, a special file, or not for this node";
            case ALREADY_EXISTS -> "a file is there, or a name that differs only in case";
            case INVALID_PATH -> "the path leads to nothing that is served";
            case HASH_MISMATCH -> "another version is there";
            case QUOTA_EXCEEDED -> "no room within the limits";
            case INVALID_OPERATION -> "not possible with what is there, such as a directory that is not empty";
            case TRANSFER_FAILED -> "the file changed meanwhile";
            case CHUNK_MISSING, INTEGRITY_FAILURE -> "the content is not what was announced";
            default -> "storage failed";
        };
    }

    final void ask(FileEffect effect, List<FileEffect> out) {
        diskPending++;
        out.add(effect);
    }

    final void askChunks(ChunkSender sender, List<FileEffect> out) {
        while (sender.mayAsk()) {
            ask(sender.next(key), out);
        }
    }

    /** The same, but no faster than the node may; goes on when woken. */
    final void askChunks(ChunkSender sender, BytePace pace, List<FileEffect> out) {
        while (sender.mayAsk()) {
            if (turnNs < 0) {
                turnNs = pace.reserve(sender.nextLength(), nowNs);
            }
            if (turnNs > nowNs) {
                wakeAt(turnNs);
                return;
            }
            turnNs = -1;
            ask(sender.next(key), out);
        }
    }

    final void send(FileMessage message, List<FileEffect> out) {
        out.add(new FileEffect.Send(key, message.encode(), false));
    }

    /** Ends the transfer well, with a last message. */
    final void finish(FileMessage last, List<FileEffect> out) {
        farewell.add(new FileEffect.Send(key, last.encode(), true));
        end(out);
    }

    /** Ends the transfer well, with a last message to the user of this side. */
    final void finish(FileEffect.Done outcome, List<FileEffect> out) {
        farewell.add(outcome);
        end(out);
    }

    /** Ends the transfer well, without a word. */
    final void end(List<FileEffect> out) {
        end(false, out);
    }

    private void end(boolean keep, List<FileEffect> out) {
        over = true;
        out.add(new FileEffect.Release(key, keep));
    }

    /** Whether the same transfer may go well when it is tried again: the line failed, not the content. */
    private static boolean interrupted(FileErrorCode code) {
        return code == FileErrorCode.TIMEOUT || code == FileErrorCode.TRANSFER_FAILED;
    }

    /** Ends the transfer with an ERROR to the peer. */
    final void fail(FileErrorCode code, String reason, List<FileEffect> out) {
        fail(code, reason, interrupted(code), out);
    }

    /** The same, but what is safe is kept for a later try whatever the code. */
    final void interrupt(FileErrorCode code, String reason, List<FileEffect> out) {
        fail(code, reason, true, out);
    }

    private void fail(FileErrorCode code, String reason, boolean keep, List<FileEffect> out) {
        if (over) {
            return;
        }
        failure(code, reason).ifPresent(farewell::add);
        farewell.add(new FileEffect.Send(key, new ErrorMessage(self, key.fileId(), code, op, reason).encode(), true));
        end(keep, out);
    }

    /** The session is gone: nothing more is sent. */
    final void abandon(List<FileEffect> out) {
        farewell.removeIf(effect -> effect instanceof FileEffect.Send);
        if (!over) {
            failure(FileErrorCode.TRANSFER_FAILED, "session closed").ifPresent(farewell::add);
            end(true, out);
        }
    }

    final void tick(long nowNs, List<FileEffect> out) {
        if (!over && nowNs >= timeoutNs()) {
            fail(FileErrorCode.TIMEOUT, "no progress, or too slow", out);
        } else if (!over && nowNs >= wakeNs) {
            this.nowNs = nowNs;
            // Held back by us, so it does not stand still.
            progressNs = nowNs;
            wakeNs = Long.MAX_VALUE;
            woken(out);
        }
    }

    /** The time of what is being handled. */
    final long nowNs() {
        return nowNs;
    }

    /** Has {@link #woken} called at that time, and not before. */
    final void wakeAt(long atNs) {
        wakeNs = atNs;
    }

    /** The time that was asked for has come. */
    void woken(List<FileEffect> out) {
        throw new IllegalStateException(op + " did not ask to be woken");
    }

    /** When {@link #tick} has work; Long.MAX_VALUE when the transfer is over. */
    final long deadlineNs() {
        return over ? Long.MAX_VALUE : Math.min(wakeNs, timeoutNs());
    }

    private long timeoutNs() {
        long endNs = add(startNs, lifetimeNs);
        // While the disk works, standing still is not the peer's fault.
        return diskPending > 0 ? endNs : Math.min(endNs, add(progressNs, patienceNs()));
    }

    /** From now on the size is known, and with it how long all of it may take. */
    final void bytesToMove(long bytes) {
        lifetimeNs = limits.lifetimeNs(bytes);
    }

    final boolean over() {
        return over;
    }

    /** True when the place is free again. */
    final boolean gone() {
        return released;
    }

    /** Times are not negative, so a sum that wraps is beyond every clock. */
    private static long add(long atNs, long lengthNs) {
        long sum = atNs + lengthNs;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
