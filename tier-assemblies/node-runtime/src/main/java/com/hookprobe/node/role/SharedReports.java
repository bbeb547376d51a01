package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this site has told the mesh, by source: so that it tells it again under the next key, tells nothing twice, and can take it
 * back, also after a restart. The oldest sources go. Not thread-safe.
 */
final class SharedReports {
    static final int SOURCES_MAX = 16_384;
    /** Tags of one source, one for each key epoch: more than members keep (federation 3.5). */
    private static final int TAGS_MAX = 9;

    /** A detection that is told to the mesh, or waits for the group's key or a way. */
    record Told(Detection detection, Microblock sealed, long detectedMicros) {}

    /** A report under one tag. */
    record Statement(TagKey key, Bytes32 report) {}

    private static final int VERSION = 1;
    private static final int STATEMENT_BYTES = TagKey.BYTES + Bytes32.LENGTH;

    private static final class Source {
        /** None when it was told before this node's start: then nothing is known of it but how to take it back. */
        private @Nullable Told last;

        private boolean current = true;
        private final LinkedHashMap<TagKey, Bytes32> statements = new LinkedHashMap<>();

        private Source(@Nullable Told last) {
            this.last = last;
        }
    }

    private final LinkedHashMap<IpAddress, Source> sources = new LinkedHashMap<>();
    private boolean changed;

    /** A report has been sent. */
    void add(Told told, Statement statement) {
        changed = true;
        IpAddress address = told.detection().source();
        Source before = sources.remove(address);
        Source source = before == null ? new Source(told) : before;
        source.last = told;
        source.current = true;
        // Earlier reports about the tag go with the last one (federation 5.2).
        source.statements.remove(statement.key());
        source.statements.put(statement.key(), statement.report());
        if (source.statements.size() > TAGS_MAX) {
            source.statements.remove(source.statements.keySet().iterator().next());
        }
        sources.put(address, source);
        if (sources.size() > SOURCES_MAX) {
            sources.remove(sources.keySet().iterator().next());
        }
    }

    boolean contains(IpAddress source) {
        return sources.containsKey(source);
    }

    /** What was told last about a source under the present key. */
    Optional<Told> last(IpAddress source) {
        return Optional.ofNullable(sources.get(source)).filter(s -> s.current).map(s -> s.last);
    }

    /** A new key begins: all that was detected since a time is to be told again. */
    List<Told> renew(long sinceMicros) {
        List<Told> again = new ArrayList<>();
        for (Source source : sources.values()) {
            source.current = false;
            Told last = source.last;
            if (last != null && last.detectedMicros() > sinceMicros) {
                again.add(last);
            }
        }
        return again;
    }

    /** Forgets sources, and says what was told about them. */
    List<Statement> takeBack(Predicate<IpAddress> which) {
        List<Statement> all = new ArrayList<>();
        for (Map.Entry<IpAddress, Source> entry : List.copyOf(sources.entrySet())) {
            if (which.test(entry.getKey())) {
                changed = true;
                sources.remove(entry.getKey());
                entry.getValue().statements.forEach((key, report) -> all.add(new Statement(key, report)));
            }
        }
        return all;
    }

    /** True when there is something new to store since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /**
     * What can be taken back. Encoding: version u8 = 1, count u32, then for each source, the oldest first: length u8 and address,
     * count u8, and for each report its tag's key (41 bytes) and its id (32 bytes); big-endian.
     */
    byte[] snapshot() {
        int statements =
                sources.values().stream().mapToInt(s -> s.statements.size()).sum();
        ByteBuffer to = ByteBuffer.allocate(5 + sources.size() * 18 + statements * STATEMENT_BYTES);
        to.put((byte) VERSION).putInt(sources.size());
        sources.forEach((address, source) -> {
            byte[] bytes = address.bytes();
            to.put((byte) bytes.length).put(bytes).put((byte) source.statements.size());
            source.statements.forEach((key, report) -> {
                key.write(to);
                to.put(report.bytes());
            });
        });
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @throws MalformedException when it is not a snapshot */
    static SharedReports restore(byte[] snapshot) throws MalformedException {
        FieldReader from = new FieldReader(snapshot);
        from.integer("version", 1, VERSION, VERSION);
        SharedReports reports = new SharedReports();
        int count = from.integer("sources", 4, 0, SOURCES_MAX);
        for (int i = 0; i < count; i++) {
            int length = from.integer("length of an address", 1, 4, 16);
            if (length != 4 && length != 16) {
                throw new MalformedException("an address has 4 or 16 bytes, got " + length);
            }
            Source source = new Source(null);
            source.current = false;
            IpAddress address = IpAddress.ofBytes(from.bytes("address", length));
            int statements = from.integer("reports", 1, 1, TAGS_MAX);
            for (int j = 0; j < statements; j++) {
                source.statements.put(TagKey.read(from), from.bytes32("report"));
            }
            if (reports.sources.put(address, source) != null) {
                throw new MalformedException("a source is there twice");
            }
        }
        from.end();
        return reports;
    }
}
