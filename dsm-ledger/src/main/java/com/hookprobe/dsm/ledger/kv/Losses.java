package com.hookprobe.dsm.ledger.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a salvage could not take from damaged files. */
final class Losses {
    private record Place(long bytes, String what) {}

    private final Map<String, NavigableMap<Long, Place>> files = new TreeMap<>();

    /** Adds a place of a file; one that is met again counts once. */
    void add(String file, long position, long bytes, String what) {
        files.computeIfAbsent(file, name -> new TreeMap<>()).putIfAbsent(position, new Place(bytes, what));
    }

    /** One line for each file. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        files.forEach((file, places) -> {
            long bytes = places.values().stream().mapToLong(Place::bytes).sum();
            String what = places.firstEntry().getValue().what();
            lines.add(
                    bytes == 0
                            ? file + ": " + what
                            : String.format(
                                    Locale.ROOT,
                                    "%s: %,d bytes in %,d %s, from byte %,d on: %s",
                                    file,
                                    bytes,
                                    places.size(),
                                    places.size() == 1 ? "place" : "places",
                                    places.firstKey(),
                                    what));
        });
        return lines;
    }
}
