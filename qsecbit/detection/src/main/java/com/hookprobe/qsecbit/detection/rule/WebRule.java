package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import java.util.regex.Pattern;

/**
 * A sign of a web attack: a pattern over the decoded, lower-case request and the points that it gives. One sign that no
 * honest request shows gives enough points alone; weak ones must come together.
 *
 * <p>Patterns must take time linear in the input: no quantifier stands inside another, and gaps have a limit.
 */
record WebRule(AttackKind kind, int points, String hint, Pattern pattern) {
    /** Points from which on a request is an attack. */
    static final int POINTS_MIN = 4;

    /** Points from which on there is hardly a doubt. */
    static final int POINTS_SURE = 7;

    /**
     * A rule.
     *
     * @param hint a text without which the pattern cannot match, looked for first; empty when there is none
     */
    static WebRule rule(AttackKind kind, int points, String hint, String regex) {
        return new WebRule(kind, points, hint, Pattern.compile(regex));
    }

    boolean matches(String text) {
        return (hint.isEmpty() || text.contains(hint)) && pattern.matcher(text).find();
    }
}
