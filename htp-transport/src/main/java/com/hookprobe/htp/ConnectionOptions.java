package com.hookprobe.htp;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the builders of client and server have in common, checked. Filled by one thread; a copy is then read by many. */
final class ConnectionOptions {
    private static final int MESSAGES_MAX = 1 << 20;
    private static final long BYTES_MAX = 1L << 36;

    long sendTimeoutNs = Duration.ofSeconds(30).toNanos();
    long flushTimeoutNs = Duration.ofSeconds(5).toNanos();
    int receiveMessagesMax = 65_536;
    long receiveBytesMax = 16L << 20;

    @Nullable MessageHandler onMessage;

    Consumer<HtpSession> onSession = session -> {};
    CloseHandler onClosed = (session, code, reason) -> {};

    /** For what was started: later calls of the builder do not change it. */
    ConnectionOptions copy() {
        ConnectionOptions copy = new ConnectionOptions();
        copy.sendTimeoutNs = sendTimeoutNs;
        copy.flushTimeoutNs = flushTimeoutNs;
        copy.receiveMessagesMax = receiveMessagesMax;
        copy.receiveBytesMax = receiveBytesMax;
        copy.onMessage = onMessage;
        copy.onSession = onSession;
        copy.onClosed = onClosed;
        return copy;
    }

    void sendTimeout(Duration value) {
        sendTimeoutNs = Waiting.nanos(value, "sendTimeout");
    }

    void flushTimeout(Duration value) {
        flushTimeoutNs = Waiting.nanos(value, "flushTimeout");
    }

    void receiveQueue(int messages, long bytes) {
        receiveMessagesMax = (int) Arguments.inRange(messages, 1, MESSAGES_MAX, "messages");
        receiveBytesMax = Arguments.inRange(bytes, 1, BYTES_MAX, "bytes");
    }
}
