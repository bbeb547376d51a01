package com.hookprobe.htp;

import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.crypto.XWing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns a machine and its socket. One duty cycle: wait until the next deadline, take datagrams, carry out
 * the effects, take commands, carry out the effects, tick, carry out the effects, flush what is to be sent. So what a
 * listener answers leaves in the cycle in which it was told.
 */
final class EndpointLoop {
    private static final int COMMANDS_PER_CYCLE = 256;
    private static final long WAIT_MAX_NS = 1_000_000_000;
    private static final long CALL_TIMEOUT_S = 5;

    private final EndpointConfig config;
    private final UdpIo socket;
    private final EndpointMachine machine;
    private final Thread thread;
    private final CommandQueue commands;
    private final WaitingDatagrams datagrams = new WaitingDatagrams();
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
    private final Faults faults;
    private final EffectCarrier effects;
    private final UdpIo.Receiver receiver = this::onDatagram;
    private long cycleNs;
    private boolean clockRead;
    private long nextSendId = 1;
    /** How the endpoint ends: as its user wants, unless something goes wrong. */
    private volatile HtpClosedException end = new HtpClosedException(CloseCode.SHUTDOWN, "endpoint closed");

    private volatile @Nullable HtpStats lastStats;

    private EndpointLoop(EndpointConfig config, UdpIo socket) {
        this.config = config;
        this.socket = socket;
        this.machine = new EndpointMachine(config.machine(), config.random(), System.nanoTime());
        this.thread = Thread.currentThread();
        this.commands = new CommandQueue(thread, socket::wake);
        this.faults = new Faults(config.name());
        this.effects = new EffectCarrier(config, this, faults);
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
        return connecting((future, nowNs) -> {
            RemotePeer newest = effects.newest(peer);
            effects.connecting(machine.connect(newest, nowNs, sink), newest, future);
        });
    }

    CompletableFuture<HtpSession> connectThrough(HtpSession validator, byte[] nodeId, byte[] identityKey) {
        if (!(validator instanceof SessionHandle handle && handle.of(this) && validator.initiator())) {
            throw new IllegalArgumentException("a session is wanted that this endpoint connected, not " + validator);
        }
        return connecting((future, nowNs) -> {
            long second = Instant.now().getEpochSecond();
            effects.connecting(machine.seek(handle.id, nodeId, identityKey, second, nowNs, sink), null, future);
        });
    }

    /** The effects are carried out after the start, so a failure at once finds the future. */
    private CompletableFuture<HtpSession> connecting(ObjLongConsumer<CompletableFuture<HtpSession>> start) {
        CompletableFuture<HtpSession> future = future();
        boolean queued = commands.submit(nowNs -> {
            try {
                start.accept(future, nowNs);
            } catch (RuntimeException | Error e) {
                // No effect will tell of it.
                future.completeExceptionally(e);
                throw e;
            }
        });
        if (!queued) {
            future.completeExceptionally(end.again());
        }
        return future;
    }

    /** One that knows that this endpoint's thread must not wait for it. */
    <T> CompletableFuture<T> future() {
        return new EndpointFuture<>(thread);
    }

    void offer(long id, KemBundle bundle) {
        commands.submit(nowNs -> machine.offer(id, bundle.encode(), nowNs));
    }

    void send(SessionHandle session, int channel, byte[] message, CompletableFuture<Void> future) {
        boolean queued = commands.submit(nowNs -> {
            long sendId = nextSendId++;
            boolean taken;
            try {
                taken = machine.send(session.id, channel, message, sendId, nowNs);
            } catch (RuntimeException | Error e) {
                session.notQueued(message.length, future, e);
                throw e;
            }
            if (taken) {
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
            session.notQueued(message.length, future, end.again());
        }
    }

    boolean sendDatagram(long id, int channel, byte[] data) {
        if (!datagrams.take(data.length)) {
            return false;
        }
        byte[] copy = data.clone();
        boolean queued = commands.submit(nowNs -> {
            datagrams.give(copy.length);
            machine.sendDatagram(id, channel, copy);
        });
        if (!queued) {
            datagrams.give(copy.length);
        }
        return queued;
    }

    void consumed(long id, int channel, int length) {
        commands.submit(nowNs -> machine.consumed(id, channel, length));
    }

    /** The step is run first, on the thread. */
    void renewKeys(long id, Runnable before) {
        commands.submit(nowNs -> {
            before.run();
            machine.renewKeys(id, nowNs);
        });
    }

    void shape(SessionHandle session, TransmissionMode mode, CompletableFuture<TransmissionMode> future) {
        boolean queued = commands.submit(nowNs -> {
            boolean open = machine.shape(session.id, mode, nowNs);
            if (!open) {
                // What ended it is among the effects.
                effects.carryOut();
            }
            session.awaitShape(future);
        });
        if (!queued) {
            future.completeExceptionally(end.again());
        }
    }

    void saveEnergy(boolean save) {
        commands.submit(nowNs -> machine.lowEnergy(save, nowNs));
    }

    void evidence(long id, byte[] rdvAndPosf) {
        commands.submit(nowNs -> machine.evidence(id, rdvAndPosf));
    }

    void moved() {
        commands.submit(nowNs -> machine.moved());
    }

    void kemKeys(List<XWing.SecretKey> keys, KemBundle bundle) {
        commands.submit(nowNs -> machine.kemKeys(keys, bundle.encode(), nowNs));
    }

    void closeSession(long id, CloseCode code, String reason) {
        commands.submit(nowNs -> machine.close(id, code, reason, nowNs, sink));
    }

    /** Done when the thread has told everything that it had read before this was called. */
    CompletableFuture<Void> turn() {
        CompletableFuture<Void> future = future();
        if (!commands.submit(nowNs -> future.complete(null))) {
            future.complete(null);
        }
        return future;
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
        close(TimeUnit.SECONDS.toMillis(CALL_TIMEOUT_S));
    }

    void close(long patienceMs) {
        commands.close();
        if (Thread.currentThread() == thread) {
            // A listener closes us: the loop ends when it returns.
            return;
        }
        try {
            thread.join(patienceMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (thread.isAlive()) {
            Faults.stuck(thread, "did not stop within " + patienceMs + " ms and still holds " + localAddress());
        }
    }

    private void run() {
        try {
            while (!commands.closed()) {
                cycle();
            }
        } catch (Throwable e) {
            // Before anything that may fail: whatever it was, those who wait must be told.
            end = new HtpClosedException(CloseCode.INTERNAL, "the endpoint stopped");
            commands.close();
            faults.atEnd("not logged", () -> faults.stopped(e));
        } finally {
            stop();
        }
    }

    /** Each step is taken, whatever the others throw. */
    private void stop() {
        HtpClosedException why = end;
        faults.atEnd("sessions not closed", () -> machine.closeAll(why.code(), why.reason(), System.nanoTime(), sink));
        faults.atEnd("end not told", effects::carryOut);
        faults.atEnd("last datagrams not sent", socket::flush);
        effects.closeSessions(why);
        faults.atEnd("keys not erased", machine::erase);
        faults.atEnd("counters not read", () -> lastStats = snapshot());
        commands.finish();
        // Whatever came in between is run too, so that no future stays open.
        for (LongConsumer command = commands.poll(); command != null; command = commands.poll()) {
            LongConsumer last = command;
            faults.atEnd("command failed", () -> last.accept(System.nanoTime()));
        }
        effects.failConnects(why);
        faults.atEnd("closing the socket failed", socket::close);
        faults.atEnd("end not told", () -> config.onEnd().accept(why));
    }

    private void cycle() throws IOException {
        clockRead = false;
        socket.receive(waitNs(System.nanoTime()), receiver);
        commands.woken();
        long nowNs = cycleNs();
        effects.carryOut();
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
        } catch (RuntimeException | Error e) {
            faults.contain(e, "input dropped");
        }
        effects.carryOut();
        socket.flush();
    }

    private void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length) {
        traffic.in(length);
        try {
            machine.onDatagram(from, buffer, offset, length, cycleNs(), sink);
        } catch (RuntimeException | Error e) {
            faults.contain(e, "input dropped");
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
        if (commands.closed() || !commands.isEmpty()) {
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
        } catch (RuntimeException | Error e) {
            faults.contain(e, "input dropped");
        }
    }

    private <T> T call(Supplier<T> read, Supplier<T> otherwise) {
        if (Thread.currentThread() == thread) {
            return read.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!commands.submit(nowNs -> answer.complete(read.get()))) {
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
        return traffic.stats(machine, socket, faults);
    }
}
