package com.hookprobe.notify;

import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Dispatch;
import com.hookprobe.notify.core.Effect;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.Lane;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Rules;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tells what happens by the channels of a configuration: the edge of {@link Dispatch}. One thread owns queue and journal, and others send,
 * one message of a channel at a time. Thread-safe.
 */
public final class Notifier implements AutoCloseable {
    private static final int INBOX_MAX = 2_048;
    private static final long TURN_MS = 1_000;
    private static final long MEND_NS = 10_000_000_000L;
    private static final long CLOSE_MS = 1_000;

    private final NotifierConfig config;
    private final NotifierListener listener;
    private final Rules rules;
    private final Dispatch dispatch;
    private final Journal journal;
    private final Map<String, Sender> senders;
    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final BlockingQueue<Input> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger untaken = new AtomicInteger();
    private final Map<String, Long> missed = new ConcurrentHashMap<>();
    private final Map<String, TestResult> tests = new ConcurrentHashMap<>();
    private final Map<String, Boolean> testing = new ConcurrentHashMap<>();
    private final ExecutorService workers;
    private final SecureRandom random = new SecureRandom();
    private final Thread owner;
    private volatile NotifierStatus status;
    private volatile boolean closed;
    private boolean broken;
    private long mendNs;
    private int sending;

    private sealed interface Input {
        record Happened(Notification notification, List<String> channels) implements Input {}

        record Came(String channel, Outcome outcome) implements Input {}

        record Wake() implements Input {}
    }

    private Notifier(NotifierConfig config, NotifierListener listener, Journal journal, Map<String, Sender> senders) {
        this.config = config;
        this.listener = listener;
        this.journal = journal;
        this.senders = senders;
        this.rules = new Rules(config.rules());
        List<Lane> lanes = config.channels().stream().map(ChannelConfig::lane).toList();
        this.dispatch = new Dispatch(lanes, config.bounds(), config.backoff(), System.nanoTime());
        config.channels()
                .forEach(one -> kinds.put(one.lane().name(), one.target().kind()));
        this.workers = Executors.newCachedThreadPool(task -> daemon(task, "notify-send-" + config.node()));
        this.owner = daemon(this::run, "notify-" + config.node());
        this.status = new NotifierStatus(dispatch.status(), kinds, 0, true, tests);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Reads the queue, and every file that the configuration names once. Nothing is sent before {@link #start}.
     *
     * @throws IOException when one of them cannot be read or used; holds no secret
     */
    public static Notifier open(NotifierConfig config, NotifierListener listener) throws IOException {
        Composer composer = new Composer(config.site(), config.node(), config.zone(), new Rules(config.rules()));
        Map<String, Sender> senders = Senders.of(config, composer, Instant::now);
        return open(config, listener, senders);
    }

    /** The same with other ways out; for tests. */
    static Notifier open(NotifierConfig config, NotifierListener listener, Map<String, Sender> senders)
            throws IOException {
        return open(config, listener, senders, Journal.open(config.folder()));
    }

    /** The same with a journal that is open; for tests. */
    static Notifier open(NotifierConfig config, NotifierListener listener, Map<String, Sender> senders, Journal journal)
            throws IOException {
        try {
            Notifier notifier = new Notifier(config, listener, journal, senders);
            notifier.restore();
            return notifier;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void restore() {
        if (journal.damaged() > 0) {
            listener.damaged(journal.damaged());
        }
        dispatch.restore(journal.found(), System.nanoTime(), micros());
        try {
            // Short again, and without channels that are no more.
            journal.rewrite(dispatch.image());
        } catch (IOException e) {
            unwritable(e);
        }
        show();
    }

    /** Begins to send. */
    public void start() {
        owner.start();
    }

    /** True when some channel hears of such, so that it is worth putting together; by any thread. */
    public boolean wants(NotificationType type, Severity severity) {
        return rules.wants(type, severity);
    }

    /** Tells of something; by any thread. Never waits: what comes faster than the disk takes it is counted and told as lost. */
    public void tell(Notification notification) {
        List<String> channels = List.copyOf(rules.channels(notification));
        if (channels.isEmpty() || closed) {
            return;
        }
        if (untaken.incrementAndGet() > INBOX_MAX) {
            untaken.decrementAndGet();
            channels.forEach(channel -> missed.merge(channel, 1L, Long::sum));
            return;
        }
        inbox.add(new Input.Happened(notification, channels));
    }

    /**
     * Sends a test message past queue, rules and quiet hours.
     *
     * @param then hears what came of it, on a thread of this notifier
     * @throws IllegalArgumentException when there is no such channel, or a test of it runs already
     */
    public void test(String channel, Consumer<TestResult> then) {
        Sender sender = senders.get(channel);
        if (sender == null) {
            throw new IllegalArgumentException("no channel is named " + Notification.line(channel, 32) + "; there are: "
                    + String.join(", ", senders.keySet()));
        }
        if (testing.putIfAbsent(channel, true) != null) {
            throw new IllegalArgumentException("a test of " + channel + " runs already; wait for it");
        }
        try {
            workers.execute(() -> {
                TestResult result = tested(channel, outcome(sender, Message.test("test-" + UUID.randomUUID())));
                tests.put(channel, result);
                testing.remove(channel);
                inbox.add(new Input.Wake());
                then.accept(result);
            });
        } catch (RejectedExecutionException e) {
            testing.remove(channel);
            throw new IllegalArgumentException("the node is stopping", e);
        }
    }

    private static TestResult tested(String channel, Outcome outcome) {
        boolean delivered = outcome instanceof Outcome.Delivered;
        String reason = outcome instanceof Outcome.Delivered well
                ? well.note()
                : outcome instanceof Outcome.Retry retry ? retry.reason() : ((Outcome.Refused) outcome).reason();
        return new TestResult(channel, micros(), delivered, reason);
    }

    private Outcome outcome(Sender sender, Message message) {
        try {
            return sender.send(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Retry("the node is stopping", Optional.empty());
        } catch (RuntimeException e) {
            listener.failed(e);
            return new Outcome.Retry("a defect: see internal_error in the log", Optional.empty());
        }
    }

    /** How it goes; at most a second old. */
    public NotifierStatus status() {
        return status;
    }

    private void run() {
        long endNs = 0;
        while (true) {
            try {
                List<Input> batch = new ArrayList<>();
                Input first = inbox.poll(closed ? CLOSE_MS / 10 : TURN_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    inbox.drainTo(batch);
                }
                turn(batch);
                if (closed) {
                    endNs = endNs == 0 ? System.nanoTime() + CLOSE_MS * 1_000_000 : endNs;
                    if (sending == 0 || System.nanoTime() - endNs >= 0) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                listener.failed(e);
            }
        }
    }

    private void turn(List<Input> batch) {
        List<Effect> effects = new ArrayList<>();
        for (Input input : batch) {
            if (input instanceof Input.Happened happened) {
                untaken.decrementAndGet();
                effects.addAll(
                        dispatch.happened(happened.notification(), happened.channels(), System.nanoTime(), micros()));
            } else if (input instanceof Input.Came came) {
                sending--;
                effects.addAll(dispatch.came(came.channel(), came.outcome(), System.nanoTime(), micros(), random));
            }
        }
        for (String channel : missed.keySet()) {
            Long count = missed.remove(channel);
            effects.addAll(dispatch.missed(Map.of(channel, count == null ? 0 : count)));
        }
        effects.addAll(dispatch.tick(System.nanoTime(), micros()));
        write(effects.stream()
                .filter(Effect.Write.class::isInstance)
                .map(effect -> ((Effect.Write) effect).entry())
                .toList());
        effects.forEach(this::carryOut);
        show();
    }

    /** All of a turn at once, and before anything of it is sent. */
    private void write(List<Entry> entries) {
        try {
            if (broken) {
                if (System.nanoTime() - mendNs < 0) {
                    return;
                }
                journal.rewrite(dispatch.image());
                broken = false;
                listener.stored(Optional.empty());
            } else if (!entries.isEmpty()) {
                journal.append(entries);
                if (journal.stale()) {
                    journal.rewrite(dispatch.image());
                }
            }
        } catch (IOException e) {
            unwritable(e);
        }
    }

    private void unwritable(IOException e) {
        mendNs = System.nanoTime() + MEND_NS;
        if (!broken) {
            broken = true;
            listener.stored(Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Send send && !closed) {
            sending++;
            Sender sender = senders.get(send.channel());
            workers.execute(() -> {
                Outcome outcome = sender == null
                        ? new Outcome.Refused("the channel has no way out")
                        : outcome(sender, send.message());
                inbox.add(new Input.Came(send.channel(), outcome));
            });
        } else if (effect instanceof Effect.Tell tell) {
            listener.news(tell.news(), tell.channel(), tell.count(), tell.reason());
        }
    }

    private void show() {
        status = new NotifierStatus(dispatch.status(), kinds, dispatch.waiting(), !broken, tests);
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Waits a second for what is under way, and writes down what became of it; the rest goes out after the next start. Idempotent. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        inbox.add(new Input.Wake());
        try {
            if (owner.getState() != Thread.State.NEW) {
                owner.join(2 * CLOSE_MS);
            }
            workers.shutdownNow();
            owner.interrupt();
            owner.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        senders.values().forEach(Sender::close);
        journal.close();
    }
}
