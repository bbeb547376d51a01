package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What this site has told the mesh, by source: so that it tells it again under the next key, tells nothing twice, and can take it
 * back. The oldest sources go. Not thread-safe.
 */
final class SharedReports {
    static final int SOURCES_MAX = 16_384;
    /** Tags of one source, one for each key epoch: more than members keep (federation 3.5). */
    private static final int TAGS_MAX = 9;

    /** A detection that is told to the mesh, or waits for the group's key or a way. */
    record Told(Detection detection, Microblock sealed, long detectedMicros) {}

    /** A report under one tag. */
    record Statement(TagKey key, Bytes32 report) {}

    private static final class Source {
        private Told last;
        private boolean current = true;
        private final LinkedHashMap<TagKey, Bytes32> statements = new LinkedHashMap<>();

        private Source(Told last) {
            this.last = last;
        }
    }

    private final LinkedHashMap<IpAddress, Source> sources = new LinkedHashMap<>();

    /** A report has been sent. */
    void add(Told told, Statement statement) {
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
            if (source.last.detectedMicros() > sinceMicros) {
                again.add(source.last);
            }
        }
        return again;
    }

    /** Forgets sources, and says what was told about them. */
    List<Statement> takeBack(Predicate<IpAddress> which) {
        List<Statement> all = new ArrayList<>();
        for (Map.Entry<IpAddress, Source> entry : List.copyOf(sources.entrySet())) {
            if (which.test(entry.getKey())) {
                sources.remove(entry.getKey());
                entry.getValue().statements.forEach((key, report) -> all.add(new Statement(key, report)));
            }
        }
        return all;
    }
}
