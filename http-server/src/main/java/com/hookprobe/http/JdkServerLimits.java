package com.hookprobe.http;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Bounds that the JDK's HTTP server has, and leaves open. It reads them once, as system properties, when the first server of
 * the process is made. What is on the command line stays; a process that makes another such server first has to set them there.
 */
public final class JdkServerLimits {
    private static final Map<String, String> VALUES = Map.of(
            // Seconds until a request's last byte. Without it a client that drips holds a thread for ever.
            "sun.net.httpserver.maxReqTime", "15",
            // Seconds for an answer, until its last byte is taken.
            "sun.net.httpserver.maxRspTime", "60",
            "sun.net.httpserver.maxReqHeaders", "64",
            // Bytes of the request line and of all headers, each counted with 32 more. Too much closes the connection.
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "jdk.httpserver.maxConnections", "256",
            // An answer goes out in two writes: without this the second may wait 40 ms for an acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    /** So long the thread that accepts waits when it cannot; its server would try again at once. */
    private static final long REFUSED_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Kept: the configuration of a logger that nobody holds is forgotten. */
    private static final Logger SERVERS = Logger.getLogger("com.sun.net.httpserver");

    private JdkServerLimits() {}

    /** Sets what is not set. Before the first server of the process, or without effect. */
    public static void apply() {
        VALUES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        // Only what is loggable gets to the filter; it lets nothing through that was not loggable before.
        SERVERS.setLevel(Level.FINER);
        SERVERS.setFilter(JdkServerLimits::paused);
    }

    /**
     * Out of file handles, accepting fails with an exception that the server logs, on the thread that accepts, and then it tries again
     * at once. What is said there is the one place where that thread can be made to wait.
     */
    private static boolean paused(LogRecord said) {
        boolean accepting = String.valueOf(said.getMessage()).startsWith("Dispatcher");
        if (accepting && said.getThrown() instanceof IOException) {
            LockSupport.parkNanos(REFUSED_PAUSE_NS);
        }
        return said.getLevel().intValue() >= Level.INFO.intValue();
    }
}
