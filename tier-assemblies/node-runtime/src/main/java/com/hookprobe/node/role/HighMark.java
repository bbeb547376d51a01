package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How far a log of what this node has signed or shown reaches, in a file beside it: a log that ends before its mark has lost a part, and
 * whoever went on from there would sign twice. A mark may be some seconds old, never ahead. Its file is a line: the number, and its
 * CRC-32C. Owned by the node's loop.
 */
final class HighMark {
    private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) ([0-9]{1,10})\n");
    private static final int BYTES_MAX = 32;

    private final Path file;
    private final EventLog log;
    private long number;
    private boolean changed;
    private boolean failed;

    private HighMark(Path file, EventLog log, long number) {
        this.file = file;
        this.log = log;
        this.number = number;
    }

    /**
     * Reads it. A damaged one is told and begun anew: it only guards another file.
     *
     * @param name of the log
     */
    static HighMark open(Path data, String name, EventLog log) throws IOException {
        Path file = data.resolve(name + ".mark");
        if (!Files.exists(file)) {
            return new HighMark(file, log, 0);
        }
        String text =
                Files.size(file) > BYTES_MAX ? "" : new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        Matcher line = LINE.matcher(text);
        if (line.matches() && line.group(2).equals(crc(line.group(1)))) {
            return new HighMark(file, log, Long.parseLong(line.group(1)));
        }
        log.event(
                "mark_damaged",
                "file",
                file.toString(),
                "reason",
                "expected a number and its checksum; it begins anew, and nobody knows this time whether the log has lost"
                        + " its end");
        return new HighMark(file, log, 0);
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return Long.toString(crc.getValue());
    }

    /** The mark; 0 when there is none. */
    long number() {
        return number;
    }

    /** What is on the disk reaches so far. A mark never goes back. */
    void reached(long further) {
        if (further > number) {
            number = further;
            changed = true;
        }
    }

    /** Writes it when it has changed; a disk that does not take it is told once, and it is tried again. */
    void save() {
        if (!changed) {
            return;
        }
        String text = number + " " + crc(Long.toString(number)) + "\n";
        try {
            WholeFile.replace(file, text.getBytes(StandardCharsets.US_ASCII), step -> {});
            changed = false;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                log.event("memory_not_saved", "file", file.toString(), "error", e.toString());
            }
            failed = true;
        }
    }
}
