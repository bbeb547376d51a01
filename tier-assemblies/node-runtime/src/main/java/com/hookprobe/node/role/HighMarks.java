package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * How far what this node has signed reaches, beside the logs that say what: a log that ends before its mark has lost a part, and whoever
 * went on from there would sign twice. A mark may be some seconds old, never ahead. Owned by the node's loop.
 *
 * <pre>
 * NAME NUMBER, one a line | crc CRC-32C of all lines above
 * </pre>
 */
final class HighMarks {
    private static final String FILE = "high.marks";
    private static final int BYTES_MAX = 4_096;

    private final Path file;
    private final EventLog log;
    private final Map<String, Long> marks;
    private boolean changed;
    private boolean failed;

    private HighMarks(Path file, EventLog log, Map<String, Long> marks) {
        this.file = file;
        this.log = log;
        this.marks = marks;
    }

    /** Reads them; a damaged file is told and begun anew, for it only guards the others. */
    static HighMarks open(Path data, EventLog log) throws IOException {
        Path file = data.resolve(FILE);
        Map<String, Long> marks = new TreeMap<>();
        if (Files.exists(file) && !read(file, marks)) {
            marks.clear();
            log.event(
                    "marks_damaged",
                    "file",
                    file.toString(),
                    "reason",
                    "expected numbers and their checksum; it begins anew, and for this start nobody knows whether a log has lost its end");
        }
        return new HighMarks(file, log, marks);
    }

    private static boolean read(Path file, Map<String, Long> marks) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            return false;
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf("crc ");
        if (end < 0 || !text.substring(end).equals("crc " + crc(text.substring(0, end)) + "\n")) {
            return false;
        }
        text.substring(0, end).lines().forEach(line -> {
            String[] parts = line.split(" ");
            marks.put(parts[0], Long.parseLong(parts[1]));
        });
        return true;
    }

    private static long crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return crc.getValue();
    }

    /** The mark; 0 when there is none. */
    long of(String name) {
        return marks.getOrDefault(name, 0L);
    }

    /** What is on the disk reaches so far. A mark never goes back. */
    void reached(String name, long number) {
        if (number > of(name)) {
            marks.put(name, number);
            changed = true;
        }
    }

    /** Writes them when they have changed; a disk that does not take them is told once, and they are tried again. */
    void save() {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder();
        marks.forEach((name, number) -> text.append(name).append(' ').append(number).append('\n'));
        text.append("crc ").append(crc(text.toString())).append('\n');
        try {
            WholeFile.replace(file, text.toString().getBytes(StandardCharsets.ISO_8859_1), step -> {});
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
