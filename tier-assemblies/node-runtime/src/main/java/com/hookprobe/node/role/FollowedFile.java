package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.ReadCheckpoint;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a sensor and how far it was read, which is kept in the data folder. When the disk fails it is told once, and
 * tried again each second. Of the sensors' thread.
 */
final class FollowedFile implements Polled {
    private static final long RETRY_NS = 1_000_000_000;

    private final Path file;
    private final Path checkpoint;
    private final Supplier<RecordParser> parser;
    private final EventLog log;
    private @Nullable SensorReader reader;
    private Optional<ReadCheckpoint> dealtWith = Optional.empty();
    private boolean failed;
    private boolean unsaved;
    private long failedNs;

    FollowedFile(Path file, Path data, Supplier<RecordParser> parser, EventLog log) {
        this.file = file;
        this.checkpoint = data.resolve("sensors").resolve(name(file) + ".checkpoint");
        this.parser = parser;
        this.log = log;
    }

    @Override
    public boolean poll(Consumer<NetworkEvent> out, int eventsMax) {
        if (failed && System.nanoTime() - failedNs < RETRY_NS) {
            return false;
        }
        try {
            SensorReader open = reader;
            if (open == null) {
                Optional<ReadCheckpoint> from = dealtWith.isPresent() ? dealtWith : load();
                open = SensorReader.open(file, from, parser.get());
                reader = open;
            }
            boolean more = open.poll(out, eventsMax) >= eventsMax;
            failed = false;
            return more;
        } catch (IOException | RuntimeException e) {
            fail(e);
            again();
            return false;
        }
    }

    /** A damaged one is put aside: the file is read from its beginning, and what was seen before is seen again. */
    private Optional<ReadCheckpoint> load() throws IOException {
        try {
            return ReadCheckpoint.load(checkpoint);
        } catch (ReadCheckpoint.DamagedException e) {
            Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + ".damaged");
            Files.move(checkpoint, aside, StandardCopyOption.REPLACE_EXISTING);
            log.event(
                    "sensor_position_lost",
                    "file",
                    checkpoint.toString(),
                    "reason",
                    String.valueOf(e.getMessage()),
                    "kept_as",
                    aside.toString());
            return Optional.empty();
        }
    }

    /** What was opened may be gone for good, as a share of another host: the next poll opens the file anew. */
    private void again() {
        try (SensorReader open = reader) {
            reader = null;
        } catch (IOException e) {
            log.event("sensor_failed", "file", file.toString(), "error", e.toString());
        }
    }

    @Override
    public void dealtWith(boolean save) {
        if (reader != null) {
            dealtWith = reader.checkpoint();
        }
        if (save) {
            save();
        }
    }

    private void save() {
        try {
            if (dealtWith.isPresent()) {
                dealtWith.get().save(checkpoint);
            }
            unsaved = false;
        } catch (IOException e) {
            if (!unsaved) {
                log.event("sensor_failed", "file", checkpoint.toString(), "error", e.toString());
            }
            unsaved = true;
        }
    }

    private void fail(Exception e) {
        if (!failed) {
            log.event("sensor_failed", "file", file.toString(), "error", e.toString());
        }
        failed = true;
        failedNs = System.nanoTime();
    }

    @Override
    public DetectionMetrics.Seen seen() {
        SensorReader open = reader;
        ReadCounters counters = open == null ? new ReadCounters(0, 0, 0, 0, 0) : open.counters();
        return new DetectionMetrics.Seen(name(file), open != null && !failed, counters);
    }

    @Override
    public void close() {
        save();
        SensorReader open = reader;
        if (open == null) {
            return;
        }
        ReadCounters counters = open.counters();
        log.event(
                "sensor_stopped",
                "file",
                file.toString(),
                "events",
                counters.events(),
                "broken_lines",
                counters.broken(),
                "overlong_lines",
                counters.overlong(),
                "rotations",
                counters.rotations());
        try {
            open.close();
        } catch (IOException e) {
            log.event("sensor_failed", "file", file.toString(), "error", e.toString());
        }
    }

    /** The same for the same path, whatever else is followed. */
    private static String name(Path file) {
        CRC32C crc = new CRC32C();
        crc.update(file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        return file.getFileName() + "-" + Long.toHexString(crc.getValue());
    }
}
