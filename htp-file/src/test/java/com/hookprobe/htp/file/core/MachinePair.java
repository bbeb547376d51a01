package com.hookprobe.htp.file.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A client machine and a server machine in virtual time. Messages arrive in order after random delays, disk effects finish
 * in order after random delays; everything follows from the seed. Chunk data may be let arrive out of order.
 */
final class MachinePair {
    static final long SERVER_SESSION = 900;
    static final long CLIENT_SESSION = 1;
    private static final int STEPS_MAX = 2_000_000;

    private record Event(long atNs, long order, Runnable action) {}

    final FileServerMachine server;
    final FileClientMachine client;
    final MemoryDisk serverDisk;
    final MemoryDisk clientDisk;
    private final long serverSession;
    private final FileLimits limits;
    final Map<TransferKey, FileEffect> outcomes = new HashMap<>();
    final Map<TransferKey, Long> progress = new HashMap<>();
    /** Changes or (null) drops a message on its way; tests put faults here. */
    UnaryOperator<byte[]> toServer = bytes -> bytes;

    UnaryOperator<byte[]> toClient = bytes -> bytes;
    boolean reorderChunks;
    int serverChunksWaitingMost;
    long nowNs;

    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.atNs != b.atNs ? Long.compare(a.atNs, b.atNs) : Long.compare(a.order, b.order));
    private final ArrayDeque<FileEffect> serverQueue = new ArrayDeque<>();
    private final ArrayDeque<FileEffect> clientQueue = new ArrayDeque<>();
    private long order;
    private long lastToServerNs;
    private long lastToClientNs;
    private boolean serverBusy;
    private boolean clientBusy;

    MachinePair(long seed, FileLimits limits) {
        this(seed, limits, node -> Rights.ALL);
    }

    MachinePair(long seed, FileLimits limits, Function<String, Rights> rights) {
        this.random = new SplittableRandom(seed);
        this.limits = limits;
        this.server = new FileServerMachine(limits, rights);
        this.client = new FileClientMachine(CLIENT_SESSION, limits, random.split(), 0);
        this.serverDisk = new MemoryDisk();
        this.clientDisk = new MemoryDisk();
        this.serverSession = SERVER_SESSION;
        server.sessionOpened(serverSession, "node", 0);
    }

    private MachinePair(long seed, MachinePair before) {
        this.random = new SplittableRandom(seed);
        this.limits = before.limits;
        this.server = before.server;
        this.client = new FileClientMachine(CLIENT_SESSION, limits, random.split(), before.nowNs);
        this.serverDisk = before.serverDisk;
        this.clientDisk = before.clientDisk;
        this.serverSession = before.serverSession + 1;
        this.nowNs = before.nowNs;
        server.sessionOpened(serverSession, "node", nowNs);
        // What waits for the server's disk still does.
        serverQueue.addAll(before.serverQueue);
    }

    /** The same server and the same disks, a new session of the same node, and a client that remembers nothing. */
    MachinePair withNewSession(long seed) {
        return new MachinePair(seed, this);
    }

    TransferKey upload(String path, byte[] content, int flags, boolean update, boolean hashKnown) {
        return upload(path, content, flags, update, hashKnown, false);
    }

    TransferKey upload(String path, byte[] content, int flags, boolean update, boolean hashKnown, boolean resume) {
        TransferKey key = client.reserve();
        clientDisk.source(key, content);
        FileHash hash = hashKnown ? MemoryDisk.sha256(content) : FileHash.NONE;
        FilePath remote = MessageArbitraries.path(path);
        return submit(
                key, new ClientRequest.Upload(remote, update, flags, content.length, hash, resume, FileHash.NONE));
    }

    /** An upload whose hash nobody knows before the end. */
    TransferKey uploadTagged(String path, byte[] content, FileHash tag) {
        TransferKey key = client.reserve();
        clientDisk.source(key, content);
        FilePath remote = MessageArbitraries.path(path);
        return submit(
                key,
                new ClientRequest.Upload(remote, false, 0, content.length, FileHash.NONE, true, tag, FileHash.NONE));
    }

    TransferKey download(String path, FileHash ifHash) {
        return ask(new ClientRequest.Download(MessageArbitraries.path(path), ifHash, Long.MAX_VALUE));
    }

    TransferKey ask(ClientRequest request) {
        return submit(client.reserve(), request);
    }

    TransferKey submit(TransferKey key, ClientRequest request) {
        client(client.submit(key, request, nowNs));
        return key;
    }

    /** Runs until nothing happens before the time. */
    void run(long untilNs) {
        for (int step = 0; step < STEPS_MAX; step++) {
            Event next = events.peek();
            long deadlineNs = Math.min(server.nextDeadlineNs(), client.nextDeadlineNs());
            long atNs = Math.min(next == null ? Long.MAX_VALUE : next.atNs, Math.max(deadlineNs, nowNs));
            if (atNs > untilNs) {
                nowNs = untilNs;
                return;
            }
            nowNs = atNs;
            if (next != null && next.atNs <= atNs) {
                events.remove().action.run();
            } else {
                server(server.tick(nowNs));
                client(client.tick(nowNs));
            }
        }
        throw new IllegalStateException("does not settle");
    }

    /** A message straight to the server. */
    List<FileEffect> inject(FileMessage message) {
        List<FileEffect> effects = server.message(serverSession, message.encode(), nowNs);
        server(effects);
        return effects;
    }

    void client(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                lastToServerNs = post(
                        toServer,
                        send.message(),
                        lastToServerNs,
                        bytes -> server(server.message(serverSession, bytes, nowNs)));
            } else if (effect instanceof FileEffect.Progress moved) {
                long before = progress.getOrDefault(moved.key(), 0L);
                if (moved.doneBytes() < before || moved.doneBytes() > moved.totalBytes()) {
                    throw new IllegalStateException("progress went from " + before + " to " + moved);
                }
                progress.put(moved.key(), moved.doneBytes());
            } else if (effect instanceof FileEffect.Done || effect instanceof FileEffect.Failed) {
                // As the edge does: a request that never started has no Release of its own.
                clientDisk.run(new FileEffect.Release(effect.key()));
                FileEffect before = outcomes.put(effect.key(), effect);
                if (before != null) {
                    throw new IllegalStateException("two outcomes: " + before + ", " + effect);
                }
            } else {
                clientQueue.add(effect);
            }
        }
        if (!clientBusy && !clientQueue.isEmpty()) {
            clientBusy = true;
            at(nowNs + random.nextLong(2_000_000), () -> {
                FileEffect effect = clientQueue.remove();
                clientBusy = false;
                client(client.disk(effect.key(), clientDisk.run(effect), nowNs));
            });
        }
    }

    void server(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                lastToClientNs =
                        post(toClient, send.message(), lastToClientNs, bytes -> client(client.message(bytes, nowNs)));
                if (send.last()) {
                    at(
                            lastToClientNs + random.nextLong(50_000_000),
                            () -> server.sent(send.key().session(), send.message().length));
                }
            } else {
                serverQueue.add(effect);
            }
        }
        int waiting = (int) serverQueue.stream()
                .filter(FileEffect.WriteChunk.class::isInstance)
                .count();
        serverChunksWaitingMost = Math.max(serverChunksWaitingMost, waiting);
        if (!serverBusy && !serverQueue.isEmpty()) {
            serverBusy = true;
            at(nowNs + random.nextLong(2_000_000), () -> {
                FileEffect effect = serverQueue.remove();
                serverBusy = false;
                server(server.disk(effect.key(), serverDisk.run(effect), nowNs));
            });
        }
    }

    private long post(
            UnaryOperator<byte[]> fault, byte[] message, long lastNs, java.util.function.Consumer<byte[]> to) {
        byte[] bytes = fault.apply(message);
        if (bytes == null) {
            return lastNs;
        }
        boolean free = reorderChunks
                && FileMessage.decode(bytes) instanceof FileMessage.Decoded.Sound sound
                && sound.message() instanceof ChunkData;
        long dueNs = nowNs + 100_000 + random.nextLong(5_000_000);
        // Nothing overtakes what was sent before it, except chunks each other.
        dueNs = Math.max(dueNs, lastNs + 1);
        at(dueNs, () -> to.accept(bytes));
        return free ? lastNs : dueNs;
    }

    private void at(long atNs, Runnable action) {
        events.add(new Event(atNs, order++, action));
    }

    List<TransferKey> failedKeys() {
        List<TransferKey> failed = new ArrayList<>();
        outcomes.forEach((key, outcome) -> {
            if (outcome instanceof FileEffect.Failed) {
                failed.add(key);
            }
        });
        return failed;
    }
}
