package com.hookprobe.qsecbit.exchange.taxii;

import com.hookprobe.http.Problem;
import com.hookprobe.http.Query;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one wants of a collection (TAXII 2.1, 3.4).
 *
 * @param afterMicros only what was added later
 * @param afterPart of that moment, only parts behind this one
 * @param limit rows in a page
 * @param ids empty: all
 * @param types empty: all
 * @param versions {@code first}, {@code last}, {@code all} or times
 * @param specs empty: all
 */
record ShelfQuery(
        long afterMicros,
        int afterPart,
        int limit,
        Set<String> ids,
        Set<String> types,
        Set<String> versions,
        Set<String> specs) {
    static final Set<String> MANY =
            Set.of("added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]");
    static final Set<String> ONE = Set.of("added_after", "limit", "next", "match[version]", "match[spec_version]");
    static final Set<String> VERSIONS = Set.of("added_after", "limit", "next", "match[spec_version]");
    static final Set<String> DELETE = Set.of("match[version]", "match[spec_version]");

    private static final int WORDS_MAX = 100;
    private static final int TOKEN_BYTES = Long.BYTES + Integer.BYTES;
    private static final int ALL_PARTS = Integer.MAX_VALUE;

    static ShelfQuery of(Query query) throws Problem {
        return of(query, words(query, "match[id]"), "last");
    }

    static ShelfQuery ofObject(Query query, String id, String versions) throws Problem {
        return of(query, Set.of(id), versions);
    }

    private static ShelfQuery of(Query query, Set<String> ids, String usual) throws Problem {
        Set<String> versions = words(query, "match[version]");
        for (String version : versions) {
            if (!Set.of("first", "last", "all").contains(version)) {
                micros("match[version]", version);
            }
        }
        long after = -1;
        int part = ALL_PARTS;
        Optional<String> addedAfter = query.text("added_after");
        if (addedAfter.isPresent()) {
            after = micros("added_after", addedAfter.get());
        }
        Optional<String> next = query.text("next");
        if (next.isPresent()) {
            ByteBuffer token = token(next.get());
            after = token.getLong();
            part = token.getInt();
        }
        return new ShelfQuery(
                after,
                part,
                query.limit(),
                ids,
                words(query, "match[type]"),
                versions.isEmpty() ? Set.of(usual) : versions,
                words(query, "match[spec_version]"));
    }

    /** Whether a row is wanted, wherever it stands. */
    boolean matches(Row row) {
        return (types.isEmpty() || types.contains(row.type()))
                && (specs.isEmpty() || specs.contains("2.1"))
                && isVersion(row)
                && (ids.isEmpty() || ids.contains(row.id()));
    }

    /** Where the page begins: the first row behind the place. */
    int from(List<? extends Row> rows) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Row row = rows.get(middle);
            boolean before =
                    row.addedMicros() < afterMicros || (row.addedMicros() == afterMicros && row.part() <= afterPart);
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        return low;
    }

    static String next(Row row) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(TOKEN_BYTES)
                        .putLong(row.addedMicros())
                        .putInt(row.part())
                        .array());
    }

    private boolean isVersion(Row row) {
        return versions.contains("all")
                || (versions.contains("last") && row.last())
                || (versions.contains("first") && row.first())
                || versions.stream().anyMatch(version -> isTime(version, row));
    }

    /** Times are equal when they name the same moment, however they are written. */
    private static boolean isTime(String version, Row row) {
        try {
            return Character.isDigit(version.charAt(0)) && StixTime.parse(version) == StixTime.parse(row.version());
        } catch (RefusedException e) {
            return false;
        }
    }

    private static long micros(String name, String text) throws Problem {
        try {
            return StixTime.parse(text);
        } catch (RefusedException e) {
            throw Problem.badRequest(e.expected() + " as " + name, e.found(), "write it in UTC");
        }
    }

    private static ByteBuffer token(String text) throws Problem {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == TOKEN_BYTES) {
                return ByteBuffer.wrap(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw Problem.badRequest("a value of next that this server gave", text, "begin without one");
    }

    private static Set<String> words(Query query, String name) throws Problem {
        Set<String> words = new LinkedHashSet<>();
        for (String word : query.text(name).orElse("").split(",", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        if (words.size() > WORDS_MAX) {
            throw Problem.badRequest("at most " + WORDS_MAX + " values as " + name, "more", "ask for less at once");
        }
        return words;
    }
}
