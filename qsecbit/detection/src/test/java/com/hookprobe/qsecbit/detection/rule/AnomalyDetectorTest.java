package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.anomaly;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {
    private final AnomalyDetector detector = new AnomalyDetector(LOCAL, Thresholds.standard());

    @ParameterizedTest
    @CsvSource({
        "ipv4.frag_overlap, FRAGMENTATION, true",
        "fragment_inconsistency, FRAGMENTATION, true",
        "land_attack, IP_SPOOFING, false",
        "stream.reassembly_overlap_different_data, SESSION_HIJACK, false",
        "rst_storm, TCP_RESET, false",
        "ssh.timeout, EXPLOIT, true",
        "ssh.no_banner, PROBE, true"
    })
    void manyOfOneKind(String name, AttackKind kind, boolean named) {
        assertThat(run(detector, many(name, 30, 1))).isNotEmpty().allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(kind);
            assertThat(d.hasSource()).isEqualTo(named);
            assertThat(d.target()).isEqualTo(SERVER);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bad_tcp_checksum", "dns_unmatched_reply", "truncated_header", "stream.pkt_invalid_timestamp"})
    void whatLostPacketsAndOldSoftwareMakeIsNot(String name) {
        List<NetworkEvent> events = many(name, 1000, 0.1);
        assertThat(run(detector, events)).isEmpty();
        assertThat(detector.explain(events.get(0))).contains("mostly harmless");
    }

    @Test
    void aFewOfAnyKindAreNot() {
        assertThat(run(detector, many("ipv4.frag_overlap", 4, 1))).isEmpty();
        assertThat(run(detector, many("rst_storm", 100, 10))).isEmpty();
        assertThat(run(detector, many("ssh.timeout", 10, 200))).isEmpty();
    }

    private static List<NetworkEvent> many(String name, int count, double interval) {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(anomaly(interval * i, ATTACKER, SERVER, name));
        }
        return events;
    }
}
