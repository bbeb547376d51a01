package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.TimeKey;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages against a brute force over everything that is in the store at that moment. */
class PagingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventType[] TYPES = EventType.values();

    private final TestLedger ledger = new TestLedger();
    private final TreeSet<TimeKey> all = new TreeSet<>();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(ledger.store);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode page(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path, TestServer.AUDITOR);
        assertThat(answer.statusCode()).as(path + " " + TestServer.text(answer)).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private void add(Random random, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            // Few moments, so that many blocks share one.
            long time = random.nextInt(40);
            Microblock block = ledger.add(1 + random.nextInt(5), TYPES[random.nextInt(TYPES.length)], time);
            all.add(new TimeKey(time, block.eventType(), block.hash()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void blocksByTimeWhileBlocksAreAdded(long seed) throws Exception {
        Random random = new Random(seed);
        add(random, 150);
        for (int walk = 0; walk < 6; walk++) {
            boolean down = random.nextBoolean();
            long from = random.nextInt(20);
            long to = from + random.nextInt(25);
            Optional<EventType> type =
                    random.nextBoolean() ? Optional.of(TYPES[random.nextInt(TYPES.length)]) : Optional.empty();
            int limit = 1 + random.nextInt(30);
            String query = "/v1/blocks?from=" + from + "&to=" + to + "&order=" + (down ? "desc" : "asc") + "&limit="
                    + limit + type.map(one -> "&type=" + one.label()).orElse("");
            TimeKey at = null;
            String cursor = "";
            List<TimeKey> walked = new ArrayList<>();
            while (true) {
                JsonNode page = page(query + cursor);
                List<TimeKey> expected = brute(down, from, to, type, at, limit);
                assertThat(hashes(page))
                        .as(query + cursor)
                        .isEqualTo(
                                expected.stream().map(key -> key.hash().hex()).toList());
                walked.addAll(expected);
                if (page.get("next").isNull()) {
                    break;
                }
                at = expected.get(expected.size() - 1);
                cursor = "&cursor=" + page.get("next").asText();
                add(random, random.nextInt(6));
            }
            assertThat(walked).doesNotHaveDuplicates().isSortedAccordingTo(order(down));
        }
    }

    private List<TimeKey> brute(boolean down, long from, long to, Optional<EventType> type, TimeKey after, int limit) {
        return all.stream()
                .sorted(order(down))
                .filter(key -> key.timeMicros() >= from && key.timeMicros() <= to)
                .filter(key -> type.isEmpty() || type.get() == key.type())
                .filter(key -> after == null || order(down).compare(key, after) > 0)
                .limit(limit)
                .toList();
    }

    private static Comparator<TimeKey> order(boolean down) {
        return down ? Comparator.<TimeKey>reverseOrder() : Comparator.<TimeKey>naturalOrder();
    }

    private static List<String> hashes(JsonNode page) {
        List<String> hashes = new ArrayList<>();
        page.get("items").forEach(item -> hashes.add(item.get("hash").asText()));
        return hashes;
    }

    @Test
    void aCursorBelongsToItsQuery() throws Exception {
        add(new Random(1), 50);
        String next = page("/v1/blocks?limit=5&from=1").get("next").asText();
        assertThat(server.get("/v1/blocks?limit=9&from=1&cursor=" + next, TestServer.AUDITOR)
                        .statusCode())
                .isEqualTo(200);
        for (String other : List.of("", "from=2&", "from=1&to=30&", "from=1&order=asc&", "from=1&type=decision&")) {
            assertThat(server.get("/v1/blocks?" + other + "cursor=" + next, TestServer.AUDITOR)
                            .statusCode())
                    .as(other)
                    .isEqualTo(400);
        }
    }

    @Test
    void momentsAreTakenAsNumbersAndAsText() throws Exception {
        ledger.add(1, EventType.DECISION, 1_764_000_000_000_000L);
        assertThat(hashes(page("/v1/blocks?from=2025-11-24T16:00:00Z&to=2025-11-24T16:00:00Z")))
                .hasSize(1);
        assertThat(hashes(page("/v1/blocks?from=2025-11-24T17:00:00%2B01:00&to=1764000000000000")))
                .hasSize(1);
        assertThat(hashes(page("/v1/blocks?from=1764000000000001"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void blocksByNumberWithBranchesAndGaps(int limit) throws Exception {
        List<Microblock> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            expected.add(ledger.add(1, EventType.DECISION, i));
        }
        Microblock fork = branch(expected.get(9));
        ledger.store.put(fork);
        expected.add(10, fork);
        // Numbers 31 to 2030 are missing.
        Microblock far = numbered(expected.get(30), 2031);
        ledger.store.put(far);
        expected.add(far);
        String base = "/v1/sources/" + TestLedger.source(1).hex() + "/0/blocks?limit=" + limit;
        List<String> walked = new ArrayList<>();
        JsonNode next;
        String from = "";
        do {
            JsonNode page = page(base + from);
            List<String> hashes = hashes(page);
            assertThat(hashes.size()).isLessThanOrEqualTo(limit + 1);
            walked.addAll(hashes);
            next = page.get("next");
            from = "&from=" + next.asText();
        } while (!next.isNull());
        assertThat(walked)
                .isEqualTo(expected.stream().map(block -> block.hash().hex()).toList());
        assertThat(hashes(page(base + "&from=10&to=10"))).hasSize(2);
        assertThat(hashes(page(base + "&from=9223372036854775807"))).isEmpty();
    }

    private static Microblock branch(Microblock of) {
        return signed(of, of.seq(), of.timeMicros() + 1);
    }

    private static Microblock numbered(Microblock like, long seq) {
        return signed(like, seq, like.timeMicros());
    }

    private static Microblock signed(Microblock like, long seq, long time) {
        return new MicroblockDraft(
                        like.networkId(),
                        like.source(),
                        0,
                        seq,
                        like.prev(),
                        0,
                        like.anchor(),
                        time,
                        like.eventType(),
                        TestLedger.filled(9),
                        Optional.empty())
                .sign(BlockSigner.of(TestLedger.key(1)));
    }

    @Test
    void sources() throws Exception {
        for (int source = 1; source <= 23; source++) {
            ledger.add(source, EventType.DECISION, 1);
        }
        ledger.decide();
        ledger.add(7, EventType.DECISION, 1);
        List<String> walked = new ArrayList<>();
        JsonNode next;
        String after = "";
        do {
            JsonNode page = page("/v1/sources?limit=5" + after);
            page.get("items").forEach(item -> walked.add(item.get("node_id").asText()));
            next = page.get("next");
            after = "&after=" + next.asText();
        } while (!next.isNull());
        assertThat(walked).hasSize(23).doesNotHaveDuplicates().isSorted();
        JsonNode seventh = page("/v1/sources/" + TestLedger.source(7).hex() + "/0");
        assertThat(seventh.get("seq").asInt()).isEqualTo(2);
        assertThat(seventh.get("final_seq").asInt()).isEqualTo(1);
        assertThat(seventh.get("status").asText()).isEqualTo("active");
    }

    @Test
    void checkpoints() throws Exception {
        ledger.addHeaders(57);
        for (String order : List.of("asc", "desc")) {
            List<Integer> walked = new ArrayList<>();
            JsonNode next;
            String go = "";
            do {
                JsonNode page = page("/v1/checkpoints?limit=10&order=" + order + go);
                page.get("items").forEach(item -> walked.add(item.get("height").asInt()));
                next = page.get("next");
                go = (order.equals("asc") ? "&from=" : "&to=") + next.asText();
            } while (!next.isNull());
            assertThat(walked).hasSize(57);
            assertThat(walked.get(0)).isEqualTo(order.equals("asc") ? 1 : 57);
        }
        assertThat(page("/v1/checkpoints?from=5&to=7&order=asc").get("items")).hasSize(3);
        assertThat(page("/v1/checkpoints?from=58").get("items")).isEmpty();
    }
}
