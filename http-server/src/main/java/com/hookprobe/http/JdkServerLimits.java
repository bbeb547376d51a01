package com.hookprobe.http;

import java.util.Map;

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

    private JdkServerLimits() {}

    /** Sets what is not set. Before the first server of the process, or without effect. */
    public static void apply() {
        VALUES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
