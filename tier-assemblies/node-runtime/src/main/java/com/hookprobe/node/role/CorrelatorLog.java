package com.hookprobe.node.role;

import com.hookprobe.node.health.StoreFailures;
import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.DurableCorrelator;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The correlator on its durable log, for the node's loop: what goes in is on the disk before it decides anything, and what comes out
 * comes again until it was stored (correlation 3.4, 4). A log that fails stops the correlator, and says so once.
 */
final class CorrelatorLog implements DecisionLog {
    /** The log's folder in the data folder. */
    static final String FOLDER = "correlator";

    private static final int OUTPUTS_PER_TURN = 64;

    private final NodeContext node;
    private final Reader reader;
    private final DurableCorrelator host;
    private final AtomicBoolean due = new AtomicBoolean();
    private Cursor cursor;
    private long lastMicros;
    private long refused;
    private boolean started;
    private boolean stopped;

    /**
     * Opens the log.
     *
     * @param cursor how far its outputs were taken
     * @param recovered takes what it knows of each tag, before this returns
     * @throws CorrelationException when it cannot be used; the message says what to do
     */
    CorrelatorLog(NodeContext node, Cursor cursor, Consumer<LiveTag> recovered, Reader reader)
            throws CorrelationException {
        this.node = node;
        this.cursor = cursor;
        this.reader = reader;
        Path folder = node.data().resolve(FOLDER);
        HostOptions options = new HostOptions(
                folder, SHARDING, cursor, this::wake, () -> node.loop().wallMicros(), Map.of());
        this.host = DurableCorrelator.open(options, recovered);
        try {
            // What the cursor wants may be gone: better not to start than to decide nothing.
            host.poll(cursor, 1);
        } catch (CorrelationException e) {
            host.close();
            throw new CorrelationException(
                    folder + " and " + WordLog.FILE + " beside it do not belong together (" + e.getMessage()
                            + "); put both back from one copy, or move both away: then this correlator begins anew",
                    e);
        }
        // Time goes on from the log's: by a clock that was set back, every report would count for nothing, and nobody
        // be told.
        this.lastMicros = host.openedAtMicros();
        long aheadMicros = lastMicros - node.loop().wallMicros();
        if (aheadMicros > Input.AHEAD_MAX_MICROS) {
            node.log()
                    .event(
                            "correlator_waits",
                            "seconds",
                            aheadMicros / 1_000_000,
                            "reason",
                            "the log in " + folder
                                    + " ends so long after this machine's time, and until then nothing is"
                                    + " decided: set the clock; if it is right, and was ahead before, move that folder"
                                    + " and decisions.words away, and start again");
        }
    }

    @Override
    public void start() throws Exception {
        started = true;
        turn();
    }

    @Override
    public void submit(LongFunction<Input> at) {
        lastMicros = Math.max(lastMicros + 1, node.loop().wallMicros());
        host.submit(at.apply(lastMicros)).exceptionally(failure -> {
            node.loop().execute(() -> onRefused(failure));
            return null;
        });
    }

    /** From a thread of the log. */
    private void wake() {
        if (due.compareAndSet(false, true)) {
            node.loop().execute(this::turn);
        }
    }

    /** Takes what has been decided. */
    private void turn() throws Exception {
        due.set(false);
        if (!started || stopped) {
            return;
        }
        try {
            List<Output> outputs = host.poll(cursor, OUTPUTS_PER_TURN);
            if (outputs.isEmpty()) {
                host.failure().ifPresent(this::stop);
                return;
            }
            Cursor next = cursor;
            for (Output output : outputs) {
                next = next.after(output);
            }
            reader.take(outputs, next);
            cursor = next;
            wake();
        } catch (IOException e) {
            stop(e);
        }
    }

    private void onRefused(Throwable failure) {
        if (host.failure().isPresent()) {
            stop(failure);
        } else if (!stopped && refused++ == 0) {
            node.log().event("correlator_refuses", "reason", String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public void tick() {
        if (refused > 1) {
            node.log().event("correlator_refused", "inputs", refused);
        }
        refused = 0;
    }

    @Override
    public void confirm(Cursor stored) {
        host.confirm(stored);
    }

    @Override
    public String trouble() {
        return stopped ? "its log failed, and it decides nothing more: see correlator_stopped" : "";
    }

    @Override
    public void stop(Throwable cause) {
        if (!stopped) {
            stopped = true;
            node.log().event("correlator_stopped", "reason", String.valueOf(cause.getMessage()));
            node.loop().stores().failed(StoreFailures.Store.CORRELATOR, cause);
        }
    }

    @Override
    public void close() {
        stopped = true;
        host.close();
    }
}
