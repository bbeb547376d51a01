package com.hookprobe.qsecbit.exchange.core;

import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which decisions one wants to see. An empty set or text asks nothing.
 *
 * @param scopes in lower case
 * @param origins exactly
 * @param containing parts of the scenario, any of them
 * @param notContaining parts that it must not have
 * @param type of the remedy, in lower case
 * @param value exactly
 * @param addresses that a decision must hold, or lie in
 * @param wider true: the decision holds the addresses; false: it lies in them
 * @param dedup true: of several about one subject the one that ends last
 */
public record DecisionFilter(
        Set<String> scopes,
        Set<String> origins,
        Set<String> containing,
        Set<String> notContaining,
        String type,
        String value,
        Optional<Cidr> addresses,
        boolean wider,
        boolean dedup) {
    /** Everything, each subject once. */
    public static final DecisionFilter ALL =
            new DecisionFilter(Set.of(), Set.of(), Set.of(), Set.of(), "", "", Optional.empty(), true, true);

    /** True when a decision is wanted. */
    public boolean matches(Decided decided) {
        String scenario = decided.scenario();
        return (scopes.isEmpty()
                        || scopes.contains(decided.subject().kind().scope().toLowerCase(Locale.ROOT)))
                && (origins.isEmpty() || origins.contains(decided.origin()))
                && (containing.isEmpty() || containing.stream().anyMatch(scenario::contains))
                && notContaining.stream().noneMatch(scenario::contains)
                && (type.isEmpty() || type.equals(decided.remedy().word()))
                && (value.isEmpty() || value.equals(decided.subject().value()))
                && (addresses.isEmpty() || matches(decided, addresses.get()));
    }

    private boolean matches(Decided decided, Cidr wanted) {
        Optional<Cidr> own = decided.subject().addresses();
        return own.isPresent() && (wider ? own.get().contains(wanted) : wanted.contains(own.get()));
    }
}
