package com.hookprobe.qsecbit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @Test
    void clearsTheBitsBehindThePrefix() {
        assertThat(Cidr.parse("192.0.2.77/24")).map(Cidr::toString).contains("192.0.2.0/24");
        assertThat(Cidr.parse("2001:db8::1/33")).map(Cidr::toString).contains("2001:db8::/33");
        assertThat(Cidr.parse("2001:db8::1/96")).map(Cidr::toString).contains("2001:db8::/96");
        assertThat(Cidr.parse("0.0.0.1/0")).map(Cidr::toString).contains("0.0.0.0/0");
        assertThat(Cidr.parse("ff::/0")).map(Cidr::toString).contains("::/0");
        assertThat(Cidr.parse("192.0.2.77")).map(Cidr::toString).contains("192.0.2.77");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4/33",
                "::/129",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "1.2.3.4/08",
                "1.2.3.4/1e1",
                "/8",
                "1.2.3/8",
                "::/1/2"
            })
    void refusesOtherText(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void familiesDoNotMix() {
        Cidr all4 = Cidr.parse("0.0.0.0/0").orElseThrow();
        Cidr all6 = Cidr.parse("::/0").orElseThrow();
        assertThat(all4.contains(IpAddress.parse("::1").orElseThrow())).isFalse();
        assertThat(all6.contains(IpAddress.parse("1.2.3.4").orElseThrow())).isFalse();
        assertThatThrownBy(() -> new Cidr(IpAddress.v4(1), 33)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void anAddressIsInEachOfItsPrefixes(@ForAll int bits, @ForAll @IntRange(max = 32) int length) {
        IpAddress address = IpAddress.v4(bits);
        Cidr prefix = new Cidr(address, length);
        assertThat(prefix.contains(address)).isTrue();
        for (int i = 0; i < length; i++) {
            assertThat(prefix.bit(i)).isEqualTo((bits >>> (31 - i) & 1) == 1);
            assertThat(prefix.contains(IpAddress.v4(bits ^ 1 << (31 - i)))).isFalse();
        }
    }
}
