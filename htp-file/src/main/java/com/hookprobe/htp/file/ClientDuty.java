package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.TransferKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the thread of all clients does: feeds their machines and carries the effects out. */
final class ClientDuty extends DiskWork implements FileWorker.Duty {
    private static final System.Logger LOG = System.getLogger(ClientDuty.class.getName());

    private record Pending(ClientSession session, ClientReply<?> reply, ClientIo io) {}

    private final Map<Long, ClientSession> sessions = new HashMap<>();
    private final Map<TransferKey, Pending> pending = new HashMap<>();
    private final ArrayDeque<FileEffect> disk = new ArrayDeque<>();
    private final SyncThread syncing = new SyncThread("htp-file-client-sync");
    private @Nullable FileWorker worker;

    /** Where a download waits for the disk. */
    Executor syncing() {
        return syncing;
    }

    void worker(FileWorker owner) {
        this.worker = owner;
    }

    private long nowNs() {
        FileWorker owner = worker;
        if (owner == null) {
            throw new IllegalStateException("no worker yet");
        }
        return owner.nowNs();
    }

    void opened(ClientSession session) {
        sessions.put(session.number, session);
    }

    void closed(ClientSession session) {
        perform(session.machine.sessionClosed());
        forgetIfFinished(session);
    }

    void submit(ClientSession session, ClientReply<?> reply, ClientIo io) {
        if (reply.future.isDone()) {
            return;
        }
        ClientIo.Opened opened;
        try {
            opened = io.open();
        } catch (FileTransferException failure) {
            reply.failed(failure);
            return;
        } catch (IOException | RuntimeException failure) {
            reply.failed(new FileTransferException(FileErrorCode.IO_ERROR, "cannot open the source", failure));
            return;
        }
        TransferKey key = session.machine.reserve();
        reply.key(key);
        hold(key, opened.source());
        pending.put(key, new Pending(session, reply, io));
        perform(session.machine.submit(key, opened.request(), nowNs()));
    }

    void cancel(ClientSession session, ClientReply<?> reply) {
        TransferKey key = reply.key();
        if (key != null) {
            perform(session.machine.cancel(key));
        }
    }

    void message(ClientSession session, byte[] message) {
        perform(session.machine.message(message, nowNs()));
    }

    void overrun(ClientSession session) {
        session.inbound.settled();
        perform(session.machine.overrun());
    }

    void delivered(FileEffect.Send message, boolean reached) {
        ClientSession session = sessions.get(message.key().session());
        // A last message that is lost ends nothing: the transfer is over already.
        if (session != null && !reached && !message.last()) {
            perform(session.machine.sendFailed(message.key()));
        }
    }

    @Override
    public boolean work() {
        keepSafe(nowNs());
        FileEffect next = disk.poll();
        if (next == null) {
            return false;
        }
        DiskResult result = run(next);
        ClientSession session = sessions.get(next.key().session());
        if (session != null) {
            perform(session.machine.disk(next.key(), result, nowNs()));
            forgetIfFinished(session);
        }
        return !disk.isEmpty();
    }

    @Override
    public void tick() {
        for (ClientSession session : sessions.values()) {
            perform(session.machine.tick(nowNs()));
        }
    }

    @Override
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (ClientSession session : sessions.values()) {
            next = Math.min(next, session.machine.nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void stopped() {
        for (ClientSession session : sessions.values()) {
            perform(session.machine.sessionClosed());
        }
        while (!disk.isEmpty()) {
            work();
        }
        close();
        syncing.close();
    }

    private void forgetIfFinished(ClientSession session) {
        if (session.machine.finished()) {
            sessions.remove(session.number);
        }
    }

    private void perform(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                ClientSession to = sessions.get(send.key().session());
                if (to != null) {
                    to.outbox.send(send);
                }
            } else if (effect instanceof FileEffect.Progress progress) {
                moved(progress);
            } else if (effect instanceof FileEffect.Done || effect instanceof FileEffect.Failed) {
                tell(effect);
            } else {
                disk.add(effect);
            }
        }
    }

    private void moved(FileEffect.Progress progress) {
        Pending of = pending.get(progress.key());
        if (of == null) {
            return;
        }
        try {
            of.reply().moved(progress.doneBytes(), progress.totalBytes());
        } catch (RuntimeException fault) {
            // The user's own code; the effects that follow have to be carried out all the same.
            LOG.log(System.Logger.Level.WARNING, "a progress listener failed", fault);
        }
    }

    private void tell(FileEffect effect) {
        // A request that never started has no Release of its own.
        release(effect.key());
        Pending over = pending.remove(effect.key());
        if (over == null) {
            throw new IllegalStateException("nobody waits for " + effect);
        }
        if (effect instanceof FileEffect.Done done) {
            over.reply().done(done.outcome());
        } else if (effect instanceof FileEffect.Failed failed && over.io().again(failed.code())) {
            submit(over.session(), over.reply(), over.io());
        } else if (effect instanceof FileEffect.Failed failed) {
            over.reply().failed(new FileTransferException(failed.code(), failed.reason()));
        }
    }

    @Override
    Held open(FileEffect effect) throws IOException {
        Pending request = pending.get(effect.key());
        if (request == null || !(effect instanceof FileEffect.OpenForWrite write)) {
            throw new IllegalArgumentException("opens nothing: " + effect);
        }
        // The empty source made room for the target.
        release(effect.key());
        return new HeldPending(request.io().target(write.spec()));
    }

    @Override
    DiskResult query(FileEffect effect) {
        throw new IllegalArgumentException("no effect of a client: " + effect);
    }
}
