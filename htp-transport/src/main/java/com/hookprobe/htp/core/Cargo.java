package com.hookprobe.htp.core;

import com.hookprobe.htp.core.message.PacketContents;

/** What an ack-eliciting packet of ours carried, for when it is acknowledged or lost. Reused. */
final class Cargo {
    final PacketContents contents = new PacketContents();
    /** The packet's number if it was a probe for a larger path MTU, else -1. */
    long mtuProbe = -1;

    long number;
    int bytes;

    void clear() {
        contents.clear();
        mtuProbe = -1;
        bytes = 0;
    }
}
