package com.hookprobe.node.role;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wall clock of a node: the machine's. For trials it can be moved: the system property {@code hookprobe.clock.offset} names a file
 * with the milliseconds by which this node's clock is ahead, and is read again while the node runs. Who can set it can set everything
 * else of the process, too.
 */
final class WallClock implements InstantSource {
    static final String PROPERTY = "hookprobe.clock.offset";
    private static final long LOOK_EVERY_NS = 200_000_000L;

    private final Path file;
    private final InstantSource machine;
    private long lookedNs;
    private long offsetMs;

    private final LongSupplier nowNs;

    private WallClock(Path file, InstantSource machine, LongSupplier nowNs) {
        this.file = file;
        this.machine = machine;
        this.nowNs = nowNs;
        this.offsetMs = read();
        this.lookedNs = nowNs.getAsLong();
    }

    /** The machine's clock, unless the property says otherwise. */
    static InstantSource ofProcess() {
        return of(System.getProperty(PROPERTY), InstantSource.system(), System::nanoTime);
    }

    static InstantSource of(@Nullable String file, InstantSource machine, LongSupplier nowNs) {
        return file == null ? machine : new WallClock(Path.of(file), machine, nowNs);
    }

    @Override
    public synchronized Instant instant() {
        long now = nowNs.getAsLong();
        if (now - lookedNs >= LOOK_EVERY_NS) {
            lookedNs = now;
            offsetMs = read();
        }
        return machine.instant().plusMillis(offsetMs);
    }

    /** A file that is not there, or half written, changes nothing. */
    private long read() {
        try {
            return Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return offsetMs;
        }
    }
}
