package com.hookprobe.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    @Test
    void sameSeedGivesTheSameDeliveries() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    @Test
    void cutLinkDeliversNothing() {
        SimNetwork<String> net = new SimNetwork<>(1, SimNetwork.Faults.NONE);
        net.cut((from, to) -> to.equals("b"));
        net.send("a", "b", new byte[] {1}, 0);
        net.send("b", "a", new byte[] {2}, 0);
        assertThat(net.nextNs()).isEqualTo(100_000);
        var only = net.poll(1_000_000);
        assertThat(only).isNotNull();
        assertThat(only.to()).isEqualTo("a");
        assertThat(net.poll(1_000_000)).isNull();
    }

    private static List<String> run(long seed) {
        SimNetwork<String> net = new SimNetwork<>(seed, new SimNetwork.Faults(0.3, 0.2, 0.2, 10, 1000));
        for (int i = 0; i < 100; i++) {
            net.send("a", "b", new byte[] {(byte) i, 0, 0}, i);
        }
        List<String> seen = new ArrayList<>();
        while (net.nextNs() != Long.MAX_VALUE) {
            var d = net.poll(net.nextNs());
            seen.add(d.atNs() + ":" + d.bytes()[0] + ":" + d.bytes()[1] + ":" + d.bytes()[2]);
        }
        return seen;
    }
}
