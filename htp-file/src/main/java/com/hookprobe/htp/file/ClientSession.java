package com.hookprobe.htp.file;

import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileClientMachine;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileLimits;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** One session as the client's side sees it. The machine and the outbox belong to the owner thread. */
final class ClientSession {
    final long number;
    final HtpSession session;
    final FileClientMachine machine;
    final Inbound inbound;
    final Outbox outbox;

    ClientSession(
            long number,
            HtpSession session,
            FileLimits limits,
            RandomGenerator random,
            FileWorker worker,
            BiConsumer<FileEffect.Send, Boolean> delivered) {
        this.number = number;
        this.session = session;
        this.machine = new FileClientMachine(number, limits, random, worker.nowNs());
        this.inbound = new Inbound(limits);
        this.outbox = new Outbox(session, worker, delivered);
    }
}
