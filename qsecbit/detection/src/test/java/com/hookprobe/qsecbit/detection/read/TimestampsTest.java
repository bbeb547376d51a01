package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2017-04-07T22:24:37.251547+0100, 2017-04-07T21:24:37.251547Z",
        "2017-04-07T22:24:37.251547-06:30, 2017-04-08T04:54:37.251547Z",
        "2019-01-02T03:50:11.315110, 2019-01-02T03:50:11.315110Z",
        "2020-02-29 00:00:00Z, 2020-02-29T00:00:00Z",
        "2021-06-06T15:59:46.5Z, 2021-06-06T15:59:46.500Z",
        "2021-06-06T15:59:46.123456789Z, 2021-06-06T15:59:46.123456Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z"
    })
    void readsWhatSensorsWrite(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2021-06-06",
                "2021-06-06T15:59",
                "2021-02-29T00:00:00Z",
                "2021-13-01T00:00:00Z",
                "2021-06-31T00:00:00Z",
                "2021-06-06T24:00:00Z",
                "2021-06-06T15:59:61Z",
                "2021-06-06T15:59:46.Z",
                "2021-06-06T15:59:46.1234567890Z",
                "2021-06-06T15:59:46+1",
                "2021-06-06T15:59:46+01000",
                "2021-06-06T15:59:46x0100",
                "2021-06-06T15:59:46+9900",
                "1600000000",
                "1960-01-01T00:00:00Z",
                "2021/06/06T15:59:46Z"
            })
    void refusesTheRest(String text) {
        assertThat(Timestamps.parse(text)).isEqualTo(Timestamps.INVALID);
    }

    @Property
    void agreesWithTheLibrary(
            @ForAll @LongRange(min = 86_400, max = 4_000_000_000L) long second,
            @ForAll @IntRange(min = -12, max = 14) int hours) {
        Instant time = Instant.ofEpochSecond(second, 123_456_000);
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx")
                .format(time.atOffset(ZoneOffset.ofHours(hours)));
        assertThat(Timestamps.parse(text)).isEqualTo(second * 1_000_000 + 123_456);
    }

    @ParameterizedTest
    @CsvSource({
        "1521911720.865716, 1521911720865716",
        "0.0015559196472167969, 1556",
        "0.0000005, 1",
        "0.00000049, 0",
        "0.9999996, 1000000",
        "7, 7000000",
        "7., 7000000",
        "1.5e-3, 1500",
        "1.521911720865716E9, 1521911720865716"
    })
    void decimalSeconds(String text, long micros) {
        assertThat(Timestamps.seconds(text)).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "1709287200250, 1709287200250000",
        "1709287200, 1709287200000000",
        "99999999999, 99999999999000000",
        "100000000000, 100000000000000",
        "2024-03-01T10:00:00Z, 1709287200000000"
    })
    void wholeNumbersBeyondTheYear5138AreMilliseconds(String text, long micros) {
        assertThat(Timestamps.parseAny(text)).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", ".5", "1.2.3", "1e400", "NaN", "Infinity", "0x1p3", "1e", "100000000000.5", "1 "})
    void noNumbersOfSeconds(String text) {
        assertThat(Timestamps.seconds(text)).isEqualTo(Timestamps.INVALID);
        assertThat(Timestamps.parseAny(text)).isEqualTo(Timestamps.INVALID);
    }
}
