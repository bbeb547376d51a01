package com.hookprobe.qsecbit.detection.packet;

import org.jspecify.annotations.Nullable;

/** A flow whose contents are read: the unread bytes of both ways, and the reader of its protocol once it is known. */
final class Conversation {
    final StreamBuffer client = new StreamBuffer();
    final StreamBuffer server = new StreamBuffer();

    @Nullable Dialogue dialogue;

    int flow = -1;
    long lastMicros;
    boolean told;

    StreamBuffer buffer(boolean fromInitiator) {
        return fromInitiator ? client : server;
    }

    void begin(int slot, long micros) {
        client.clear();
        server.clear();
        dialogue = null;
        told = false;
        flow = slot;
        lastMicros = micros;
    }
}
