package com.hookprobe.qsecbit.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8::0001, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:c000:201, 192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "fe80:0:0:0:0:0:0:1, fe80::1"
    })
    void readsAndWritesCanonically(String text, String canonical) {
        assertThat(IpAddress.parse(text)).map(IpAddress::toString).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ".1.2.3.4",
                "1..2.3",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.1000",
                "a.b.c.d",
                "localhost",
                "1.2.3.4/32",
                " 1.2.3.4",
                "1.2.3.4 ",
                "0x1.2.3.4",
                "1.2.3.-4",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1::",
                "fe80::1%eth0",
                "12345::",
                "g::",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.4:5",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7:1.2.3.4",
                "１.2.3.4"
            })
    void refusesAnythingElse(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Property
    void textAndBytesAreRoundTrips(@ForAll long high, @ForAll long low) throws UnknownHostException {
        IpAddress address = new IpAddress(high, low);
        assertThat(IpAddress.parse(address.toString())).contains(address);
        assertThat(IpAddress.ofBytes(address.bytes())).isEqualTo(address);
        assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(address.bytes());
    }

    @Property
    void ipv4TextAndBytesAreRoundTrips(@ForAll int bits) throws UnknownHostException {
        IpAddress address = IpAddress.v4(bits);
        assertThat(address.isV4()).isTrue();
        assertThat(address.v4Bits()).isEqualTo(bits);
        assertThat(IpAddress.parse(address.toString())).contains(address);
        assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(address.bytes());
    }

    @Property
    void anyTextGivesAnAddressOrNothing(@ForAll String text) {
        IpAddress.parse(text)
                .ifPresent(address ->
                        assertThat(IpAddress.parse(address.toString())).contains(address));
    }
}
