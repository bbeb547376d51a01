package com.hookprobe.qsecbit.exchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    /** As Go's own library writes them. */
    @ParameterizedTest
    @CsvSource({
        "14389400000, 3h59m49.4s",
        "14400000000, 4h0m0s",
        "60000000, 1m0s",
        "61500000, 1m1.5s",
        "5000000, 5s",
        "1500000, 1.5s",
        "500000, 500ms",
        "1500, 1.5ms",
        "7, 7\u00b5s",
        "0, 0s",
        "-12345678, -12.345678s",
        "360000000000000, 100000h0m0s"
    })
    void isWrittenAsGoDoes(long micros, String text) {
        assertThat(GoDuration.format(micros)).isEqualTo(text);
        assertThat(GoDuration.parse(text)).hasValue(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "1h30m, 5400000000",
        "+2s, 2000000",
        "1.5h, 5400000000",
        ".5s, 500000",
        "1s1s, 2000000",
        "999ns, 0",
        "0, 0"
    })
    void takesWhatGoTakes(String text, long micros) {
        assertThat(GoDuration.parse(text)).hasValue(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "4", "h", "4x", "1.2.3s", ".s", "4h ", "1e3s", "999999999999h", "four hours", "4 h"})
    void refusesTheRest(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Property
    void everyTimeIsReadAsItWasWritten(
            @ForAll @LongRange(min = -9_000_000_000_000_000L, max = 9_000_000_000_000_000L) long micros) {
        assertThat(GoDuration.parse(GoDuration.format(micros))).hasValue(micros);
    }

    @Property
    void anyTextIsATimeOrNone(@ForAll String text) {
        GoDuration.parse(text);
    }
}
