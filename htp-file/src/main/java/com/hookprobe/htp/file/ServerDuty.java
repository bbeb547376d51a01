package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileServerMachine;
import com.hookprobe.htp.file.core.Rights;
import com.hookprobe.htp.file.core.TransferKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the server's thread does: feeds the machine and carries its effects out. Only {@link #stats} is for others. */
final class ServerDuty extends DiskWork implements FileWorker.Duty {
    private static final System.Logger LOG = System.getLogger(ServerDuty.class.getName());

    private final FileServerMachine machine;
    private final Function<byte[], Optional<? extends FileStore>> stores;
    private final Map<Long, ServedSession> sessions = new HashMap<>();
    private final ArrayDeque<FileEffect> disk = new ArrayDeque<>();
    private @Nullable FileWorker worker;
    private volatile HtpFileServer.Stats stats = new HtpFileServer.Stats(0, 0, 0, 0, 0);

    ServerDuty(FileLimits limits, Function<byte[], Optional<? extends FileStore>> stores, FileRights rights) {
        this.machine = new FileServerMachine(limits, node -> ask(rights, node));
        this.stores = stores;
    }

    /** The user's own code: when it fails, nothing is allowed. */
    private static Rights ask(FileRights rights, String node) {
        try {
            return rights.of(HexFormat.of().parseHex(node));
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, "asking for the rights of a node", fault);
            return Rights.NONE;
        }
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

    void opened(ServedSession session) {
        sessions.put(session.number, session);
        machine.sessionOpened(session.number, session.node, nowNs());
    }

    void closed(ServedSession session) {
        sessions.remove(session.number);
        perform(machine.sessionClosed(session.number));
    }

    void message(ServedSession from, byte[] message) {
        perform(machine.message(from.number, message, nowNs()));
    }

    void overrun(ServedSession from) {
        from.inbound.settled();
        perform(machine.overrun(from.number));
    }

    /** What became of a message: a lost one (full queue, closed session) ends its transfer. */
    void delivered(FileEffect.Send message, boolean reached) {
        if (message.last()) {
            machine.sent(message.key().session(), message.message().length);
        } else if (!reached) {
            perform(machine.sendFailed(message.key()));
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
        perform(machine.disk(next.key(), result, nowNs()));
        return !disk.isEmpty();
    }

    @Override
    public void tick() {
        perform(machine.tick(nowNs()));
    }

    @Override
    public long nextDeadlineNs() {
        return machine.nextDeadlineNs();
    }

    @Override
    public void stopped() {
        close();
    }

    private void perform(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                ServedSession to = sessions.get(send.key().session());
                if (to != null) {
                    to.outbox.send(send);
                }
            } else {
                disk.add(effect);
            }
        }
        FileServerMachine.Counters counters = machine.counters();
        stats = new HtpFileServer.Stats(
                counters.started(), counters.refused(), counters.dropped(), 0, machine.active());
    }

    HtpFileServer.Stats stats(long overruns) {
        HtpFileServer.Stats last = stats;
        return new HtpFileServer.Stats(last.transfers(), last.refused(), last.dropped(), overruns, last.active());
    }

    @Override
    Held open(FileEffect effect) throws IOException {
        if (effect instanceof FileEffect.OpenForWrite write) {
            FileStore store = store(effect.key());
            return new HeldPending(
                    store.create(write.spec(), session(effect.key()).nodeId.clone()));
        } else if (effect instanceof FileEffect.OpenForRead read) {
            return new HeldStored(store(effect.key()).open(read.path()));
        }
        throw new IllegalArgumentException("opens nothing: " + effect);
    }

    @Override
    DiskResult query(FileEffect effect) throws IOException {
        if (effect instanceof FileEffect.Stat stat) {
            return new DiskResult.Statted(store(effect.key()).stat(stat.path()));
        } else if (effect instanceof FileEffect.ListNames list) {
            FileStore.Page page = store(effect.key()).list(list.path(), list.after(), list.limit());
            return new DiskResult.Listed(page.entries(), page.more());
        } else if (effect instanceof FileEffect.Delete delete) {
            Optional<StoredFile> onlyIf = delete.ifOpened() && heldBy(effect.key()) instanceof HeldStored open
                    ? Optional.of(open.file())
                    : Optional.empty();
            if (delete.ifOpened() && onlyIf.isEmpty()) {
                throw new IllegalStateException("nothing open to compare with");
            }
            FileStore.Removal removal = new FileStore.Removal(delete.path(), delete.recursive(), onlyIf);
            store(effect.key()).delete(removal);
            return new DiskResult.Deleted();
        }
        throw new IllegalArgumentException("no disk effect: " + effect);
    }

    private ServedSession session(TransferKey key) throws FileTransferException {
        ServedSession session = sessions.get(key.session());
        if (session == null) {
            throw new FileTransferException(FileErrorCode.TRANSFER_CANCELLED, "session closed");
        }
        return session;
    }

    private FileStore store(TransferKey key) throws FileTransferException {
        ServedSession session = session(key);
        Optional<? extends FileStore> store = stores.apply(session.nodeId.clone());
        if (store.isPresent()) {
            return store.get();
        }
        throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "not for this node");
    }
}
