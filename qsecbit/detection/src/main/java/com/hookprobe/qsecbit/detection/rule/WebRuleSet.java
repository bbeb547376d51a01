package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rules over one text, tried only where one of their hints occurs. Immutable. */
final class WebRuleSet {
    private final WebRule[] rules;
    private final HintScanner scanner;
    private final int words;

    @SafeVarargs
    WebRuleSet(List<WebRule>... lists) {
        List<WebRule> all = new ArrayList<>();
        for (List<WebRule> list : lists) {
            all.addAll(list);
        }
        rules = all.toArray(new WebRule[0]);
        words = (rules.length + 63) / 64;
        List<String> texts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            for (String hint : rules[i].hints()) {
                texts.add(hint);
                numbers.add(i);
            }
        }
        scanner = new HintScanner(texts, numbers);
    }

    /**
     * Adds the points of the rules that match.
     *
     * @param text in either case
     * @param points by the ordinal of {@link AttackKind}
     * @return true when a rule matched
     */
    boolean judge(String text, int[] points) {
        long[] hinted = new long[words];
        scanner.scan(text, hinted);
        boolean any = false;
        String lower = "";
        for (int word = 0; word < words; word++) {
            for (long left = hinted[word]; left != 0; left &= left - 1) {
                WebRule rule = rules[(word << 6) + Long.numberOfTrailingZeros(left)];
                if (lower.isEmpty()) {
                    lower = text.toLowerCase(Locale.ROOT);
                }
                if (rule.matches(lower)) {
                    points[rule.kind().ordinal()] += rule.points();
                    any = true;
                }
            }
        }
        return any;
    }
}
