package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Q16TextTest {
    private static final Pattern GRAMMAR = Pattern.compile("-?(0|[1-9][0-9]{0,4})(\\.[0-9]{1,16})?");
    private static final BigDecimal ULPS = BigDecimal.valueOf(65536);

    @Property(seed = "21")
    void theTextIsExactAndComesBack(@ForAll int a) {
        String text = Q16.toString(a);
        assertThat(new BigDecimal(text).multiply(ULPS)).isEqualByComparingTo(BigDecimal.valueOf(a));
        assertThat(text).isEqualTo(Oracle.number(a).stripTrailingZeros().toPlainString());
        assertThat(Q16.parse(text)).isEqualTo(a);
        assertThat(Q16.parseExact(text)).isEqualTo(a);
    }

    @Test
    void everyFractionComesBackOnBothSidesOfZero() {
        for (int a = -65_536; a <= 65_536; a++) {
            assertThat(Q16.parseExact(Q16.toString(a))).isEqualTo(a);
        }
        assertThat(Q16.toString(Q16.MIN)).isEqualTo("-32768");
        assertThat(Q16.toString(Q16.MAX)).isEqualTo("32767.9999847412109375");
        assertThat(Q16.toString(0)).isEqualTo("0");
        assertThat(Q16.toString(1)).isEqualTo("0.0000152587890625");
        assertThat(Q16.toString(-Q16.ONE * 3 / 2)).isEqualTo("-1.5");
    }

    @Provide
    Arbitrary<String> nearlyNumbers() {
        Arbitrary<String> loose =
                Arbitraries.strings().withChars("0123456789.-+e ").ofMaxLength(9);
        Arbitrary<String> shaped = Arbitraries.bigDecimals()
                .between(new BigDecimal("-32769"), new BigDecimal("32769"))
                .ofScale(16)
                .map(BigDecimal::toPlainString);
        Arbitrary<String> small =
                Arbitraries.integers().between(-99_999, 99_999).map(i -> i / 1000.0 + "");
        return Arbitraries.oneOf(loose, shaped, small);
    }

    /** The value is rounded to nearest, a tie up; text outside the grammar or the range gives the declared refusal. */
    @Property(seed = "22", tries = 5000)
    void anyTextIsEitherRoundedToNearestOrRefused(@ForAll("nearlyNumbers") String text) {
        if (GRAMMAR.matcher(text).matches()) {
            BigDecimal ulps = new BigDecimal(text).multiply(ULPS);
            BigDecimal nearest = ulps.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR);
            if (nearest.compareTo(BigDecimal.valueOf(Q16.MIN)) >= 0
                    && nearest.compareTo(BigDecimal.valueOf(Q16.MAX)) <= 0) {
                assertThat(Q16.parse(text)).isEqualTo(nearest.intValueExact());
                return;
            }
        }
        assertThatThrownBy(() -> Q16.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "00",
                "-01.5",
                ".5",
                "1.",
                "1..2",
                "1.2.3",
                "1e3",
                "0x1",
                " 1",
                "1 ",
                "1,5",
                "--1",
                "NaN",
                "1\u0663",
                "\uff11",
                "100000",
                "0.00000000000000000",
                "1.-5",
                "1.5\n",
                "123456789012345678901234567890"
            })
    void whatIsNotInTheGrammarIsRefused(String text) {
        assertThatThrownBy(() -> Q16.parse(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("expected");
        assertThatThrownBy(() -> Q16.parseExact(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "1.50", "1.0", "-0", "-0.0", "0.00001525878906", "0.0000152587890624"})
    void whatIsANumberButNotCanonicalIsRefusedByTheExactReaderOnly(String text) {
        int a = Q16.parse(text);
        assertThatThrownBy(() -> Q16.parseExact(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("expected the canonical text of a Q16.16 number, such as \"" + Q16.toString(a)
                        + "\", found \"" + text + "\"");
    }

    @Test
    void theRangeEndsWhereRoundingEndsIt() {
        assertThat(Q16.parse("32767.9999923706054687")).isEqualTo(Q16.MAX);
        assertThat(Q16.parse("-32768.0000076293945312")).isEqualTo(Q16.MIN);
        for (String text : new String[] {"32767.9999923706054688", "-32768.0000076293945313", "32768", "99999"}) {
            assertThatThrownBy(() -> Q16.parse(text))
                    .isInstanceOf(NumberFormatException.class)
                    .hasMessage(
                            "Q16.16 text \"" + text + "\": expected a number from -32768 to 32767.9999847412109375");
        }
    }

    @Test
    void theMessageShowsWhatIsWrongAndNoMoreThanItMust() {
        assertThatThrownBy(() -> Q16.parse("12a"))
                .hasMessage("Q16.16 text \"12a\": expected digits and one point, found 'a' at index 2");
        assertThatThrownBy(() -> Q16.parse("9".repeat(1000)))
                .hasMessage("Q16.16 text \"" + "9".repeat(23) + "...\": expected at most 23 characters, found 1000");
    }
}
