package com.hookprobe.qsecbit.exchange.taxii;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.ApiKey;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionStream;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.TestExchange;
import com.hookprobe.qsecbit.exchange.Tlp;
import com.hookprobe.qsecbit.exchange.stix.StixWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaxiiTest {
    private static final String TYPE = "application/taxii+json;version=2.1";
    private static final String DECISIONS = "/taxii2/root/collections/decisions/";
    private static final String SHARED = "/taxii2/root/collections/shared/";
    private static final String INDICATOR = "indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8";

    private TestExchange exchange;

    @BeforeEach
    void start() throws Exception {
        exchange = new TestExchange();
    }

    @AfterEach
    void stop() throws Exception {
        exchange.close();
    }

    private HttpResponse<String> ask(String path) throws Exception {
        return exchange.send(
                exchange.request(path).header("X-Api-Key", TestExchange.KEY).header("Accept", TYPE));
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = ask(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(TYPE);
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return exchange.send(exchange.request(SHARED + "objects/")
                .header("X-Api-Key", TestExchange.KEY)
                .header("Content-Type", TYPE)
                .POST(BodyPublishers.ofString(body)));
    }

    private static ObjectNode indicator(String id, String modified, String address) {
        return Json.object()
                .put("type", "indicator")
                .put("spec_version", "2.1")
                .put("id", id)
                .put("created", "2026-11-20T00:00:00.000Z")
                .put("modified", modified)
                .put("pattern", "[ipv4-addr:value = '" + address + "']")
                .put("pattern_type", "stix")
                .put("valid_from", "2026-11-20T00:00:00Z");
    }

    private static String envelope(ObjectNode... objects) {
        ObjectNode envelope = Json.object();
        ArrayNode list = envelope.putArray("objects");
        for (ObjectNode object : objects) {
            list.add(object);
        }
        return Json.text(envelope);
    }

    @Test
    void aClientFindsItsWayFromDiscovery() throws Exception {
        JsonNode discovery = json("/taxii2/");
        String root = discovery.get("default").asText();
        assertThat(discovery.get("api_roots").get(0).asText()).isEqualTo(root);
        JsonNode api = json(root);
        assertThat(api.get("versions").get(0).asText()).isEqualTo(TYPE);
        assertThat(api.get("max_content_length").asInt()).isPositive();
        JsonNode collections = json(root + "collections/").get("collections");
        assertThat(collections).hasSize(2);
        for (JsonNode collection : collections) {
            String id = collection.get("id").asText();
            assertThat(json(root + "collections/" + id + "/")).isEqualTo(collection);
            json(root + "collections/" + id + "/objects/");
        }
        assertThat(collections.get(0).get("can_write").asBoolean()).isFalse();
        assertThat(collections.get(1).get("can_write").asBoolean()).isTrue();
    }

    @Test
    void pagesRepeatAndLeaveOutNothing() throws Exception {
        for (int i = 1; i <= 25; i++) {
            exchange.apply(TestExchange.put("n" + i, "192.0.2." + i));
        }
        List<String> all = new ArrayList<>();
        json(DECISIONS + "objects/?limit=1000")
                .get("objects")
                .forEach(one -> all.add(one.get("id").asText()));
        // Publisher, marking, and an indicator and a sighting of each.
        assertThat(all).hasSize(52).doesNotHaveDuplicates();
        List<String> paged = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = json(DECISIONS + "objects/?limit=7" + (next.isEmpty() ? "" : "&next=" + next));
            page.get("objects").forEach(one -> paged.add(one.get("id").asText()));
            next = page.path("more").asBoolean() ? page.get("next").asText() : "";
        } while (!next.isEmpty());
        assertThat(paged).isEqualTo(all);
        List<String> listed = new ArrayList<>();
        json(DECISIONS + "manifest/?limit=1000")
                .get("objects")
                .forEach(one -> listed.add(one.get("id").asText()));
        assertThat(listed).isEqualTo(all);
    }

    @Test
    void addedAfterGoesOnWhereTheHeaderSays() throws Exception {
        exchange.apply(TestExchange.put("a", "192.0.2.1"));
        HttpResponse<String> first = ask(DECISIONS + "objects/");
        String last = first.headers().firstValue("X-TAXII-Date-Added-Last").orElseThrow();
        assertThat(first.headers().firstValue("X-TAXII-Date-Added-First").orElseThrow())
                .isLessThan(last);
        HttpResponse<String> nothing = ask(DECISIONS + "objects/?added_after=" + last);
        assertThat(nothing.body()).isEqualTo("{}");
        assertThat(nothing.headers().firstValue("X-TAXII-Date-Added-Last")).isEmpty();
        exchange.clock.turn(Duration.ofMinutes(1));
        exchange.apply(TestExchange.put("b", "192.0.2.2"));
        assertThat(json(DECISIONS + "objects/?added_after=" + last)
                        .get("objects")
                        .findValuesAsText("pattern"))
                .containsExactly("[ipv4-addr:value = '192.0.2.2']");
    }

    @Test
    void aDecisionThatWasTakenBackIsANewVersionThatIsRevoked() throws Exception {
        exchange.apply(TestExchange.put("a", "192.0.2.1"));
        String id = json(DECISIONS + "objects/?match[type]=indicator")
                .get("objects")
                .get(0)
                .get("id")
                .asText();
        exchange.clock.turn(Duration.ofMinutes(1));
        exchange.apply(new DecisionEdit.Delete("a", Cause.WITHDRAWN));
        JsonNode now = json(DECISIONS + "objects/?match%5Btype%5D=indicator").get("objects");
        assertThat(now).hasSize(1);
        assertThat(now.get(0).get("id").asText()).isEqualTo(id);
        assertThat(now.get(0).get("revoked").asBoolean()).isTrue();
        JsonNode versions = json(DECISIONS + "objects/" + id + "/versions/").get("versions");
        assertThat(versions).hasSize(2);
        assertThat(json(DECISIONS + "objects/" + id + "/?match[version]=all").get("objects"))
                .hasSize(2);
        JsonNode first =
                json(DECISIONS + "objects/" + id + "/?match[version]=first").get("objects");
        assertThat(first).hasSize(1);
        assertThat(first.get(0).has("revoked")).isFalse();
        assertThat(json(DECISIONS + "objects/?match[id]=" + id + "&match[version]="
                                + versions.get(0).asText())
                        .get("objects"))
                .hasSize(1);
    }

    /** Stronger or weaker, by another owner or with another remedy: one object with one beginning, and never revoked. */
    @Test
    void aDecisionThatGoesOnIsANewVersionThatIsNotRevoked() throws Exception {
        exchange.apply(
                TestExchange.put("a", "192.0.2.1", Remedy.BAN, Duration.ofHours(4), "machine", "ssh", "engine-1"));
        exchange.clock.turn(Duration.ofMinutes(1));
        exchange.apply(TestExchange.put("a", "192.0.2.1", Remedy.BAN, Duration.ofHours(4), "machine", "ssh", ""));
        exchange.clock.turn(Duration.ofMinutes(1));
        exchange.apply(TestExchange.put("a", "192.0.2.1", Remedy.CAPTCHA, Duration.ofHours(2), "mesh", "ssh", ""));
        JsonNode all = json(DECISIONS + "objects/?match[type]=indicator&match[version]=all")
                .get("objects");
        assertThat(all).hasSize(3).noneMatch(one -> one.has("revoked"));
        assertThat(all.findValuesAsText("id")).containsOnly(all.get(0).get("id").asText());
        assertThat(all.findValuesAsText("created"))
                .containsOnly(all.get(0).get("created").asText());
        assertThat(all.findValuesAsText("modified")).doesNotHaveDuplicates().isSorted();
        for (String type : List.of("indicator", "sighting")) {
            String query = DECISIONS + "objects/?match[type]=" + type + "&match[version]=";
            assertThat(json(query + "last").get("objects")).hasSize(1);
            assertThat(json(query + "first").get("objects")).hasSize(1);
            assertThat(json(query + "first,last").get("objects")).hasSize(2);
        }
        exchange.apply(new DecisionEdit.Delete("a", Cause.WITHDRAWN));
        JsonNode last = json(DECISIONS + "objects/?match[type]=indicator").get("objects");
        assertThat(last).hasSize(1);
        assertThat(last.get(0).get("revoked").asBoolean()).isTrue();
    }

    @Test
    void objectsOfDecisionsAreTheSameAfterARestart() throws Exception {
        exchange.apply(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.2"));
        exchange.apply(new DecisionEdit.Delete("a", Cause.WITHDRAWN));
        StixWriter writer = new StixWriter("example.org", Tlp.AMBER);
        List<String> before = described(new DecisionShelf(exchange.stream, writer).rows());
        exchange.stream.close();
        try (DecisionStream again =
                DecisionStream.open(exchange.folder.resolve("stream"), DecisionStream.Bounds.DEFAULT, exchange.clock)) {
            assertThat(described(new DecisionShelf(again, writer).rows()))
                    .isEqualTo(before)
                    .hasSize(7);
        }
    }

    private static List<String> described(List<? extends Row> rows) throws Exception {
        List<String> described = new ArrayList<>();
        for (Row row : rows) {
            described.add(row.id() + row.version() + row.first() + row.last() + row.object());
        }
        return described;
    }

    /** TAXII 2.1, 5.4: what has neither modified nor created has a version of the server's. */
    @Test
    void whatHasNoTimeOfItsOwnHasTheVersionOfWhenItCame() throws Exception {
        ObjectNode address = Json.object()
                .put("type", "ipv4-addr")
                .put("spec_version", "2.1")
                .put("id", "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd")
                .put("value", "198.51.100.3");
        assertThat(post(envelope(address)).statusCode()).isEqualTo(202);
        JsonNode listed = json(SHARED + "manifest/").get("objects").get(0);
        assertThat(listed.get("version")).isEqualTo(listed.get("date_added"));
        assertThat(json(SHARED + "objects/?match[version]="
                                + listed.get("version").asText())
                        .get("objects"))
                .hasSize(1);
    }

    @Test
    void oneWhoseTimeIsOverSaysSoByItself() throws Exception {
        exchange.apply(TestExchange.put("a", "192.0.2.1"));
        exchange.clock.turn(Duration.ofHours(5));
        exchange.stream.expire();
        JsonNode now = json(DECISIONS + "objects/?match[type]=indicator").get("objects");
        assertThat(now).hasSize(1);
        assertThat(now.get(0).has("revoked")).isFalse();
        assertThat(now.get(0).get("valid_until").asText()).startsWith("2026-11-27T21:00:00");
    }

    @Test
    void whatIsPostedIsKeptHandedOnAndAccountedFor() throws Exception {
        ObjectNode bad = indicator("indicator--6ba7b811-9dad-41d1-80b4-00c04fd430c8", "2026-11-20T00:00:00.000Z", "no");
        ObjectNode malware = Json.object()
                .put("type", "malware")
                .put("spec_version", "2.1")
                .put("id", "malware--6ba7b812-9dad-41d1-80b4-00c04fd430c8")
                .put("created", "2026-11-20T00:00:00.000Z")
                .put("modified", "2026-11-20T00:00:00.000Z")
                .put("is_family", false);
        ObjectNode sighting = Json.object()
                .put("type", "sighting")
                .put("spec_version", "2.1")
                .put("id", "sighting--6ba7b813-9dad-41d1-80b4-00c04fd430c8")
                .put("created", "2026-11-20T00:00:00.000Z")
                .put("modified", "2026-11-20T00:00:00.000Z")
                .put("count", 5)
                .put("sighting_of_ref", INDICATOR);
        HttpResponse<String> answer =
                post(envelope(indicator(INDICATOR, "2026-11-20T00:00:00.000Z", "192.0.2.9"), bad, malware, sighting));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode status = new ObjectMapper().readTree(answer.body());
        assertThat(status.get("status").asText()).isEqualTo("complete");
        assertThat(status.get("total_count").asInt()).isEqualTo(4);
        assertThat(status.get("success_count").asInt()).isEqualTo(3);
        assertThat(status.get("failures").get(0).get("id").asText())
                .isEqualTo(bad.get("id").asText());
        assertThat(json("/taxii2/root/status/" + status.get("id").asText() + "/"))
                .isEqualTo(status);
        assertThat(exchange.indicators).hasSize(2).first().satisfies(one -> {
            assertThat(one.source()).isEqualTo("taxii:all");
            assertThat(((Intelligence.Indicator) one).subjects()).hasToString("[Ip 192.0.2.9]");
        });
        assertThat(json(SHARED + "objects/").get("objects")).hasSize(3);
        assertThat(json(SHARED + "objects/?match[type]=malware,sighting").get("objects"))
                .hasSize(2);
    }

    @Test
    void versionsAreKeptApartAndOneThatIsKnownIsNoFault() throws Exception {
        post(envelope(indicator(INDICATOR, "2026-11-20T00:00:00.000Z", "192.0.2.9")));
        post(envelope(indicator(INDICATOR, "2026-11-21T00:00:00.000Z", "192.0.2.10")));
        JsonNode again = new ObjectMapper()
                .readTree(post(envelope(indicator(INDICATOR, "2026-11-20T00:00:00.000Z", "192.0.2.9")))
                        .body());
        assertThat(again.get("success_count").asInt()).isEqualTo(1);
        assertThat(json(SHARED + "objects/").get("objects").findValuesAsText("pattern"))
                .containsExactly("[ipv4-addr:value = '192.0.2.10']");
        assertThat(json(SHARED + "objects/?match[version]=all").get("objects")).hasSize(2);
        String one = SHARED + "objects/" + INDICATOR + "/";
        HttpRequest.Builder delete = exchange.request(one + "?match[version]=2026-11-21T00:00:00Z")
                .header("X-Api-Key", TestExchange.KEY)
                .DELETE();
        assertThat(exchange.send(delete).statusCode()).isEqualTo(200);
        assertThat(json(one).get("objects").findValuesAsText("pattern"))
                .containsExactly("[ipv4-addr:value = '192.0.2.9']");
        assertThat(exchange.send(exchange.request(one)
                                .header("X-Api-Key", TestExchange.KEY)
                                .DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(one).statusCode()).isEqualTo(404);
    }

    @Test
    void aFileHoldsWhatWasPosted() throws Exception {
        post(envelope(indicator(INDICATOR, "2026-11-20T00:00:00.000Z", "192.0.2.9")));
        Path copy = exchange.folder.resolve("copy");
        Files.copy(exchange.folder.resolve("exchange/shared.jsonl"), copy);
        Files.writeString(copy, "{\"added_us\":", StandardOpenOption.APPEND);
        try (SharedShelf again = SharedShelf.open(copy, () -> 0)) {
            assertThat(again.rows())
                    .singleElement()
                    .satisfies(row -> assertThat(row.id()).isEqualTo(INDICATOR));
        }
    }

    @Test
    void withoutRoomAtTheNodeNothingIsKept() throws Exception {
        exchange.full = true;
        assertThat(post(envelope(indicator(INDICATOR, "2026-11-20T00:00:00.000Z", "192.0.2.9")))
                        .statusCode())
                .isEqualTo(503);
        assertThat(ask(SHARED + "objects/").body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"objects\":{}}", "{\"objects\":[", "{\"objects\":[]}x", "\u0000"})
    void whatIsNoEnvelopeIsRefused(String body) throws Exception {
        assertThat(post(body).statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "objects/?limit=0,400",
        "objects/?limit=1001,400",
        "objects/?added_after=yesterday,400",
        "objects/?next=AAAA,400",
        "objects/?match[nothing]=1,400",
        "objects/?match[version]=newest,400",
        "objects/indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8/,404",
        "other/,404"
    })
    void problemsAreToldAsTaxiiHasThem(String path, int status) throws Exception {
        HttpResponse<String> answer = ask(DECISIONS + path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(TYPE);
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.get("title").asText()).isNotEmpty();
        assertThat(json.get("http_status").asText()).isEqualTo(Integer.toString(status));
    }

    @Test
    void typesAreAskedForAndSent() throws Exception {
        assertThat(exchange.send(exchange.request("/taxii2/")
                                .header("X-Api-Key", TestExchange.KEY)
                                .header("Accept", "application/taxii+json;version=2.0"))
                        .statusCode())
                .isEqualTo(406);
        assertThat(exchange.send(exchange.request(SHARED + "objects/")
                                .header("X-Api-Key", TestExchange.KEY)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aKeyIsAPasswordOrABearerTokenAndHasItsRightsOnly() throws Exception {
        assertThat(exchange.send(exchange.request("/taxii2/")).statusCode()).isEqualTo(401);
        assertThat(exchange.send(exchange.request("/taxii2/")).headers().firstValue("WWW-Authenticate"))
                .isPresent();
        exchange.keys.replace(List.of(ApiKey.ofHash("reader", ApiKey.hashOf("secret"), Right.TAXII_READ)));
        assertThat(basic("reader:secret")).isEqualTo(200);
        assertThat(basic("other:secret")).isEqualTo(401);
        assertThat(basic("reader:wrong")).isEqualTo(401);
        assertThat(basic("readersecret")).isEqualTo(401);
        assertThat(exchange.send(exchange.request("/taxii2/").header("Authorization", "Bearer secret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(exchange.send(exchange.request(SHARED + "objects/")
                                .header("Authorization", "Bearer secret")
                                .header("Content-Type", TYPE)
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(403);
    }

    private int basic(String pair) throws Exception {
        String value = Base64.getEncoder().encodeToString(pair.getBytes());
        return exchange.send(exchange.request("/taxii2/").header("Authorization", "Basic " + value))
                .statusCode();
    }

    @Test
    void theCollectionOfDecisionsIsNotWrittenTo() throws Exception {
        HttpRequest.Builder request = exchange.request(DECISIONS + "objects/")
                .header("X-Api-Key", TestExchange.KEY)
                .header("Content-Type", TYPE)
                .POST(BodyPublishers.ofString("{\"objects\":[]}"));
        assertThat(exchange.send(request).statusCode()).isEqualTo(403);
    }
}
