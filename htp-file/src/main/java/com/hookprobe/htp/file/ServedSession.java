package com.hookprobe.htp.file;

import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileLimits;
import java.util.HexFormat;
import java.util.function.BiConsumer;

/** One session as the server sees it: its number, who it is, what waits in either direction. */
final class ServedSession {
    final long number;
    final byte[] nodeId;
    final String node;
    final Inbound inbound;
    final Outbox outbox;

    ServedSession(
            long number,
            HtpSession session,
            FileLimits limits,
            FileWorker worker,
            BiConsumer<FileEffect.Send, Boolean> delivered) {
        this.number = number;
        this.nodeId = session.peerNodeId();
        this.node = HexFormat.of().formatHex(nodeId);
        this.inbound = new Inbound(limits);
        this.outbox = new Outbox(session, worker, delivered);
    }
}
