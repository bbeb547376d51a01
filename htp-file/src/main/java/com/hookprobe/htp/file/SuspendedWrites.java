package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ResumeKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The interrupted writes of a store that may be gone on with, oldest first. Bounded for each node and in all: where there
 * is no more room the oldest gives way. Only remembers; its owner deletes the files of what falls out.
 */
final class SuspendedWrites {
    /** HTP 5: "expiry 24 h". */
    static final long EXPIRY_MILLIS = 86_400_000L;
    /** As many as a session may have transfers under way. */
    static final int PER_NODE_MAX = 16;

    static final int TOTAL_MAX = 1024;

    /**
     * One interrupted write.
     *
     * @param directory names from the root to where its two files are
     * @param temporary name of the temporary file; the journal's is that with ".j"
     */
    record Suspended(ResumeKey key, List<String> directory, String temporary, long createdMillis) {
        Suspended {
            directory = List.copyOf(directory);
        }

        boolean expired(long nowMillis) {
            return SuspendedWrites.expired(createdMillis, nowMillis);
        }
    }

    /** True when what was begun then is too old to be gone on with. */
    static boolean expired(long createdMillis, long nowMillis) {
        // A clock that was set back must not keep a file for ever.
        return Math.abs(nowMillis - createdMillis) >= EXPIRY_MILLIS;
    }

    private final Map<ResumeKey, Suspended> writes = new LinkedHashMap<>();

    /** Remembers a write; returns those that had to give way. */
    List<Suspended> add(Suspended write) {
        List<Suspended> out = new ArrayList<>();
        Suspended twin = writes.remove(write.key());
        if (twin != null) {
            out.add(twin);
        }
        String node = write.key().node();
        long ofNode =
                writes.keySet().stream().filter(key -> key.node().equals(node)).count();
        if (ofNode >= PER_NODE_MAX) {
            out.add(removeOldest(node));
        } else if (writes.size() >= TOTAL_MAX) {
            out.add(removeOldest(""));
        }
        writes.put(write.key(), write);
        return out;
    }

    private Suspended removeOldest(String node) {
        for (Iterator<Suspended> all = writes.values().iterator(); all.hasNext(); ) {
            Suspended write = all.next();
            if (node.isEmpty() || write.key().node().equals(node)) {
                all.remove();
                return write;
            }
        }
        throw new IllegalStateException("counted writes that are not there");
    }

    /** Takes a write out, to go on with it. */
    Optional<Suspended> take(ResumeKey key) {
        return Optional.ofNullable(writes.remove(key));
    }

    /** Takes out what is too old. */
    List<Suspended> expire(long nowMillis) {
        return removeAll(writes.values().stream()
                .filter(write -> write.expired(nowMillis))
                .toList());
    }

    /** Takes out what is in a directory or anywhere below it. */
    List<Suspended> below(List<String> directory) {
        return removeAll(stream(directory).toList());
    }

    /** The names of the files of those that {@link #below} would take out; they are random, so they name no other file. */
    Set<String> namesBelow(List<String> directory) {
        return stream(directory)
                .flatMap(write -> Stream.of(write.temporary(), TemporaryNames.journalOf(write.temporary())))
                .collect(Collectors.toSet());
    }

    private Stream<Suspended> stream(List<String> directory) {
        return writes.values().stream()
                .filter(write -> write.directory().size() >= directory.size()
                        && write.directory().subList(0, directory.size()).equals(directory));
    }

    private List<Suspended> removeAll(List<Suspended> gone) {
        gone.forEach(write -> writes.remove(write.key()));
        return gone;
    }

    int size() {
        return writes.size();
    }
}
