package com.hookprobe.qsecbit.federation;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Public lists of what is reported by mistake again and again: resolvers, update servers, clouds, research scanners
 * (FEDERATION 8.8). In the format of MISP's warning lists. Immutable and thread-safe.
 *
 * <p>A list is nobody's experience, so it vetoes nothing; it only keeps the words of others from blocking.
 */
public final class WarningLists implements Predicate<IndicatorValue> {
    /** None. */
    public static final WarningLists NONE = new Builder().build();

    private record Text(String text, int list) {}

    private record Regex(Pattern pattern, int list) {}

    private final List<String> names;
    /** Prefixes that do not hold each other, by their first address. */
    private final TreeMap<IpAddress, Integer> lists = new TreeMap<>();

    private final TreeMap<IpAddress, Cidr> prefixes = new TreeMap<>();
    private final Map<String, Integer> exact;
    private final Map<String, Integer> hosts;
    private final List<Text> parts;
    private final List<Regex> patterns;

    private WarningLists(Builder from) {
        this.names = List.copyOf(from.names);
        this.exact = Map.copyOf(from.exact);
        this.hosts = Map.copyOf(from.hosts);
        this.parts = List.copyOf(from.parts);
        this.patterns = List.copyOf(from.patterns);
        List<Map.Entry<Cidr, Integer>> sorted = new ArrayList<>(from.prefixes.entrySet());
        // In this order a prefix comes directly after the last prefix that can hold it.
        sorted.sort(Map.Entry.comparingByKey(Comparator.comparing(Cidr::address).thenComparingInt(Cidr::length)));
        Cidr last = null;
        for (Map.Entry<Cidr, Integer> each : sorted) {
            if (last == null || !last.contains(each.getKey())) {
                last = each.getKey();
                prefixes.put(last.address(), last);
                lists.put(last.address(), each.getValue());
            }
        }
    }

    /** The name of a list that holds the value, or a part of it. */
    public Optional<String> match(IndicatorValue value) {
        Optional<Cidr> addresses = value.addresses();
        Integer list = addresses.isPresent() ? match(addresses.get()) : matchText(value);
        return list == null ? Optional.empty() : Optional.of(names.get(list));
    }

    /** True when a list holds the value, or a part of it. */
    @Override
    public boolean test(IndicatorValue value) {
        return match(value).isPresent();
    }

    /** How many lists there are. */
    public int size() {
        return names.size();
    }

    private @Nullable Integer match(Cidr wanted) {
        Map.Entry<IpAddress, Cidr> before = prefixes.floorEntry(wanted.address());
        if (before != null && before.getValue().overlaps(wanted)) {
            return lists.get(before.getKey());
        }
        Map.Entry<IpAddress, Cidr> after = prefixes.ceilingEntry(wanted.address());
        return after != null && after.getValue().overlaps(wanted) ? lists.get(after.getKey()) : null;
    }

    private @Nullable Integer matchText(IndicatorValue value) {
        boolean name = value.type() == IndicatorType.DOMAIN;
        if (!name && value.type() != IndicatorType.FILE_HASH) {
            return null;
        }
        String text = name ? value.toString() : Bytes32.of(value.canonical()).hex();
        Integer list = exact.get(text);
        // A host list holds all names below its own.
        for (int at = 0; list == null && name && at >= 0; at = next(text, at)) {
            list = hosts.get(text.substring(at));
        }
        for (int i = 0; list == null && i < parts.size(); i++) {
            list = text.contains(parts.get(i).text()) ? parts.get(i).list() : null;
        }
        for (int i = 0; list == null && i < patterns.size(); i++) {
            list = BoundedText.finds(patterns.get(i).pattern(), text)
                    ? patterns.get(i).list()
                    : null;
        }
        return list;
    }

    private static int next(String text, int at) {
        int dot = text.indexOf('.', at);
        return dot < 0 ? -1 : dot + 1;
    }

    /** Reads lists one after the other. Not thread-safe. */
    public static final class Builder {
        /** The most entries of all lists together. */
        public static final int ENTRIES_MAX = 1 << 20;

        /** The most parts of texts, and the most regular expressions: each is tried on each name. */
        public static final int SLOW_MAX = 1024;

        private static final int PART_CHARS_MIN = 4;

        private final List<String> names = new ArrayList<>();
        private final Map<Cidr, Integer> prefixes = new HashMap<>();
        private final Map<String, Integer> exact = new HashMap<>();
        private final Map<String, Integer> hosts = new HashMap<>();
        private final List<Text> parts = new ArrayList<>();
        private final List<Regex> patterns = new ArrayList<>();
        private int entries;
        private int others;

        /**
         * Adds a list: a JSON object with {@code name}, {@code type} (cidr, hostname, string, substring or regex), {@code
         * matching_attributes} and {@code list}. One that is about none of addresses, names and hashes adds nothing. The
         * caller closes the stream.
         *
         * @throws IOException when it cannot be read, is not such an object, or the lists are more than the bounds allow
         */
        public Builder add(InputStream json) throws IOException {
            WarningListReader.Parsed list = WarningListReader.read(json);
            entries += list.entries().size();
            if (entries > ENTRIES_MAX) {
                throw new IOException("expected at most " + ENTRIES_MAX + " entries in all lists, found more in \""
                        + list.name() + "\"");
            }
            if (!list.applies()) {
                others += list.entries().size();
                return this;
            }
            int number = names.size();
            names.add(list.name());
            for (String entry : list.entries()) {
                others += add(list.type(), entry, number) ? 0 : 1;
            }
            if (parts.size() > SLOW_MAX || patterns.size() > SLOW_MAX) {
                throw new IOException("expected at most " + SLOW_MAX + " substrings and as many regular expressions");
            }
            return this;
        }

        /** How many entries are about something else, or cannot be matched. */
        public int others() {
            return others;
        }

        /** The lists so far. */
        public WarningLists build() {
            return new WarningLists(this);
        }

        private boolean add(WarningListReader.Type type, String entry, int list) {
            // Whatever the list's type: an address within a longer text is another address.
            Optional<Cidr> prefix = type == WarningListReader.Type.REGEX ? Optional.empty() : Cidr.parse(entry);
            if (prefix.isPresent()) {
                prefixes.putIfAbsent(prefix.get(), list);
                return true;
            }
            return switch (type) {
                case CIDR -> false;
                case STRING -> putText(exact, entry, list);
                case HOSTNAME -> putText(hosts, entry.startsWith(".") ? entry.substring(1) : entry, list);
                case SUBSTRING -> entry.length() >= PART_CHARS_MIN && parts.add(new Text(entry, list));
                case REGEX ->
                    WarningListReader.pattern(entry)
                            .map(pattern -> patterns.add(new Regex(pattern, list)))
                            .orElse(false);
            };
        }

        private static boolean putText(Map<String, Integer> texts, String text, int list) {
            texts.putIfAbsent(text, list);
            return !text.isEmpty();
        }
    }
}
