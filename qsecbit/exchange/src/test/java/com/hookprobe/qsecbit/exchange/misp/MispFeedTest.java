package com.hookprobe.qsecbit.exchange.misp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Tlp;
import java.util.List;
import org.junit.jupiter.api.Test;

class MispFeedTest {
    private static final long SECOND = 1_795_800_000L;

    private static Decided changed(long micros) {
        return new Decided(
                1,
                "a",
                Subject.ofAddress("192.0.2.1").orElseThrow(),
                Remedy.BAN,
                "mesh",
                "ssh",
                "",
                "",
                50,
                1,
                SECOND * 1_000_000,
                micros,
                SECOND * 1_000_000 + 3_600_000_000L);
    }

    /** What a reader at a moment sees of a decision that was changed at another: the event's second, the attribute's second. */
    private static List<Long> read(long changedMicros, long nowMicros) throws Exception {
        MispFeed feed = new MispFeed("example.org", Tlp.GREEN, List.of(changed(changedMicros)), nowMicros);
        JsonNode manifest = new ObjectMapper().readTree(feed.manifest());
        String id = manifest.fieldNames().next();
        JsonNode event =
                new ObjectMapper().readTree(feed.event(id).orElseThrow()).get("Event");
        assertThat(event.get("timestamp")).isEqualTo(manifest.get(id).get("timestamp"));
        return List.of(
                event.get("timestamp").asLong(),
                event.get("Attribute").get(0).get("timestamp").asLong());
    }

    @Test
    void twoVersionsOfOneSecondAreToldApart() throws Exception {
        long start = SECOND * 1_000_000;
        List<Long> first = read(start + 200_000, start + 300_000);
        assertThat(first).containsExactly(SECOND, SECOND);
        // Changed again in the same second, and read in the next one, or much later.
        assertThat(read(start + 700_000, start + 1_100_000)).containsExactly(SECOND + 1, SECOND + 1);
        assertThat(read(start + 700_000, start + 900_000_000)).containsExactly(SECOND + 1, SECOND + 1);
        // And once more in the second that was named.
        assertThat(read(start + 1_200_000, start + 2_000_000)).containsExactly(SECOND + 2, SECOND + 2);
    }
}
