package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Recorded attacks that no one here has made; they are not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class RealCapturesTest {
    @Test
    void attacks() throws IOException {
        Map<String, RealCaptures.Result> results = RealCaptures.run("data/ndpi-pcaps/ndpi-attack-pcaps.tar.gz");
        results.putAll(RealCaptures.run("data/slips-stratosphere/slips-dataset.tar.gz"));
        results.forEach((name, r) -> System.out.printf(
                "%-32s %6d packets %5d flows  %s%n%34s-> %s%n",
                name, r.counters().packets(), r.counters().flowsEnded(), r.types(), "", r.kinds()));
        if (System.getProperty("verbose") != null) {
            results.forEach((name, r) -> {
                System.out.println("== " + name + " " + r.counters());
                r.found().stream()
                        .limit(6)
                        .forEach(d -> System.out.println("   " + d.kind() + " " + d.source() + " -> " + d.target() + " "
                                + d.severity() + " " + d.confidence() + " " + d.evidence()));
                r.events().stream()
                        .filter(e -> e.type() != com.hookprobe.qsecbit.detection.EventType.DNS)
                        .limit(5)
                        .forEach(e -> System.out.println(
                                "     " + e.type() + " " + e.srcIp() + ":" + e.srcPort() + " > " + e.dstIp() + ":"
                                        + e.dstPort() + " " + e.http() + e.tls() + e.ssh() + e.login() + e.flow()));
            });
        }
        assertThat(results).hasSizeGreaterThan(40);
    }
}
