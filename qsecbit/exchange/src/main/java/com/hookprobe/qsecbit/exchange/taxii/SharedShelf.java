package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.http.Problem;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.WholeFile;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What others have posted, in a file of its own: a line an object, written anew when one is deleted. Nothing is seen before it is on the
 * disk; when that fails, the shelf stops until the next start. Bounded; thread-safe.
 */
final class SharedShelf implements Shelf, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SharedShelf.class.getName());

    static final int OBJECTS_MAX = 10_000;
    static final long BYTES_MAX = 32L << 20;

    private final Path file;
    private final LongSupplier nowMicros;
    private final TreeMap<Long, Posted> byTime = new TreeMap<>();
    private final Map<String, TreeSet<Long>> versions = new HashMap<>();
    private FileChannel channel;
    private long bytes;
    private boolean failed;

    private record Version(String id, long micros) {}

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
        FileChannel channel = WholeFile.log(file);
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
    public synchronized List<Row> rows() throws Problem {
        requireSound();
        List<Row> rows = new ArrayList<>(byTime.size());
        byTime.forEach((added, posted) -> {
            TreeSet<Long> known = versions.getOrDefault(posted.id(), new TreeSet<>());
            rows.add(new PostedRow(
                    added, posted, known.first() == posted.versionMicros(), known.last() == posted.versionMicros()));
        });
        return rows;
    }

    /** An object that was posted. */
    record Offered(StixReader.Head head, JsonNode object) {}

    /**
     * Keeps objects; they are on the disk before anybody can see them.
     *
     * @return what became of each, in order
     * @throws Problem 500 when the disk failed, now or before
     */
    synchronized List<Added> add(List<Offered> offered) throws Problem {
        requireSound();
        List<Added> became = new ArrayList<>();
        TreeMap<Long, Posted> fresh = new TreeMap<>();
        Set<Version> batch = new HashSet<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        long size = bytes;
        long next = Math.max(nowMicros.getAsLong(), byTime.isEmpty() ? 0 : byTime.lastKey() + 1);
        for (Offered one : offered) {
            StixReader.Head head = one.head();
            Version version = new Version(head.id(), head.versionMicros());
            byte[] json = Json.bytes(one.object());
            if (batch.contains(version) || isKnown(version)) {
                became.add(Added.KNOWN);
            } else if (byTime.size() + fresh.size() >= OBJECTS_MAX || size + json.length > BYTES_MAX) {
                became.add(Added.FULL);
            } else {
                batch.add(version);
                size += json.length;
                lines.writeBytes(line(next, json));
                fresh.put(next++, new Posted(head.type(), head.id(), head.version(), head.versionMicros(), json));
                became.add(Added.NEW);
            }
        }
        if (!fresh.isEmpty()) {
            try {
                WholeFile.append(channel, lines.toByteArray());
            } catch (IOException e) {
                throw stopped(e);
            }
            fresh.forEach(this::put);
        }
        return became;
    }

    /**
     * Deletes versions of an object; how many there were.
     *
     * @throws Problem 500 when the disk failed, now or before
     */
    synchronized int delete(ShelfQuery which) throws Problem {
        Set<Long> gone = new HashSet<>();
        for (Row row : rows()) {
            if (which.matches(row)) {
                gone.add(row.addedMicros());
            }
        }
        if (!gone.isEmpty()) {
            try {
                rewriteWithout(gone);
            } catch (IOException e) {
                throw stopped(e);
            }
            gone.forEach(this::remove);
        }
        return gone.size();
    }

    /**
     * Checks that the disk has not failed.
     *
     * @throws Problem 500 when it has: what is on it is unknown until the node starts again
     */
    synchronized void requireSound() throws Problem {
        if (failed) {
            throw stopped();
        }
    }

    private Problem stopped(IOException why) {
        failed = true;
        LOG.log(Level.ERROR, file + ": cannot be written; the collection stops until the next start", why);
        return stopped();
    }

    private static Problem stopped() {
        return Problem.of(
                500,
                "The collection has stopped",
                "a disk that keeps what is posted",
                "one that failed",
                "tell the node's operator: free or mend the disk, then start the node again");
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private boolean isKnown(Version version) {
        TreeSet<Long> known = versions.get(version.id());
        return known != null && known.contains(version.micros());
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
                    load(Json.parse(Arrays.copyOfRange(all, from, at)));
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
        channel.force(true);
    }

    private void load(JsonNode node) throws RefusedException {
        Fields fields = Fields.of(node, "a line");
        JsonNode object = fields.object("object").node();
        StixReader.Head head = StixReader.head(object);
        long added = fields.number("added_us", byTime.isEmpty() ? 0 : byTime.lastKey() + 1, Long.MAX_VALUE);
        if (isKnown(new Version(head.id(), head.versionMicros()))) {
            throw new RefusedException("each version once", head.id());
        }
        put(added, new Posted(head.type(), head.id(), head.version(), head.versionMicros(), Json.bytes(object)));
    }

    private void rewriteWithout(Set<Long> gone) throws IOException {
        WholeFile.replace(file, out -> {
            for (Map.Entry<Long, Posted> one : byTime.entrySet()) {
                if (!gone.contains(one.getKey())) {
                    out.write(line(one.getKey(), one.getValue().json()));
                }
            }
        });
        channel.close();
        channel = WholeFile.log(file);
        channel.position(channel.size());
    }

    private static byte[] line(long added, byte[] json) {
        byte[] head = ("{\"added_us\":" + added + ",\"object\":").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + json.length + 2)
                .put(head)
                .put(json)
                .put((byte) '}')
                .put((byte) '\n')
                .array();
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
            // What has no time of its own has been one version since it came.
            return posted.version().isEmpty() ? StixTime.format(addedMicros) : posted.version();
        }

        @Override
        public JsonNode object() throws RefusedException {
            return Json.parse(posted.json());
        }
    }
}
