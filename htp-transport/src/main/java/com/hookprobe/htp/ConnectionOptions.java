package com.hookprobe.htp;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the builders of client and server have in common, checked. Filled by one thread, then read by many. */
final class ConnectionOptions {
    private static final int MESSAGES_MAX = 1 << 20;
    private static final long BYTES_MAX = 1L << 36;

    long sendTimeoutNs = Duration.ofSeconds(30).toNanos();
    long flushTimeoutNs = Duration.ofSeconds(5).toNanos();
    int receiveMessagesMax = 1024;
    long receiveBytesMax = 8L << 20;
    @Nullable MessageHandler onMessage;
    Consumer<HtpSession> onSession = session -> {};
    CloseHandler onClosed = (session, code, reason) -> {};

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
