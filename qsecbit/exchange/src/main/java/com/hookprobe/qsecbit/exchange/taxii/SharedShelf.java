package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What others have posted, in a file of its own: a line an object, written anew when one is deleted. Bounded; thread-safe. */
final class SharedShelf implements Shelf, AutoCloseable {
    static final int OBJECTS_MAX = 10_000;
    static final long BYTES_MAX = 32L << 20;

    private final Path file;
    private final LongSupplier nowMicros;
    private final TreeMap<Long, Posted> byTime = new TreeMap<>();
    private final Map<String, TreeSet<Long>> versions = new HashMap<>();
    private FileChannel channel;
    private long bytes;

    private record Posted(String type, String id, String version, long versionMicros, byte[] json) {}

    /** What became of one that was posted. */
    enum Added {
        NEW,
        KNOWN,
        FULL
    }

    private SharedShelf(Path file, LongSupplier nowMicros, FileChannel channel) {
        this.file = file;
        this.nowMicros = nowMicros;
        this.channel = channel;
    }

    static SharedShelf open(Path file, LongSupplier nowMicros) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        SharedShelf shelf = new SharedShelf(file, nowMicros, channel);
        try {
            shelf.load();
            return shelf;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "shared";
    }

    @Override
    public String title() {
        return "Shared";
    }

    @Override
    public String description() {
        return "Indicators and sightings that others have posted; this node looks at them";
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public synchronized List<Row> rows() {
        List<Row> rows = new ArrayList<>(byTime.size());
        byTime.forEach((added, posted) -> {
            TreeSet<Long> known = versions.getOrDefault(posted.id(), new TreeSet<>());
            rows.add(new PostedRow(
                    added, posted, known.first() == posted.versionMicros(), known.last() == posted.versionMicros()));
        });
        return rows;
    }

    /** Keeps an object; it is on the disk after {@link #flush}. */
    synchronized Added add(StixReader.Head head, JsonNode object) throws IOException {
        if (versions.getOrDefault(head.id(), new TreeSet<>()).contains(head.versionMicros())) {
            return Added.KNOWN;
        }
        byte[] json = Json.bytes(object);
        if (byTime.size() >= OBJECTS_MAX || bytes + json.length > BYTES_MAX) {
            return Added.FULL;
        }
        long added = Math.max(nowMicros.getAsLong(), byTime.isEmpty() ? 0 : byTime.lastKey() + 1);
        put(added, new Posted(head.type(), head.id(), head.version(), head.versionMicros(), json));
        write(channel, added, json);
        return Added.NEW;
    }

    synchronized void flush() throws IOException {
        channel.force(false);
    }

    /** Deletes versions of an object; how many there were. */
    synchronized int delete(ShelfQuery which) throws IOException {
        List<Long> gone = new ArrayList<>();
        for (Row row : rows()) {
            if (which.matches(row)) {
                gone.add(row.addedMicros());
            }
        }
        if (!gone.isEmpty()) {
            gone.forEach(this::remove);
            rewrite();
        }
        return gone.size();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private void put(long added, Posted posted) {
        byTime.put(added, posted);
        versions.computeIfAbsent(posted.id(), id -> new TreeSet<>()).add(posted.versionMicros());
        bytes += posted.json().length;
    }

    private void remove(long added) {
        Posted posted = byTime.remove(added);
        TreeSet<Long> known = posted == null ? null : versions.get(posted.id());
        if (posted != null && known != null) {
            bytes -= posted.json().length;
            known.remove(posted.versionMicros());
            if (known.isEmpty()) {
                versions.remove(posted.id());
            }
        }
    }

    private void load() throws IOException {
        byte[] all = Files.readAllBytes(file);
        int from = 0;
        int line = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == '\n') {
                line++;
                try {
                    Fields fields = Fields.of(
                            Json.parse(new String(all, from, at - from, StandardCharsets.UTF_8)
                                    .getBytes(StandardCharsets.UTF_8)),
                            "a line");
                    JsonNode object = fields.object("object").node();
                    StixReader.Head head = StixReader.head(object);
                    put(
                            fields.number("added_us", 0, Long.MAX_VALUE),
                            new Posted(
                                    head.type(), head.id(), head.version(), head.versionMicros(), Json.bytes(object)));
                } catch (RefusedException e) {
                    throw new IOException(
                            file + ", line " + line + ": " + e.getMessage()
                                    + ": put it back from a backup, or move it away",
                            e);
                }
                from = at + 1;
            }
        }
        // What a crash left unfinished.
        channel.truncate(from);
        channel.position(from);
    }

    private void rewrite() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        FileChannel fresh = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        for (Map.Entry<Long, Posted> one : byTime.entrySet()) {
            write(fresh, one.getKey(), one.getValue().json());
        }
        fresh.force(true);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel.close();
        channel = fresh;
    }

    private static void write(FileChannel out, long added, byte[] json) throws IOException {
        String head = "{\"added_us\":" + added + ",\"object\":";
        ByteBuffer line = ByteBuffer.allocate(head.length() + json.length + 2);
        line.put(head.getBytes(StandardCharsets.US_ASCII))
                .put(json)
                .put((byte) '}')
                .put((byte) '\n');
        line.flip();
        while (line.hasRemaining()) {
            out.write(line);
        }
    }

    private record PostedRow(long addedMicros, Posted posted, boolean first, boolean last) implements Row {
        @Override
        public int part() {
            return 0;
        }

        @Override
        public String type() {
            return posted.type();
        }

        @Override
        public String id() {
            return posted.id();
        }

        @Override
        public String version() {
            return posted.version();
        }

        @Override
        public JsonNode object() throws RefusedException {
            return Json.parse(posted.json());
        }
    }
}
