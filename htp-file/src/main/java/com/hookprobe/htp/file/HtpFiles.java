package com.hookprobe.htp.file;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileLimits;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * File transfer of one endpoint, both ways: hands out clients for its sessions, and forwards requests of peers to a server
 * if there is one. It is the endpoint's listener, or a listener of the user's own forwards all three calls to it. One
 * thread does the work of all its clients. Thread-safe.
 */
public final class HtpFiles implements HtpListener, AutoCloseable {
    private record Client(ClientSession state, HtpFileClient handle) {}

    private final FileLimits limits;
    private final Optional<HtpFileServer> server;
    private final Map<HtpSession, Client> clients = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final ClientDuty duty = new ClientDuty();
    private final FileWorker worker = new FileWorker("htp-file-client", duty);
    private final SecureRandom random = new SecureRandom();

    private HtpFiles(FileLimits limits, Optional<HtpFileServer> server) {
        this.limits = limits;
        this.server = server;
        duty.worker(worker);
        worker.start();
    }

    /** Clients only; requests of peers are ignored. */
    public static HtpFiles clients(FileLimits limits) {
        return new HtpFiles(limits, Optional.empty());
    }

    /** Clients, and a server for the same sessions. The server stays the caller's to close. */
    public static HtpFiles with(FileLimits limits, HtpFileServer server) {
        return new HtpFiles(limits, Optional.of(server));
    }

    /** The client of a session; the same one each time. On a closed session every request fails. */
    public HtpFileClient client(HtpSession session) {
        HtpFileClient handle = clients.computeIfAbsent(session, this::make).handle();
        if (!session.open()) {
            // It may have closed before we knew it, and then nobody tells us.
            drop(session);
        }
        return handle;
    }

    /** The client of a session, each call waiting for its result. */
    public HtpFileTransfer transfer(HtpSession session) {
        return new HtpFileTransfer(client(session));
    }

    private Client make(HtpSession session) {
        ClientSession state =
                new ClientSession(numbers.incrementAndGet(), session, limits, random, worker, duty::delivered);
        worker.post(() -> duty.opened(state));
        return new Client(state, new HtpFileClient(state, duty, worker));
    }

    @Override
    public void onSession(HtpSession session) {
        server.ifPresent(both -> both.onSession(session));
    }

    @Override
    public void onMessage(HtpSession session, int channel, byte[] message) {
        if (channel != Channels.FILES) {
            return;
        }
        if (!Inbound.forClient(message)) {
            server.ifPresent(both -> both.onMessage(session, channel, message));
            return;
        }
        @Nullable Client client = clients.get(session);
        if (client == null) {
            return;
        }
        ClientSession to = client.state();
        if (!to.inbound.take(message)) {
            if (to.inbound.overrun()) {
                worker.post(() -> duty.overrun(to));
            }
            return;
        }
        worker.post(() -> {
            to.inbound.give(message);
            duty.message(to, message);
        });
    }

    @Override
    public void onClosed(HtpSession session, CloseCode code, String reason) {
        server.ifPresent(both -> both.onClosed(session, code, reason));
        drop(session);
    }

    private void drop(HtpSession session) {
        @Nullable Client gone = clients.remove(session);
        if (gone != null) {
            worker.post(() -> duty.closed(gone.state()));
        }
    }

    /** Fails what is under way and ends the thread. */
    @Override
    public void close() {
        worker.close();
    }
}
