package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A sign of a web attack: a pattern over the decoded, lower-case request and the points that it gives. One sign that no
 * honest request shows gives enough points alone; weak ones must come together.
 *
 * <p>Patterns must take time linear in the input: no quantifier stands inside another, and gaps have a limit.
 *
 * @param hints texts of which every match holds at least one; the pattern is only tried when one of them is there
 */
record WebRule(AttackKind kind, int points, Pattern pattern, List<String> hints) {
    /** Points from which on a request is an attack. */
    static final int POINTS_MIN = 4;

    /** Points from which on there is hardly a doubt. */
    static final int POINTS_SURE = 7;

    /** A rule with its hints. */
    static WebRule rule(AttackKind kind, int points, String regex, String... hints) {
        if (hints.length == 0) {
            throw new IllegalArgumentException("expected a hint for " + regex + ", found none");
        }
        return new WebRule(kind, points, Pattern.compile(regex), List.of(hints));
    }

    boolean matches(String text) {
        return pattern.matcher(text).find();
    }
}
