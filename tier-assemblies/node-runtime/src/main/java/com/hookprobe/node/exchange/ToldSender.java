package com.hookprobe.node.exchange;

import com.hookprobe.node.exchange.ToldDecisions.Word;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Put;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * From the node's loop to the stream of decisions, whose disk the loop never waits for: one thread, a bounded queue. What
 * the queue has no room for is not lost: the stream is made to hold all that is in force, when the queue's turn comes.
 */
public final class ToldSender implements AutoCloseable {
    /** The most that waits. */
    static final int QUEUE_MAX = 8_192;

    private static final int PIECE = 512;
    private static final long AGAIN_MS = 5_000;
    private static final long CLOSE_MS = 1_000;

    /** Where it goes; as {@link com.hookprobe.qsecbit.exchange.DecisionStream} has it. */
    public interface Stream {
        /** Takes edits, in order; throws {@link IllegalStateException} when the disk failed. */
        void apply(List<DecisionEdit> edits);

        /** Holds exactly these afterwards; throws as {@link #apply}. */
        void reconcile(List<Put> inForce);
    }

    /** The owner of what is in force. */
    @FunctionalInterface
    public interface InForce {
        /** Hands all that is in force over from the thread that calls {@link #tell}, so that what it tells later comes later. */
        void ask(Consumer<List<Told>> answer);
    }

    private final Stream stream;
    private final InForce inForce;
    private final LongSupplier nowMicros;
    private final Consumer<Optional<String>> health;
    private final Thread thread;
    private final long againMs;
    private final Deque<Word> queue = new ArrayDeque<>();
    private @Nullable List<Told> all;
    private boolean behind;
    private boolean asked;
    private boolean closed;
    private boolean failing;

    /**
     * Not started yet.
     *
     * @param health hears why the stream takes nothing, once, and an empty word when it takes again
     */
    public ToldSender(
            String name, Stream stream, InForce inForce, LongSupplier nowMicros, Consumer<Optional<String>> health) {
        this(name, stream, inForce, nowMicros, health, AGAIN_MS);
    }

    /** @param againMs after a failure */
    ToldSender(
            String name,
            Stream stream,
            InForce inForce,
            LongSupplier nowMicros,
            Consumer<Optional<String>> health,
            long againMs) {
        this.againMs = againMs;
        this.stream = stream;
        this.inForce = inForce;
        this.nowMicros = nowMicros;
        this.health = health;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to send. */
    public void start() {
        thread.start();
    }

    /** Never waits. */
    public synchronized void tell(List<Word> words) {
        if (behind || words.isEmpty()) {
            return;
        }
        if (queue.size() + words.size() > QUEUE_MAX) {
            fallBehind();
        } else {
            queue.addAll(words);
        }
        notifyAll();
    }

    /** True while what waits is not what is told next, but all that is in force. */
    public synchronized boolean behind() {
        return behind;
    }

    private synchronized void fallBehind() {
        queue.clear();
        behind = true;
        asked = false;
    }

    private synchronized void answer(List<Told> told) {
        // The thread that answers is the one that tells: what waits is older.
        queue.clear();
        all = told;
        behind = false;
        notifyAll();
    }

    /** What is to be done next. */
    private sealed interface Turn {
        record Ask() implements Turn {}

        record All(List<Told> told) implements Turn {}

        record Some(List<Word> words) implements Turn {}

        record Nothing() implements Turn {}
    }

    private synchronized Turn next() {
        List<Told> whole = all;
        if (whole != null) {
            all = null;
            return new Turn.All(whole);
        }
        if (behind) {
            boolean first = !asked;
            asked = true;
            return first ? new Turn.Ask() : new Turn.Nothing();
        }
        List<Word> some = new ArrayList<>();
        while (some.size() < PIECE && !queue.isEmpty()) {
            some.add(queue.remove());
        }
        return some.isEmpty() ? new Turn.Nothing() : new Turn.Some(some);
    }

    /**
     * Sends a piece of what waits.
     *
     * @return false when there is nothing to do now
     * @throws IllegalStateException when the stream takes nothing
     */
    boolean step() {
        Turn turn = next();
        if (turn instanceof Turn.Ask) {
            inForce.ask(this::answer);
        } else if (turn instanceof Turn.All whole) {
            long now = nowMicros.getAsLong();
            stream.reconcile(whole.told().stream()
                    .map(told -> told.put(now))
                    .flatMap(Optional::stream)
                    .toList());
            worked();
        } else if (turn instanceof Turn.Some some) {
            stream.apply(edits(some.words()));
            worked();
        } else {
            return false;
        }
        return true;
    }

    private List<DecisionEdit> edits(List<Word> words) {
        long now = nowMicros.getAsLong();
        List<DecisionEdit> edits = new ArrayList<>(words.size());
        for (Word word : words) {
            if (word instanceof Word.Over over) {
                edits.add(new DecisionEdit.Delete(over.name(), Cause.WITHDRAWN));
            } else if (word instanceof Word.Holds holds) {
                holds.told().put(now).ifPresent(edits::add);
            }
        }
        return edits;
    }

    private void run() {
        try {
            while (await(0)) {
                try {
                    step();
                } catch (RuntimeException e) {
                    failed(e);
                    await(againMs);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void worked() {
        if (failing) {
            failing = false;
            health.accept(Optional.empty());
        }
    }

    private void failed(RuntimeException e) {
        fallBehind();
        if (!failing) {
            failing = true;
            health.accept(Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Until there is something to do, or, after a failure, for so long; false when it is closed and all was sent. */
    private synchronized boolean await(long pauseMs) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
        while (!closed && (pauseMs > 0 ? System.nanoTime() < until : idle())) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            wait(pauseMs > 0 ? Math.max(1, left) : 0);
        }
        return !closed || (!queue.isEmpty() && !behind);
    }

    private boolean idle() {
        return all == null && (behind ? asked : queue.isEmpty());
    }

    /** Sends what waits, for a second at the most; what is left is told after the next start. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
