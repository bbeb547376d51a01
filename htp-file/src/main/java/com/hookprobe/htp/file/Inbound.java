package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHeader;
import com.hookprobe.htp.file.core.FileLimits;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of one session that wait for the owner thread. An honest peer stays inside the windows it was given; a
 * peer that does not is cut off here, before its messages take memory.
 */
final class Inbound {
    /** What a waiting message costs beside its bytes, roughly. */
    private static final int MESSAGE_OVERHEAD = 128;
    /** Requests and acknowledgements beside the chunks. */
    private static final long SLACK_BYTES = 1 << 20;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean overrun = new AtomicBoolean();

    Inbound(FileLimits limits) {
        this.bytesMax = limits.bytesUnderWayMax() + SLACK_BYTES;
    }

    /** Takes room for a message; false when there is none. */
    boolean take(byte[] message) {
        long cost = (long) message.length + MESSAGE_OVERHEAD;
        if (bytes.addAndGet(cost) <= bytesMax) {
            return true;
        }
        bytes.addAndGet(-cost);
        return false;
    }

    void give(byte[] message) {
        bytes.addAndGet(-((long) message.length + MESSAGE_OVERHEAD));
    }

    /** True the first time until {@link #settled}: one report is enough. */
    boolean overrun() {
        return overrun.compareAndSet(false, true);
    }

    void settled() {
        overrun.set(false);
    }

    /** Bit 0 of the form byte: whether the message comes from the side that holds files and so is for a client. */
    static boolean forClient(byte[] message) {
        return message.length > FileHeader.LENGTH && (message[FileHeader.LENGTH] & 1) == 1;
    }
}
