package com.hookprobe.notify.core;

import java.util.List;
import java.util.Map;

/** One line of the queue's journal: what it tells makes the state anew. */
public sealed interface Entry {
    /**
     * A notification waits.
     *
     * @param sequence its number in this queue, rising
     * @param channels who is to have it
     */
    record Queued(long sequence, Notification notification, List<String> channels) implements Entry {
        public Queued {
            channels = List.copyOf(channels);
        }
    }

    /** How a wait ended. */
    enum End {
        DELIVERED,
        /** The receiver will never take it. */
        REFUSED,
        /** The channel had no room; the oldest goes. */
        FULL,
        /** It was not taken in all the time that it is kept. */
        OLD,
        /** The configuration no longer has the channel. */
        GONE;

        boolean loss() {
            return this != DELIVERED && this != GONE;
        }
    }

    /**
     * Some wait no longer at one channel.
     *
     * @param sequences which
     * @param told how many losses the message told
     */
    record Settled(String channel, List<Long> sequences, End end, long told) implements Entry {
        public Settled {
            sequences = List.copyOf(sequences);
        }
    }

    /**
     * Where the counts of a channel stood when the journal was written anew.
     *
     * @param untold losses that it has not been told of
     */
    record Counted(String channel, Map<End, Long> ends, long untold, long nextSequence) implements Entry {
        public Counted {
            ends = Map.copyOf(ends);
        }
    }
}
