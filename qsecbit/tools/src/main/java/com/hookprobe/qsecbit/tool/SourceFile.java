package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.snort.SnortParser;
import com.hookprobe.qsecbit.detection.syslog.LogParser;
import com.hookprobe.qsecbit.detection.zeek.ZeekParser;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One file to read.
 *
 * @param kind what it holds, never {@link SourceKind#ANY}
 */
record SourceFile(SourceKind kind, Path path) {
    static final Path STANDARD_INPUT = Path.of("-");

    /** A file; of kind {@link SourceKind#ANY} its name and its beginning say what it holds. */
    static SourceFile of(SourceKind kind, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        // A pipe or a device cannot be looked at twice, and may never end.
        if (kind != SourceKind.PCAP && !Files.isRegularFile(path)) {
            throw new IOException(
                    path + ": expected a regular file, found a pipe or a device; only --pcap reads from one");
        }
        return new SourceFile(kind == SourceKind.ANY ? SourceGuess.of(path) : kind, path);
    }

    boolean isCapture() {
        return kind == SourceKind.PCAP;
    }

    /** Its packets, when it is a capture. */
    CaptureReader capture() throws IOException {
        return path.equals(STANDARD_INPUT) ? CaptureReader.of(System.in, "standard input") : CaptureReader.open(path);
    }

    /** A parser of its records. */
    RecordParser parser() throws IOException {
        String name = String.valueOf(path.getFileName());
        // A log is at most as old as its file, so that is when its time stamps without a year were written.
        long modified =
                TimeUnit.MILLISECONDS.toMicros(Files.getLastModifiedTime(path).toMillis());
        return switch (kind) {
            case EVE -> new EveParser(name);
            case ZEEK -> new ZeekParser(name, name);
            case SNORT -> new SnortParser(name, modified);
            case LOG -> new LogParser(name, IpAddress.NONE, modified);
            case PCAP, ANY -> throw new IllegalStateException(path + " holds no records");
        };
    }
}
