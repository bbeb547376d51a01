package com.hookprobe.node.service;

import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that started this process how the node is, by systemd's protocol (sd_notify(3)). Without {@code
 * NOTIFY_SOCKET} in the environment it does nothing. A service manager that cannot be told stops no node: it is logged once, and
 * the service manager does what its unit says of silence. Thread-safe.
 */
public final class ServiceManager implements AutoCloseable {
    /** Where messages go. */
    interface Wire extends AutoCloseable {
        void send(String message) throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final Duration STATUS_EVERY = Duration.ofSeconds(10);
    /** A sign of life comes this often in the time that the service manager waits for one. */
    private static final int SIGNS_IN_TIME = 3;

    private final EventLog log;
    private final @Nullable Wire wire;
    private final @Nullable Duration watchdog;
    private String status = "";
    private boolean told;

    ServiceManager(@Nullable Wire wire, @Nullable Duration watchdog, EventLog log) {
        this.wire = wire;
        this.watchdog = watchdog;
        this.log = log;
    }

    /** @param environment of the process, with {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} or not */
    public static ServiceManager of(Map<String, String> environment, EventLog log) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return new ServiceManager(null, null, log);
        }
        try {
            return new ServiceManager(
                    NotifySocket.to(socket),
                    watchdog(environment, ProcessHandle.current().pid()),
                    log);
        } catch (IOException e) {
            log.event("service_manager_not_told", "error", String.valueOf(e.getMessage()));
            return new ServiceManager(null, null, log);
        }
    }

    /** How long the service manager waits for a sign of life of this process; null: it does not wait. */
    static @Nullable Duration watchdog(Map<String, String> environment, long pid) {
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (!whose.isEmpty() && !whose.equals(Long.toString(pid))) {
            return null;
        }
        String text = environment.getOrDefault("WATCHDOG_USEC", "");
        return text.matches("[1-9][0-9]{0,14}") ? Duration.ofNanos(Long.parseLong(text) * 1_000) : null;
    }

    /** Returns whether anybody is told anything. */
    public boolean present() {
        return wire != null;
    }

    /** Returns how often {@link #alive} has to be called, at least. */
    public Duration period() {
        Duration signs = watchdog == null ? STATUS_EVERY : watchdog.dividedBy(SIGNS_IN_TIME);
        return signs.compareTo(STATUS_EVERY) < 0 ? signs : STATUS_EVERY;
    }

    /** The node is up: what waits for it may start. */
    public synchronized void ready(String now) {
        status = line(now);
        send("READY=1\nSTATUS=" + status);
    }

    /** A sign of life, and in a few words for a person how the node is. To be called by the thread whose standstill is to be seen. */
    public synchronized void alive(String now) {
        String beat = watchdog == null ? "" : "WATCHDOG=1";
        if (!line(now).equals(status)) {
            status = line(now);
            beat += (beat.isEmpty() ? "" : "\n") + "STATUS=" + status;
        }
        if (!beat.isEmpty()) {
            send(beat);
        }
    }

    /** The node begins to stop. */
    public synchronized void stopping() {
        send("STOPPING=1\nSTATUS=stopping");
    }

    private static String line(String text) {
        return text.replace('\n', ' ');
    }

    private void send(String message) {
        if (wire == null) {
            return;
        }
        try {
            wire.send(message);
        } catch (IOException e) {
            if (!told) {
                log.event("service_manager_not_told", "error", String.valueOf(e.getMessage()));
            }
            told = true;
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (wire != null) {
                wire.close();
            }
        } catch (IOException e) {
            log.event("service_manager_not_told", "error", String.valueOf(e.getMessage()));
        }
    }
}
