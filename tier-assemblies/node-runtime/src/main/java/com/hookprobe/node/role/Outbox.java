package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.FairQueue;
import java.time.Duration;
import java.util.Optional;

/**
 * Alerts on their way to a peer that may be away: they wait for it, bounded, with equal shares for their authors, and are sent again
 * when a session ended before they had arrived. Owned by the node's loop.
 */
final class Outbox {
    static final int MESSAGES_MAX = 16_384;
    private static final int MESSAGES_PER_TURN = 64;
    private static final Duration TURN = Duration.ofMillis(100);

    private final NodeContext node;
    private final NodeId to;
    private final long keptMicros;
    private final FairQueue<byte[]> queue = new FairQueue<>(MESSAGES_MAX);

    /** @param kept for how long a message is worth sending */
    Outbox(NodeContext node, NodeId to, Duration kept) {
        this.node = node;
        this.to = to;
        this.keptMicros = kept.toNanos() / 1_000;
    }

    void start() {
        node.loop().every(TURN, this::turn);
    }

    void send(NodeId author, byte[] message) {
        queue.add(author, message, node.loop().wallMicros());
        // In order: not before what waits already.
        if (queue.size() == 1) {
            turn();
        }
    }

    /** How many wait. */
    int size() {
        return queue.size();
    }

    private void turn() {
        for (int i = 0; i < MESSAGES_PER_TURN && node.links().connected(to); i++) {
            Optional<FairQueue.Entry<byte[]>> next = queue.poll();
            if (next.isEmpty()) {
                return;
            }
            FairQueue.Entry<byte[]> entry = next.get();
            if (node.loop().wallMicros() - entry.sinceMicros() > keptMicros) {
                continue;
            }
            boolean sent = node.links().send(to, Channels.ALERTS, entry.message(), () -> queue.giveBack(entry));
            if (!sent) {
                queue.giveBack(entry);
                return;
            }
        }
    }
}
