package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.CorrelatorSettings;
import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.CorrelatorHosts;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A correlator's log in Kafka, which other MSSPs share (pair 3). It is opened and closed on a thread of its own. While it is away nothing
 * is decided, what was said waits here, and it is opened again until it is there.
 */
final class SharedLog implements DecisionLog {
    /** For Kafka Streams' own notes, in the data folder; none of ours. */
    static final String FOLDER = "correlator-kafka";

    /** Inputs that wait for the log; the oldest go. */
    static final int WAITING_MAX = 16_384;

    private static final int OUTPUTS_PER_TURN = 64;
    private static final int AGAIN_PER_TICK = 2_048;
    private static final Duration OPEN_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final long CLOSE_SECONDS = 8;

    /** Opens the host; it may take half a minute. */
    @FunctionalInterface
    interface Opener {
        CorrelatorHost open(HostOptions options) throws IOException;
    }

    private final NodeContext node;
    private final Reader reader;
    private final Consumer<LiveTag> live;
    private final Opener opener;
    private final Map<String, String> properties;
    private final ExecutorService edge;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Deque<Input> waiting = new ArrayDeque<>();
    private @Nullable CorrelatorHost host;
    private Cursor cursor;
    private Cursor stored;
    private long lastMicros;
    private long dropped;
    private boolean stopped;
    private volatile String trouble = "Kafka has not answered yet";

    /**
     * A log that {@link #start} opens.
     *
     * @param cursor how far its outputs were taken
     * @param live takes the reports on which outputs rest, on the loop and before them
     */
    SharedLog(NodeContext node, Cursor cursor, Consumer<LiveTag> live, Reader reader, Opener opener)
            throws ConfigException {
        this(node, cursor, live, reader, KafkaPlace.properties(node.config()), opener);
    }

    /** Joins the deployment that the properties name. */
    static CorrelatorHost kafka(HostOptions options) throws IOException {
        return CorrelatorHosts.open(CorrelatorSettings.KAFKA, options);
    }

    SharedLog(
            NodeContext node,
            Cursor cursor,
            Consumer<LiveTag> live,
            Reader reader,
            Map<String, String> properties,
            Opener opener) {
        this.node = node;
        this.cursor = cursor;
        this.stored = cursor;
        this.live = live;
        this.reader = reader;
        this.properties = properties;
        this.opener = opener;
        this.edge = Executors.newSingleThreadExecutor(
                task -> new Thread(task, node.self().name() + "-correlator"));
    }

    @Override
    public void start() {
        open();
    }

    private void open() {
        if (stopped) {
            return;
        }
        // It reads again what was not stored; turn() goes on behind what was taken.
        HostOptions options = new HostOptions(
                node.data().resolve(FOLDER),
                SHARDING,
                stored,
                this::wake,
                () -> node.loop().wallMicros(),
                properties,
                tag -> node.loop().execute(() -> live.accept(tag)));
        edge.execute(() -> {
            try {
                CorrelatorHost opened = opener.open(options);
                node.loop().execute(() -> opened(opened));
            } catch (IOException | RuntimeException e) {
                node.loop().execute(() -> away(e));
            }
        });
    }

    private void opened(CorrelatorHost opened) throws Exception {
        if (stopped) {
            edge.execute(opened::close);
            return;
        }
        host = opened;
        trouble = "";
        node.log().event("correlator_joined", "waiting", waiting.size());
        again();
        turn();
    }

    /** Said once for each reason, and tried again. */
    private void away(Exception why) {
        CorrelatorHost failed = host;
        host = null;
        if (failed != null) {
            edge.execute(failed::close);
        }
        String reason = String.valueOf(why.getMessage());
        if (!stopped && !reason.equals(trouble)) {
            trouble = reason;
            node.log().event("correlator_away", "reason", reason);
        }
        if (!stopped) {
            node.loop().after(OPEN_AGAIN_AFTER, this::open);
        }
    }

    @Override
    public void submit(LongFunction<Input> at) {
        lastMicros = Math.max(lastMicros + 1, node.loop().wallMicros());
        submit(at.apply(lastMicros));
    }

    private void submit(Input input) {
        CorrelatorHost to = host;
        if (to == null) {
            keep(input);
            return;
        }
        to.submit(input).whenComplete((done, failure) -> {
            if (failure != null) {
                node.loop().execute(() -> refused(input, failure));
            } else if (!trouble.isEmpty()) {
                node.loop().execute(this::well);
            }
        });
    }

    private void refused(Input input, Throwable why) {
        if (trouble.isEmpty() && !stopped) {
            trouble = String.valueOf(why.getMessage());
            node.log().event("correlator_away", "reason", trouble);
        }
        // Submitted again it keeps its arrival, and changes nothing if the log has it.
        keep(input);
    }

    private void well() {
        if (host != null && !trouble.isEmpty()) {
            trouble = "";
            node.log().event("correlator_joined", "waiting", waiting.size());
        }
    }

    private void keep(Input input) {
        if (stopped || input instanceof Input.Tick || input.isEarly(node.loop().wallMicros())) {
            return;
        }
        waiting.add(input);
        if (waiting.size() > WAITING_MAX) {
            waiting.poll();
            dropped++;
        }
    }

    private void again() {
        for (int left = Math.min(AGAIN_PER_TICK, waiting.size()); left > 0 && host != null; left--) {
            submit(waiting.remove());
        }
    }

    /** From a thread of the host. */
    private void wake() {
        if (due.compareAndSet(false, true)) {
            node.loop().execute(this::turn);
        }
    }

    private void turn() throws Exception {
        due.set(false);
        CorrelatorHost from = host;
        if (from == null || stopped) {
            return;
        }
        try {
            List<Output> outputs = from.poll(cursor, OUTPUTS_PER_TURN);
            if (outputs.isEmpty()) {
                from.failure().ifPresent(this::away);
                return;
            }
            Cursor next = cursor;
            for (Output output : outputs) {
                next = next.after(output);
            }
            reader.take(outputs, next);
            cursor = next;
            wake();
        } catch (CorrelationException e) {
            away(e);
        } catch (IOException e) {
            stop(e);
        }
    }

    @Override
    public void tick() {
        again();
        if (dropped > 0) {
            node.log().event("correlator_refused", "inputs", dropped);
            dropped = 0;
        }
    }

    @Override
    public void confirm(Cursor upTo) {
        stored = upTo;
        CorrelatorHost to = host;
        if (to != null) {
            to.confirm(upTo);
        }
    }

    /** How many inputs wait. */
    int waiting() {
        return waiting.size();
    }

    @Override
    public void stop(Throwable cause) {
        if (!stopped) {
            stopped = true;
            trouble = "its file failed, and it decides nothing more: see correlator_stopped";
            node.log().event("correlator_stopped", "reason", String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public String trouble() {
        return trouble;
    }

    /** Leaves the deployment, so that others need not wait for this process's session to end. */
    @Override
    public void close() {
        stopped = true;
        CorrelatorHost open = host;
        host = null;
        if (open != null) {
            edge.execute(open::close);
        }
        edge.shutdown();
        try {
            if (!edge.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                edge.shutdownNow();
            }
        } catch (InterruptedException e) {
            edge.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
