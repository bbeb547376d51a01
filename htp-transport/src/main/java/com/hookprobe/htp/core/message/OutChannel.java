package com.hookprobe.htp.core.message;

import com.hookprobe.htp.ChannelConfig;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What an {@link Outbox} knows of one channel; made with its first message or credit. */
final class OutChannel {
    final int number;
    final boolean ordered;
    final boolean urgent;
    final ArrayDeque<OutMessage> waiting = new ArrayDeque<>(1);
    /** Started, in order of id; the first of them is not wholly acknowledged. */
    final ArrayDeque<OutMessage> started = new ArrayDeque<>(1);
    /** Started, and some of it never sent. */
    @Nullable OutMessage current;
    /** True while it stands in one of the queues of its {@link ServiceClass}. */
    boolean queued;

    /** Counts on beyond the 32 bits that travel. */
    long nextId;
    /** Credit taken so far, cumulative. */
    long used;
    /** Credit given so far, cumulative. */
    long limit;

    OutChannel(int number, ChannelConfig config, long limit) {
        this.number = number;
        this.ordered = config.ordered();
        this.urgent = config.urgent();
        this.limit = limit;
    }

    boolean hasFresh() {
        return current != null || !waiting.isEmpty();
    }

    /** True when the next message may take its id and the channel's credit. */
    boolean mayStart(OutMessage message) {
        OutMessage oldest = started.peekFirst();
        boolean idFree = oldest == null || nextId < oldest.id + Frame.ID_WINDOW;
        return idFree && used + Frame.cost(message.total) <= limit;
    }
}
