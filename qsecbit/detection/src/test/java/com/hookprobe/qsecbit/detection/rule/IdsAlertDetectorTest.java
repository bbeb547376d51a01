package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.alert;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdsAlertDetectorTest {
    private static final IpAddress WEB = ip("198.51.100.80");
    private final IdsAlertDetector detector = new IdsAlertDetector(LOCAL, Thresholds.standard());

    @ParameterizedTest
    @CsvSource({
        "ET CINS Active Threat Intelligence Poor Reputation IP group 89, Misc Attack, 2, BAD_REPUTATION, MEDIUM",
        "ET SCAN Suspicious inbound to MSSQL port 1433, Potentially Bad Traffic, 2, PORT_SCAN, MEDIUM",
        "ET EXPLOIT Something, Attempted Administrator Privilege Gain, 1, EXPLOIT, HIGH",
        "ET EXPLOIT Something, Successful Administrator Privilege Gain, 1, EXPLOIT, CRITICAL",
        "ET MALWARE CnC Beacon, Malware Command and Control Activity Detected, 1, MALWARE, CRITICAL",
        "ET TROJAN X, A Network Trojan was detected, 1, MALWARE, HIGH",
        "ET WEB_SERVER SELECT SQL Injection in URI, Web Application Attack, 1, SQL_INJECTION, HIGH",
        "SURICATA STREAM Packet with invalid ack, Generic Protocol Command Decode, 3, POLICY, INFO",
        "ET POLICY curl User-Agent Outbound, Attempted Information Leak, 2, POLICY, INFO",
        "ET INFO Observed DNS Query, Potentially Bad Traffic, 2, IDS_ALERT, LOW",
        "ET TOR Known Tor Relay/Router (Not Exit) Node Traffic group 1, Misc Attack, 2, BAD_REPUTATION, LOW",
        "Own rule, Misc Attack, 3, IDS_ALERT, LOW",
        "Own rule, , 4, IDS_ALERT, INFO",
        "Own rule, , 255, IDS_ALERT, INFO",
        "Own rule, , 0, IDS_ALERT, HIGH"
    })
    void whatAlertsMean(String signature, String category, int number, AttackKind kind, Severity severity) {
        NetworkEvent event =
                alert(0, signature, category == null ? "" : category, number).build();
        assertThat(run(detector, List.of(event))).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(kind);
            assertThat(d.severity()).isEqualTo(severity);
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.evidence()).contains(signature);
        });
    }

    @Test
    void evidenceCannotBreakALogLine() {
        NetworkEvent event = alert(0, "ET X\n2026 forged line\u001b[2J" + "y".repeat(500), "", 1)
                .build();
        assertThat(run(detector, List.of(event)))
                .singleElement()
                .satisfies(d -> assertThat(d.evidence())
                        .hasSizeLessThanOrEqualTo(Finding.EVIDENCE_CHARS_MAX)
                        .matches("[ -~]*"));
    }

    @Test
    void repeatsAreFoldedAndGrowSurer() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(alert(i, "ET SCAN X", "Misc Attack", 2).build());
        }
        List<Detection> found = run(detector, events);
        assertThat(found).extracting(Detection::evidenceNumber).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0);
        assertThat(found).extracting(Detection::confidence).isSorted();
    }

    // The remote side of a connection that one of ours has opened is a bystander.
    @Test
    void whoOpenedTheConnectionIsTheSource() {
        NetworkEvent answer = alert(0, "ET X", "A Network Trojan was detected", 1)
                .from(WEB, 443)
                .to(CLIENT, 50_000)
                .build();
        NetworkEvent toClient = alert(0, "ET Y", "A Network Trojan was detected", 1)
                .from(WEB, 8080)
                .to(CLIENT, 20_000)
                .direction(PacketDirection.TO_CLIENT)
                .build();
        NetworkEvent named = alert(0, "ET Z", "A Network Trojan was detected", 1)
                .from(WEB, 8080)
                .to(CLIENT, 20_000)
                .flow(flow(3, 3, CLIENT))
                .build();
        NetworkEvent relay = alert(0, "ET TOR X", "Misc Attack", 2)
                .from(WEB, 9001)
                .to(CLIENT, 50_049)
                .flow(flow(2, 1, IpAddress.NONE))
                .build();
        assertThat(run(detector, List.of(answer, toClient, named, relay)))
                .hasSize(4)
                .allMatch(Detection::internal)
                .allMatch(d -> d.source().equals(CLIENT));
    }

    @Test
    void aScannerWithTheSourcePortOfAServiceIsStillOne() {
        NetworkEvent event = alert(0, "ET CINS X", "Misc Attack", 2)
                .from(ATTACKER, 443)
                .to(SERVER, 50_000)
                .flow(flow(1, 0, IpAddress.NONE))
                .build();
        assertThat(run(detector, List.of(event))).singleElement().satisfies(d -> {
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.internal()).isFalse();
        });
    }

    @Test
    void theRulesOwnWordOnWhoAttacksWins() {
        NetworkEvent event = NetworkEvent.builder()
                .type(EventType.ALERT)
                .loggedMicros(Events.START)
                .from(SERVER, 80)
                .to(ATTACKER, 50_000)
                .alert(new NetworkEvent.Alert(1, "X", "", 1, ATTACKER, SERVER, "", ""))
                .build();
        assertThat(run(detector, List.of(event)))
                .singleElement()
                .satisfies(d -> assertThat(d.source()).isEqualTo(ATTACKER));
        NetworkEvent response = alert(0, "GPL ATTACK_RESPONSE id check returned root", "Potentially Bad Traffic", 2)
                .from(SERVER, 4444)
                .to(ATTACKER, 4445)
                .build();
        assertThat(run(detector, List.of(response))).singleElement().satisfies(d -> {
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.target()).isEqualTo(SERVER);
        });
    }

    private static NetworkEvent.Flow flow(long toServer, long toClient, IpAddress initiator) {
        return new NetworkEvent.Flow(toServer, toClient, 100, 100, Events.START, 0, "", -1, -1, initiator);
    }
}
