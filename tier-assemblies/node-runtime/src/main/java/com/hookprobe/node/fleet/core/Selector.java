package com.hookprobe.node.fleet.core;

import com.hookprobe.identity.Tier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which nodes of a tenant are in a group: {@code all}, or terms that all hold, such as {@code tier=guardian,fortress label=pilot}. Of the
 * words of a term one holds.
 *
 * @param terms words by what they are about: tier, label or node; empty for all nodes
 */
public record Selector(Map<String, SortedSet<String>> terms) {
    private static final int CHARS_MAX = 1_024;
    private static final int WORDS_MAX = 64;
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
    private static final Set<String> NAMES = Set.of("tier", "label", "node");
    private static final String ALL = "all";

    /** Copies the map. */
    public Selector {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static Selector parse(String text) {
        if (text.length() > CHARS_MAX) {
            throw new IllegalArgumentException("a selector expects at most " + CHARS_MAX + " characters");
        }
        Map<String, SortedSet<String>> terms = new LinkedHashMap<>();
        if (text.strip().equals(ALL)) {
            return new Selector(terms);
        }
        for (String term : text.strip().split("\\s+")) {
            int at = term.indexOf('=');
            String name = at < 0 ? term : term.substring(0, at);
            SortedSet<String> words = new TreeSet<>(
                    at < 0 ? List.of() : List.of(term.substring(at + 1).split(",", -1)));
            boolean good = NAMES.contains(name)
                    && !words.isEmpty()
                    && words.size() <= WORDS_MAX
                    && words.stream().allMatch(word -> fits(name, word));
            if (!good || terms.put(name, Collections.unmodifiableSortedSet(words)) != null) {
                throw new IllegalArgumentException("a selector expects 'all', or each once: tier=TIER,.. label=LABEL,.."
                        + " node=NAME,..; found " + term);
            }
        }
        return new Selector(terms);
    }

    private static boolean fits(String name, String word) {
        if (name.equals("tier")) {
            Optional<Tier> tier = Tier.ofText(word);
            return tier.isPresent();
        }
        return WORD.matcher(word).matches();
    }

    /** True when a node is meant. */
    public boolean takes(FleetNode node) {
        return has("tier", Set.of(node.tier().text().toLowerCase(Locale.ROOT)))
                && has("label", node.labels())
                && has("node", Set.of(node.name()));
    }

    private boolean has(String name, Set<String> words) {
        SortedSet<String> wanted = terms.get(name);
        return wanted == null || wanted.stream().anyMatch(words::contains);
    }

    /** As it is read. */
    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return ALL;
        }
        StringBuilder text = new StringBuilder();
        terms.forEach((name, words) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(String.join(",", words)));
        return text.toString();
    }
}
