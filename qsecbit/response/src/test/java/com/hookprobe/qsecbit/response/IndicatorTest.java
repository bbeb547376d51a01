package com.hookprobe.qsecbit.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RESPONSE 1.1 and 1.2. */
class IndicatorTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,IP4,203.0.113.7",
        "203.0.113.7/32,IP4,203.0.113.7",
        "2001:DB8:0::1,IP6,2001:db8::1",
        "::ffff:203.0.113.7,IP4,203.0.113.7",
        "198.51.100.0/24,PREFIX,198.51.100.0/24",
        "10.0.0.0/8,PREFIX,10.0.0.0/8",
        "2001:db8::/32,PREFIX,2001:db8::/32",
        "02:00:00:AB:00:07,MAC,02:00:00:ab:00:07",
        "02-00-00-ab-00-07,MAC,02:00:00:ab:00:07"
    })
    void readsAddressesAndPrefixes(String text, Indicator.Type type, String canonical) {
        Indicator indicator = Indicator.parse(text).orElseThrow();
        assertThat(indicator.type()).isEqualTo(type);
        assertThat(indicator).hasToString(canonical);
        assertThat(Indicator.parse(canonical)).contains(indicator);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "example.com",
                "localhost",
                "203.0.113.7 ",
                "203.0.113",
                "203.0.113.07",
                "0x7f.1",
                "1",
                "203.0.113.7/24",
                "10.0.0.0/7",
                "0.0.0.0/0",
                "0.0.0.0",
                "::",
                "::/0",
                "2000::/15",
                "fe80::1%eth0",
                "203.0.113.7/33",
                "203.0.113.7/-1",
                "203.0.113.7/",
                "/24",
                "203.0.113.7/24/8",
                "2001:db8::1/32",
                "ff:ff:ff:ff:ff:ff",
                "01:00:5e:00:00:01",
                "00:00:00:00:00:00",
                "02:00:00:00:00",
                "02:00:00:00:00:07/48"
            })
    void refusesEverythingElse(String text) {
        assertThat(Indicator.parse(text)).isEmpty();
    }

    @Test
    void theConstructorRefusesTheSame() {
        assertThatThrownBy(() -> Indicator.of(IpAddress.NONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Indicator(Cidr.parse("0.0.0.0/1").orElseThrow()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
