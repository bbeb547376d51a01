package com.hookprobe.qsecbit.detection.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.AttackKind;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class HintScannerTest {
    @Property(tries = 500)
    void findsWhatContainsFinds(
            @ForAll @Size(min = 1, max = 8) List<@StringLength(min = 1, max = 4) @CharRange(from = 'a', to = 'c') String> hints,
            @ForAll @StringLength(max = 30) @CharRange(from = 'a', to = 'd') String text) {
        List<Integer> numbers =
                java.util.stream.IntStream.range(60, 60 + hints.size()).boxed().toList();
        long[] found = new long[2];
        new HintScanner(hints, numbers).scan(text, found);
        for (int i = 0; i < hints.size(); i++) {
            int number = numbers.get(i);
            boolean is = (found[number >> 6] >>> number & 1) != 0;
            assertThat(is).as(hints.get(i) + " in " + text).isEqualTo(text.contains(hints.get(i)));
        }
    }

    @Test
    void lettersOutsideOfAsciiBreakAText() {
        long[] found = new long[1];
        new HintScanner(List.of("ab"), List.of(0)).scan("a\u00e4b \ud83d\ude00 a", found);
        assertThat(found[0]).isZero();
        new HintScanner(List.of("ab"), List.of(0)).scan("\u00e4ab", found);
        assertThat(found[0]).isEqualTo(1);
    }

    @Test
    void aRuleNeedsAHint() {
        assertThatThrownBy(() -> WebRule.rule(AttackKind.XSS, 4, "x")).hasMessageContaining("expected a hint for x");
    }
}
