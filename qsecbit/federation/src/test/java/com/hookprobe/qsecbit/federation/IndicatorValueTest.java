package com.hookprobe.qsecbit.federation;

import static com.hookprobe.qsecbit.federation.Samples.hex;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FEDERATION 2: one thing has one canonical form. */
class IndicatorValueTest {
    @Test
    void differentWordsForOneThingAreOneValue() {
        assertThat(ip("::ffff:203.0.113.7")).isEqualTo(ip("203.0.113.7"));
        assertThat(net("203.0.113.7/32")).isEqualTo(ip("203.0.113.7"));
        assertThat(net("203.0.113.7/24")).isEqualTo(net("203.0.113.0/24"));
        assertThat(IndicatorValue.domain("ExAmple.COM.")).isEqualTo(IndicatorValue.domain("example.com"));
        assertThat(ip("203.0.113.7").canonical()).isEqualTo(hex("cb007107"));
        assertThat(net("203.0.113.0/24").canonical()).isEqualTo(hex("18cb007100"));
        assertThat(IndicatorValue.domain("a.b").canonical()).isEqualTo(hex("612e62"));
        assertThat(ip("203.0.113.7").addresses().orElseThrow()).hasToString("203.0.113.7");
        assertThat(net("2001:db8::/32")).hasToString("2001:db8::/32");
    }

    @Test
    void anAlertClassIsItsNameAndItsContext() {
        IndicatorValue one = IndicatorValue.alertClass("ET SCAN", new Context(6, 22, 1, 3));
        assertThat(one).isNotEqualTo(IndicatorValue.alertClass("ET SCAN", new Context(6, 22, 1, 4)));
        assertThat(one.canonical()).isEqualTo(hex("06160103455420534341" + "4e"));
        assertThat(one.addresses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a",
                "a b",
                "exämple.com",
                "a/b",
                "a\u0000b",
                "K\u212aelvin.com",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com"
            })
    void refusesWhatIsNoHostName(String name) {
        assertThatThrownBy(() -> IndicatorValue.domain(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "IP4,cb0071",
        "IP4,cb00710700",
        "IP6,00000000000000000000ffffcb007107",
        "IP6,cb007107",
        "PREFIX,20cb007107",
        "PREFIX,18cb007107",
        "PREFIX,21cb007100",
        "PREFIX,ffcb007100",
        "PREFIX,18cb0071",
        "PREFIX,6000000000000000000000ffffcb007100",
        "DOMAIN,412e62",
        "DOMAIN,2e",
        "DOMAIN,61c3a4",
        "ALERT_CLASS,06160103",
        "ALERT_CLASS,0616040361",
        "ALERT_CLASS,0616034061",
        "ALERT_CLASS,06160103ff",
        "FILE_HASH,00",
        "BEHAVIOUR,cb007107"
    })
    void refusesEveryOtherForm(IndicatorType type, String canonical) {
        assertThatThrownBy(() -> IndicatorValue.ofCanonical(type, hex(canonical)))
                .isInstanceOf(MalformedException.class);
    }

    /** Any bytes are refused, or are the canonical form of what is read. */
    @Property(tries = 2000)
    void whatIsReadIsCanonical(@ForAll byte[] bytes, @ForAll IndicatorType type) {
        try {
            IndicatorValue value = IndicatorValue.ofCanonical(type, bytes);
            assertThat(value.canonical()).isEqualTo(bytes);
            assertThat(value.type()).isEqualTo(type);
            if (type == IndicatorType.DOMAIN) {
                assertThat(IndicatorValue.domain(value.toString())).isEqualTo(value);
            }
            value.addresses()
                    .ifPresent(addresses ->
                            assertThat(IndicatorValue.prefix(addresses)).isEqualTo(value));
        } catch (MalformedException e) {
            assertThat(e.getMessage()).contains(type.toString());
            assertThat(e.getStackTrace()).isEmpty();
        }
    }

    @Test
    void boundsAreExact() {
        String longest = ("a".repeat(63) + ".").repeat(2) + "a".repeat(62);
        assertThat(longest).hasSize(190);
        assertThat(IndicatorValue.domain(longest).canonical()).hasSize(190);
        assertThatThrownBy(() -> IndicatorValue.domain(longest + "a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(IndicatorValue.alertClass("x".repeat(187), Context.NONE).canonical())
                .hasSize(IndicatorValue.BYTES_MAX);
        assertThatThrownBy(() -> IndicatorValue.alertClass("x".repeat(188), Context.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IndicatorValue.alertClass("", Context.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IndicatorValue.digest(IndicatorType.IP4, Bytes32.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Buckets.of(0)).isZero();
        assertThat(Buckets.of(1)).isEqualTo(1);
        assertThat(Buckets.of(3)).isEqualTo(2);
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.MAX);
    }
}
