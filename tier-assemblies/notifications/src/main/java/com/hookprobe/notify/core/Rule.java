package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.util.Optional;
import java.util.Set;

/**
 * Who hears of what. A notification goes to each channel that a rule names for it, once.
 *
 * @param types which
 * @param least from which severity on
 * @param channels names
 * @param title its template; the type's own when empty
 * @param text the same
 */
public record Rule(
        Set<NotificationType> types,
        Severity least,
        Set<String> channels,
        Optional<Template> title,
        Optional<Template> text) {
    public Rule {
        types = Set.copyOf(types);
        channels = Set.copyOf(channels);
    }

    boolean matches(Notification notification) {
        return types.contains(notification.type()) && notification.severity().atLeast(least);
    }
}
