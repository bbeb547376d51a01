package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.ip;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RESPONSE 3. */
class AllowlistTest {
    @Test
    void theLongestEntryAnswers() {
        Allowlist list = Samples.allowlist("192.0.2.1/32");
        list.add(net("192.0.2.0/24"), "office");
        list.add(net("192.0.2.64/26"), "printers");
        assertThat(list.covering(ip("192.0.2.70")).orElseThrow().reason()).isEqualTo("printers");
        assertThat(list.covering(ip("192.0.2.7")).orElseThrow().reason()).isEqualTo("office");
        assertThat(list.covering(ip("192.0.2.1")).orElseThrow().own()).isTrue();
        assertThat(list.covering(ip("192.0.3.1"))).isEmpty();
        assertThat(list.covering(ip("2001:db8::1"))).isEmpty();
    }

    @Test
    void aPrefixThatHoldsOneAllowedAddressConflicts() {
        Allowlist list = Samples.allowlist("203.0.113.77/32");
        assertThat(list.conflict(net("203.0.113.0/24"))).isPresent();
        assertThat(list.conflict(net("203.0.113.64/27"))).isPresent();
        assertThat(list.conflict(net("203.0.113.128/25"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "169.254.1.1", "255.255.255.255", "::1", "fe80::1", "192.0.2.1"})
    void ownInfrastructureIsAlwaysThereAndStays(String address) {
        Allowlist list = Samples.allowlist("192.0.2.1/32");
        AllowEntry entry = list.covering(ip(address)).orElseThrow();
        assertThat(entry.own()).isTrue();
        assertThat(list.add(entry.prefix(), "mine now")).isTrue();
        assertThat(list.remove(entry.prefix())).isFalse();
        assertThat(list.covering(ip(address))).contains(entry);
    }

    @Test
    void ownInfrastructureIsReplacedAndTheRestStays() {
        Allowlist list = Samples.allowlist("192.0.2.1/32");
        list.add(net("192.0.2.9"), "added");
        list.own(Map.of(net("192.0.2.2"), "configured", net("127.0.0.0/8"), "no other name"));
        assertThat(list.covering(ip("192.0.2.1"))).isEmpty();
        assertThat(list.covering(ip("192.0.2.2")).orElseThrow().own()).isTrue();
        assertThat(list.covering(ip("192.0.2.9")).orElseThrow().own()).isFalse();
        assertThat(list.covering(ip("127.0.0.1")).orElseThrow().reason()).isEqualTo("loopback");
        Allowlist full = new Allowlist(List.of(), 8);
        Map<Cidr, String> many = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            many.put(net("198.51.100." + i), "one");
        }
        assertThatThrownBy(() -> full.own(many)).isInstanceOf(IllegalArgumentException.class);
        assertThat(full.covering(ip("198.51.100.1"))).isEmpty();
    }

    @Test
    void isBounded() {
        Allowlist list = new Allowlist(List.of(), 8);
        assertThat(list.size()).isEqualTo(7);
        assertThat(list.add(net("192.0.2.1"), "a")).isTrue();
        assertThat(list.add(net("192.0.2.2"), "b")).isFalse();
        assertThat(list.add(net("192.0.2.1"), "again")).isTrue();
        assertThat(list.remove(net("192.0.2.1"))).isTrue();
        assertThat(list.remove(net("192.0.2.1"))).isFalse();
        assertThat(list.add(net("192.0.2.2"), "b")).isTrue();
        assertThatThrownBy(() -> new Allowlist(List.of(net("192.0.2.1"), net("192.0.2.2")), 8))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
