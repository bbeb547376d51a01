package com.hookprobe.htp.core;

import java.util.List;

/** An ack-eliciting packet that is neither acknowledged nor declared lost. */
record SentPacket(long number, long sentNs, int bytes, List<Item> items) {
    /** What the packet carried that must arrive. */
    sealed interface Item {}

    /** A fragment of a message. */
    record Fragment(OutMessage message, int index) implements Item {}

    /** The newest credit of a channel (or of all). */
    record CreditItem(int channel) implements Item {}
}
