package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RESPONSE 2.4 and 2.5. */
class ActionTableTest {
    private static final String MAC = "02:00:00:00:00:07";
    private static final String IP = "203.0.113.7";

    private static String decide(String kind, Band band, boolean internal, boolean answer, String source, String mac) {
        Threat threat = new Threat(
                kind,
                source.equals("-") ? IpAddress.NONE : ip(source),
                MacAddress.parse(mac).orElse(MacAddress.NONE),
                Severity.CRITICAL,
                1,
                internal,
                "test");
        return ResponsePolicy.standard()
                .answeringOwnHosts(answer)
                .decide(threat, band, 0.5, NOW)
                .map(decision -> decision.action() + " " + decision.indicator())
                .orElse("-");
    }

    /** Critical, sure, from outside. */
    @ParameterizedTest
    @CsvSource({
        "ARP_SPOOFING, AMBER, " + IP + ", " + MAC + ", BLOCK " + MAC,
        "ARP_SPOOFING, AMBER, -,          " + MAC + ", BLOCK " + MAC,
        "ARP_SPOOFING, RED,   " + IP + ", -,          WATCH " + IP,
        "ARP_SPOOFING, RED,   " + IP + ", 01:00:5e:00:00:01, WATCH " + IP,
        "UDP_FLOOD,    AMBER, " + IP + ", " + MAC + ", RATE_LIMIT " + IP,
        "UDP_FLOOD,    RED,   " + IP + ", -,          RATE_LIMIT " + IP,
        "HTTP_FLOOD,   GREEN, " + IP + ", -,          RATE_LIMIT " + IP,
        "HTTP_FLOOD,   RED,   " + IP + ", -,          BLOCK " + IP,
        "SQL_INJECTION, AMBER, " + IP + ", -,         BLOCK " + IP,
        "EVIL_TWIN,    RED,   -,          " + MAC + ", WATCH " + MAC,
        "SOMETHING_NEW, AMBER, " + IP + ", -,         BLOCK " + IP,
        "SQL_INJECTION, AMBER, -,         -,          -"
    })
    void theKindDecidesWhoIsMetAndHowHard(String kind, Band band, String source, String mac, String decision) {
        assertThat(decide(kind, band, false, false, source, mac)).isEqualTo(decision);
    }

    /** RESPONSE 2.3 and 2.5: nothing unless it is switched on, and then what the table says. */
    @ParameterizedTest
    @CsvSource({
        "MALWARE,      " + MAC + ", QUARANTINE " + MAC,
        "MALWARE,      -,          QUARANTINE " + IP,
        "ARP_SPOOFING, " + MAC + ", BLOCK " + MAC,
        "HTTP_FLOOD,   " + MAC + ", RATE_LIMIT " + IP,
        "IDS_ALERT,    " + MAC + ", WATCH " + IP
    })
    void ownHostsAreAnsweredWhenThePolicySaysSo(String kind, String mac, String decision) {
        assertThat(decide(kind, Band.RED, true, true, IP, mac)).isEqualTo(decision);
        assertThat(decide(kind, Band.RED, true, false, IP, mac)).startsWith("WATCH ");
    }

    /** The table that a user reads is the one that is read here. */
    @Test
    void theSpecSaysTheSame() throws IOException {
        Path spec = Path.of("..", "..", "docs", "spec", "response.md");
        String resource;
        try (InputStream stream = Objects.requireNonNull(ActionTable.class.getResourceAsStream("actions.txt"))) {
            resource = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        }
        String table = resource.substring(resource.indexOf('|')).strip();
        assertThat(Files.readString(spec)).contains(table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| X | ip | BLOCK | BLOCK |",
                "| X | dns | BLOCK | BLOCK | WATCH |",
                "| X | ip | BLOCK | WATCH | WATCH |",
                "| X | ip | KILL | KILL | WATCH |",
                "| any other | ip | BLOCK | BLOCK | WATCH |"
            })
    void refusesATableThatIsNone(String row) {
        List<String> heading = List.of("| kind |", "|---|", "| any other | ip | BLOCK | BLOCK | WATCH |");
        assertThat(ActionTable.parse(heading).kinds()).isEmpty();
        List<String> lines = List.of(heading.get(0), heading.get(1), heading.get(2), row);
        assertThatThrownBy(() -> ActionTable.parse(lines)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ActionTable.parse(heading.subList(0, 2))).isInstanceOf(IllegalArgumentException.class);
    }
}
