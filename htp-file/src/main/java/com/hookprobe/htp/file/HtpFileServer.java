package com.hookprobe.htp.file;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.Rights;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves files over HTP sessions. It is the listener of an endpoint, alone or behind {@link HtpFiles} or a listener of the
 * user's own that forwards all three calls. The listener methods only queue; all work, disk included, is done by one
 * thread of this server.
 *
 * <p>Closing ends all transfers and the thread; the stores belong to the caller and stay open.
 */
public final class HtpFileServer implements HtpListener, AutoCloseable {
    /** What a server has done so far. All counts only grow, but {@code active}. */
    public record Stats(long transfers, long refused, long dropped, long overruns, int active) {}

    private final Map<HtpSession, ServedSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong overruns = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final long waitingBytesMax;
    private final FileLimits limits;
    private final ServerDuty duty;
    private final FileWorker worker;

    private HtpFileServer(Builder builder) {
        this.limits = builder.limits;
        this.waitingBytesMax = (long) limits.transfersMax() * Math.max(limits.windowBytes(), 1 << 20);
        this.duty = new ServerDuty(limits, builder.stores, builder.rights);
        this.worker = new FileWorker(builder.name, duty);
        duty.worker(worker);
        worker.start();
    }

    /** Starts from one store that serves every node. */
    public static Builder builder(FileStore store) {
        return new Builder(nodeId -> Optional.of(store));
    }

    /**
     * Starts from a store for each node; empty refuses the node with PERMISSION_DENIED.
     *
     * @param stores takes a node id of 32 bytes; called on the server's thread
     */
    public static Builder builder(Function<byte[], Optional<? extends FileStore>> stores) {
        return new Builder(stores);
    }

    @Override
    public void onSession(HtpSession session) {
        served(session);
    }

    @Override
    public void onMessage(HtpSession session, int channel, byte[] message) {
        if (channel != Channels.FILES || Inbound.forClient(message)) {
            return;
        }
        ServedSession from = served(session);
        boolean room = waitingBytes.addAndGet(message.length) <= waitingBytesMax && from.inbound.take(message);
        if (!room) {
            waitingBytes.addAndGet(-message.length);
            overruns.incrementAndGet();
            if (from.inbound.overrun()) {
                worker.post(() -> duty.overrun(from));
            }
            return;
        }
        worker.post(() -> {
            waitingBytes.addAndGet(-message.length);
            from.inbound.give(message);
            duty.message(from, message);
        });
    }

    @Override
    public void onClosed(HtpSession session, CloseCode code, String reason) {
        @Nullable ServedSession gone = sessions.remove(session);
        if (gone != null) {
            worker.post(() -> duty.closed(gone));
        }
    }

    private ServedSession served(HtpSession session) {
        return sessions.computeIfAbsent(session, fresh -> {
            ServedSession made = new ServedSession(numbers.incrementAndGet(), fresh, limits, worker, duty::delivered);
            worker.post(() -> duty.opened(made));
            return made;
        });
    }

    /** A snapshot of the counters. */
    public Stats stats() {
        return duty.stats(overruns.get());
    }

    @Override
    public void close() {
        worker.close();
    }

    /** Options of a server. Not thread-safe. */
    public static final class Builder {
        private final Function<byte[], Optional<? extends FileStore>> stores;
        private FileLimits limits = FileLimits.DEFAULT;
        private FileRights rights = nodeId -> Rights.ALL;
        private String name = "htp-file-server";

        private Builder(Function<byte[], Optional<? extends FileStore>> stores) {
            this.stores = stores;
        }

        /** What peers may make the server do and hold. */
        public Builder limits(FileLimits value) {
            this.limits = Objects.requireNonNull(value, "limits");
            return this;
        }

        /** What each node may do, and how fast; default: everything for every node that has a session and a store. */
        public Builder rights(FileRights value) {
            this.rights = Objects.requireNonNull(value, "rights");
            return this;
        }

        /** Name of the thread. */
        public Builder name(String value) {
            this.name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Starts the server. */
        public HtpFileServer start() {
            return new HtpFileServer(this);
        }
    }
}
