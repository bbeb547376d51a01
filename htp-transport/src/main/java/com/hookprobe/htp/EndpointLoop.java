package com.hookprobe.htp;

import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.crypto.XWing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns a machine and its socket. One duty cycle: wait until the next deadline, take datagrams, take
 * commands, carry out the effects, tick, carry out the effects, flush what is to be sent.
 */
final class EndpointLoop {
    private static final int COMMANDS_PER_CYCLE = 256;
    private static final long WAIT_MAX_NS = 1_000_000_000;
    private static final long CALL_TIMEOUT_S = 5;
    private static final String CLOSED = "endpoint closed";
    private static final System.Logger LOG = System.getLogger(EndpointLoop.class.getName());

    private final EndpointConfig config;
    private final UdpIo socket;
    private final EndpointMachine machine;
    private final Thread thread;
    private final Queue<LongConsumer> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final EffectSink sink = new EffectSink() {
        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            traffic.out(length);
            socket.send(to, buffer, offset, length);
        }

        @Override
        public void then(Effect effect) {
            effects.add(effect);
        }
    };
    private final LocalAddressWatch addressWatch = new LocalAddressWatch();
    private final TrafficCounters traffic = new TrafficCounters();
    private final EffectCarrier effects;
    private final UdpIo.Receiver receiver = this::onDatagram;
    private long cycleNs;
    private boolean clockRead;
    private long nextSendId = 1;
    private volatile boolean stopping;
    /** Set before the last commands are taken; whoever adds one later takes it back. */
    private volatile boolean finished;

    private volatile @Nullable HtpStats lastStats;

    private EndpointLoop(EndpointConfig config, UdpIo socket) {
        this.config = config;
        this.socket = socket;
        this.machine = new EndpointMachine(config.machine(), config.random(), System.nanoTime());
        this.thread = Thread.currentThread();
        this.effects = new EffectCarrier(config, this, traffic);
    }

    /** Starts the thread, which binds the port. */
    static EndpointLoop open(EndpointConfig config) throws HtpBindException {
        CompletableFuture<EndpointLoop> opened = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(config, opened), config.name());
        thread.setDaemon(true);
        thread.start();
        try {
            return opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HtpBindException bind) {
                throw bind;
            }
            throw new IllegalStateException("the endpoint did not open: " + e.getCause(), e.getCause());
        }
    }

    /** On the thread that is to own everything, from the socket on. */
    private static void open(EndpointConfig config, CompletableFuture<EndpointLoop> opened) {
        EndpointLoop loop;
        try {
            UdpIo socket = UdpIos.open(config.bind(), config.io());
            loop = new EndpointLoop(config, socket);
            loop.thread.setName(config.name() + "-" + socket.localAddress().getPort());
        } catch (HtpBindException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
            return;
        }
        opened.complete(loop);
        loop.run();
    }

    HtpLimits limits() {
        return config.machine().limits();
    }

    InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    CompletableFuture<HtpSession> connect(RemotePeer peer) {
        CompletableFuture<HtpSession> future = new CompletableFuture<>();
        boolean queued = submit(nowNs -> {
            // The effects are carried out after this, so a failure at once finds the future.
            RemotePeer newest = effects.newest(peer);
            effects.connecting(machine.connect(newest, nowNs, sink), newest, future);
        });
        if (!queued) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    CompletableFuture<HtpSession> connectThrough(HtpSession validator, byte[] nodeId, byte[] identityKey) {
        if (!(validator instanceof SessionHandle handle && handle.of(this) && validator.initiator())) {
            throw new IllegalArgumentException("a session is wanted that this endpoint connected, not " + validator);
        }
        CompletableFuture<HtpSession> future = new CompletableFuture<>();
        boolean queued = submit(nowNs -> {
            long second = Instant.now().getEpochSecond();
            effects.connecting(machine.seek(handle.id, nodeId, identityKey, second, nowNs, sink), null, future);
        });
        if (!queued) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    void offer(long id, KemBundle bundle) {
        submit(nowNs -> machine.offer(id, bundle.encode(), nowNs));
    }

    void send(SessionHandle session, int channel, byte[] message, CompletableFuture<Void> future) {
        boolean queued = submit(nowNs -> {
            long sendId = nextSendId++;
            if (machine.send(session.id, channel, message, sendId, nowNs)) {
                session.await(sendId, future, message.length);
            } else {
                // The session may be over since a moment ago; what ended it is among the effects.
                effects.carryOut();
                HtpClosedException closed = session.end();
                Exception why = closed != null
                        ? closed
                        : new IllegalArgumentException("the peer takes no message of " + message.length + " bytes");
                session.notQueued(message.length, future, why);
            }
        });
        if (!queued) {
            session.notQueued(message.length, future, closed());
        }
    }

    boolean sendDatagram(long id, int channel, byte[] data) {
        return submit(nowNs -> machine.sendDatagram(id, channel, data));
    }

    void consumed(long id, int channel, int length) {
        submit(nowNs -> machine.consumed(id, channel, length));
    }

    void renewKeys(long id) {
        submit(nowNs -> machine.renewKeys(id, nowNs));
    }

    void moved() {
        submit(nowNs -> machine.moved());
    }

    void kemKeys(List<XWing.SecretKey> keys, KemBundle bundle) {
        submit(nowNs -> machine.kemKeys(keys, bundle.encode(), nowNs));
    }

    void closeSession(long id, CloseCode code, String reason) {
        submit(nowNs -> machine.close(id, code, reason, nowNs, sink));
    }

    HtpStats stats() {
        HtpStats last = lastStats;
        return last != null ? last : call(this::snapshot, this::lastStatsOrSnapshot);
    }

    SessionStats sessionStats(long id) {
        SessionStats none = new SessionStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return call(() -> machine.sessionStats(id).orElse(none), () -> none);
    }

    void close() {
        stopping = true;
        wake();
        if (Thread.currentThread() == thread) {
            // A listener closes us: the loop ends when it returns.
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CALL_TIMEOUT_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                cycle();
            }
            guarded(nowNs -> machine.closeAll(CloseCode.SHUTDOWN, CLOSED, nowNs, sink), System.nanoTime());
            effects.carryOut();
            socket.flush();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "HTP endpoint " + config.name() + " stopped", e);
        } finally {
            stop();
        }
    }

    private void stop() {
        stopping = true;
        machine.erase();
        lastStats = snapshot();
        effects.closeSessions(CloseCode.SHUTDOWN, CLOSED);
        finished = true;
        // Whatever came in between is run too, so that no future stays open.
        for (LongConsumer command = commands.poll(); command != null; command = commands.poll()) {
            guarded(command, System.nanoTime());
        }
        effects.failConnects(closed());
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing the socket failed", e);
        }
    }

    private void cycle() throws IOException {
        clockRead = false;
        socket.receive(waitNs(System.nanoTime()), receiver);
        wakePending.set(false);
        long nowNs = cycleNs();
        for (int i = 0; i < COMMANDS_PER_CYCLE; i++) {
            LongConsumer command = commands.poll();
            if (command == null) {
                break;
            }
            guarded(command, nowNs);
        }
        if (addressWatch.due(nowNs)) {
            watchAddress();
        }
        // Before the tick, which sends the acknowledgements: what is acknowledged was delivered.
        effects.carryOut();
        try {
            machine.tick(nowNs, sink);
        } catch (RuntimeException e) {
            dropped(e);
        }
        effects.carryOut();
        socket.flush();
    }

    private void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length) {
        traffic.in(length);
        try {
            machine.onDatagram(from, buffer, offset, length, cycleNs(), sink);
        } catch (RuntimeException e) {
            dropped(e);
        }
    }

    /** Who is reached from another address of ours than before is told so; one peer that we connected to stands for all. */
    private void watchAddress() {
        InetSocketAddress peer = effects.someResponder();
        if (peer != null && addressWatch.changed(peer)) {
            machine.moved();
        }
    }

    /** One time for all of a cycle: that of the end of the wait. */
    private long cycleNs() {
        if (!clockRead) {
            cycleNs = System.nanoTime();
            clockRead = true;
        }
        return cycleNs;
    }

    private long waitNs(long nowNs) {
        if (stopping || !commands.isEmpty()) {
            return 0;
        }
        long deadlineNs = machine.nextDeadlineNs();
        if (deadlineNs == Long.MAX_VALUE) {
            return WAIT_MAX_NS;
        }
        return Math.min(WAIT_MAX_NS, Math.max(0, deadlineNs - nowNs));
    }

    /** A fault in one input (ours, or of a directory or signer) is counted and logged, and the next input goes on. */
    private void guarded(LongConsumer step, long nowNs) {
        try {
            step.accept(nowNs);
        } catch (RuntimeException e) {
            dropped(e);
        }
    }

    private void dropped(RuntimeException e) {
        traffic.listenerErrors++;
        LOG.log(System.Logger.Level.WARNING, "HTP endpoint " + config.name() + ": input dropped", e);
    }

    private static HtpClosedException closed() {
        return new HtpClosedException(CloseCode.SHUTDOWN, CLOSED);
    }

    /** False when the loop is over and the command will not run. */
    private boolean submit(LongConsumer command) {
        if (stopping) {
            return false;
        }
        commands.add(command);
        wake();
        // The loop may have ended between the two: then it is ours to take back, unless it was run meanwhile.
        return !(finished && commands.remove(command));
    }

    private void wake() {
        if (Thread.currentThread() != thread && wakePending.compareAndSet(false, true)) {
            socket.wake();
        }
    }

    private <T> T call(Supplier<T> read, Supplier<T> otherwise) {
        if (Thread.currentThread() == thread) {
            return read.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!submit(nowNs -> answer.complete(read.get()))) {
            return otherwise.get();
        }
        try {
            return answer.get(CALL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the endpoint", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the endpoint did not answer", e);
        }
    }

    private HtpStats lastStatsOrSnapshot() {
        close();
        HtpStats last = lastStats;
        if (last == null) {
            throw new IllegalStateException("the endpoint did not stop");
        }
        return last;
    }

    private HtpStats snapshot() {
        return traffic.stats(machine, socket);
    }
}
