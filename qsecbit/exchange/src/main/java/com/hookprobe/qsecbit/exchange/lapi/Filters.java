package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.http.Problem;
import com.hookprobe.http.Query;
import com.hookprobe.qsecbit.exchange.core.DecisionFilter;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Filters from the parameters of a request. */
final class Filters {
    /** The last two ask CrowdSec's central service for its own lists; bouncers send them to every server. There are none here. */
    static final Set<String> STREAM = Set.of(
            "startup",
            "scopes",
            "origins",
            "scenarios_containing",
            "scenarios_not_containing",
            "dedup",
            "community_pull",
            "additional_pull");

    static final Set<String> LIST = Set.of(
            "scope",
            "scopes",
            "value",
            "type",
            "ip",
            "range",
            "contains",
            "origins",
            "scenarios_containing",
            "scenarios_not_containing",
            "dedup");

    static final Set<String> DELETE = Set.of("scope", "value", "type", "ip", "range", "contains", "scenario", "origin");

    private static final int WORDS_MAX = 32;

    private Filters() {}

    /** Of the stream: addresses unless scopes are named. */
    static DecisionFilter stream(Query query) throws Problem {
        Set<String> scopes = lower(words(query, "scopes"));
        return new DecisionFilter(
                scopes.isEmpty() ? Set.of("ip", "range") : scopes,
                words(query, "origins"),
                words(query, "scenarios_containing"),
                words(query, "scenarios_not_containing"),
                "",
                "",
                Optional.empty(),
                true,
                flag(query, "dedup", true));
    }

    static DecisionFilter list(Query query) throws Problem {
        Set<String> scopes = new LinkedHashSet<>(lower(words(query, "scopes")));
        scopes.addAll(lower(words(query, "scope")));
        return new DecisionFilter(
                scopes,
                words(query, "origins"),
                words(query, "scenarios_containing"),
                words(query, "scenarios_not_containing"),
                query.text("type").orElse("").toLowerCase(Locale.ROOT),
                query.text("value").orElse(""),
                addresses(query),
                flag(query, "contains", true),
                flag(query, "dedup", true));
    }

    /** Every decision counts. A filter without a value is refused: it must not widen what is taken back. */
    static DecisionFilter delete(Query query) throws Problem {
        for (String name : DELETE) {
            if (query.text(name).filter(String::isBlank).isPresent()) {
                throw Problem.badRequest("a value of " + name, "none", "leave " + name + " out to take back all");
            }
        }
        return new DecisionFilter(
                query.text("scope")
                        .map(scope -> Set.of(scope.toLowerCase(Locale.ROOT)))
                        .orElse(Set.of()),
                query.text("origin").map(Set::of).orElse(Set.of()),
                query.text("scenario").map(Set::of).orElse(Set.of()),
                Set.of(),
                query.text("type").orElse("").toLowerCase(Locale.ROOT),
                query.text("value").orElse(""),
                addresses(query),
                flag(query, "contains", true),
                false);
    }

    static boolean flag(Query query, String name, boolean absent) throws Problem {
        Optional<String> text = query.text(name);
        if (text.isEmpty() || text.get().isEmpty()) {
            return absent;
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw Problem.badRequest("true or false as " + name, text.get(), "leave it out");
        };
    }

    private static Optional<Cidr> addresses(Query query) throws Problem {
        Optional<String> ip = query.text("ip").filter(text -> !text.isEmpty());
        Optional<String> range = query.text("range").filter(text -> !text.isEmpty());
        if (ip.isPresent() && range.isPresent()) {
            throw Problem.badRequest("an ip or a range", "both", "leave one out");
        }
        Optional<String> text = ip.or(() -> range);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Cidr.parse(text.get())
                .orElseThrow(() -> Problem.badRequest("an address or a prefix", text.get(), "write 203.0.113.7")));
    }

    private static Set<String> words(Query query, String name) throws Problem {
        Set<String> words = new LinkedHashSet<>();
        for (String word : query.text(name).orElse("").split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        if (words.size() > WORDS_MAX) {
            throw Problem.badRequest("at most " + WORDS_MAX + " words as " + name, "more", "ask for less");
        }
        return words;
    }

    private static Set<String> lower(Set<String> words) {
        Set<String> lower = new LinkedHashSet<>();
        words.forEach(word -> lower.add(word.toLowerCase(Locale.ROOT)));
        return lower;
    }
}
