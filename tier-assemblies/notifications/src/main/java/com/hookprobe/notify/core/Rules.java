package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All rules of a node. Immutable. */
public final class Rules {
    private final List<Rule> all;

    public Rules(List<Rule> all) {
        this.all = List.copyOf(all);
    }

    /** True when somebody hears of such; cheap. */
    public boolean wants(NotificationType type, Severity severity) {
        for (Rule rule : all) {
            if (rule.types().contains(type) && severity.atLeast(rule.least())) {
                return true;
            }
        }
        return false;
    }

    /** Who is to have it; each channel once. */
    public Set<String> channels(Notification notification) {
        Set<String> channels = new LinkedHashSet<>();
        all.stream().filter(rule -> rule.matches(notification)).forEach(rule -> channels.addAll(rule.channels()));
        return channels;
    }

    /** The template that the first fitting rule with one gives. */
    Optional<Template> template(String channel, Notification of, Function<Rule, Optional<Template>> part) {
        return all.stream()
                .filter(rule -> rule.channels().contains(channel) && rule.matches(of))
                .flatMap(rule -> part.apply(rule).stream())
                .findFirst();
    }
}
