package com.hookprobe.qsecbit.exchange.lapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.hookprobe.qsecbit.exchange.ApiKey;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionStream;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.TestExchange;
import com.hookprobe.testsupport.SharedData;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LapiTest {
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
        return exchange.send(exchange.request(path)
                .header("X-Api-Key", TestExchange.BOUNCER_KEY)
                .header("User-Agent", "some-bouncer/v1"));
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = ask(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private void five() {
        exchange.apply(
                TestExchange.put("1", "192.0.2.7", Remedy.BAN, Duration.ofHours(1), "mesh", "ssh-bruteforce", ""),
                TestExchange.put("2", "192.0.2.0/24", Remedy.CAPTCHA, Duration.ofHours(2), "operator", "manual", ""),
                TestExchange.put("3", "2001:db8::/32", Remedy.BAN, Duration.ofHours(3), "mesh", "http-scan", ""),
                TestExchange.put("4", "192.0.2.7", Remedy.BAN, Duration.ofHours(4), "local", "http-probing", ""),
                TestExchange.put("5", "198.51.100.1", Remedy.BAN, Duration.ofHours(5), "mesh", "ssh-scan", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|2,3,4,5",
                "dedup=false|1,2,3,4,5",
                "ip=192.0.2.7|2,4",
                "ip=192.0.2.7&contains=false|4",
                "ip=192.0.2.9|2",
                "ip=2001:db8::99|3",
                "range=192.0.2.0/24&contains=false|2,4",
                "range=192.0.2.0/25|2",
                "scope=Range|2,3",
                "scope=ip&value=198.51.100.1|5",
                "type=captcha|2",
                "origins=mesh|1,3,5",
                "origins=local,operator|2,4",
                "scenarios_containing=ssh|1,5",
                "scenarios_containing=ssh,http&scenarios_not_containing=scan|4",
                "value=203.0.113.1|''",
                "scope=&scopes=&value=&type=&ip=&range=&contains=&origins=&dedup=|2,3,4,5",
                "scenarios_containing=&scenarios_not_containing=|2,3,4,5",
                "scope=ip,range&origins=mesh,|1,3,5"
            })
    void listsUnderFilters(String query, String ids) throws Exception {
        five();
        JsonNode list = json("/v1/decisions?" + query);
        if (ids.isEmpty()) {
            assertThat(list.isNull()).isTrue();
        } else {
            assertThat(list.findValuesAsText("id")).containsExactlyInAnyOrder(ids.split(","));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/decisions?ip=nobody",
        "/v1/decisions?ip=1.1.1.1&range=1.1.1.0/24",
        "/v1/decisions?typ=ban",
        "/v1/decisions/stream?startup=perhaps",
        "/v1/decisions?contains=2"
    })
    void whatIsNotUnderstoodIsRefused(String path) throws Exception {
        HttpResponse<String> answer = ask(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).get("message").asText())
                .isNotEmpty();
    }

    /** What bouncers of CrowdSec send to every server. */
    @Test
    void parametersOfOtherServersAndEmptyFiltersNarrowNothing() throws Exception {
        five();
        JsonNode all = json("/v1/decisions/stream?additional_pull=false&community_pull=false&startup=true")
                .get("new");
        assertThat(all).hasSize(4);
        assertThat(json("/v1/decisions/stream?startup=true&additional_pull=true&community_pull=true&scopes=&origins="
                                + "&scenarios_containing=&scenarios_not_containing=")
                        .get("new"))
                .isEqualTo(all);
        assertThat(json("/v1/decisions/stream?additional_pull=false&community_pull=false&startup=")
                        .get("new")
                        .isNull())
                .isTrue();
    }

    @Test
    void aQuestionForTheHeadMovesNothing() throws Exception {
        json("/v1/decisions/stream?startup=true");
        exchange.apply(TestExchange.put("1", "192.0.2.7"));
        HttpResponse<String> head = exchange.send(exchange.request("/v1/decisions/stream")
                .header("X-Api-Key", TestExchange.BOUNCER_KEY)
                .method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(json("/v1/decisions/stream").get("new")).hasSize(1);
        assertThat(json("/v1/decisions/stream").get("new").isNull()).isTrue();
    }

    @Test
    void eachKeyHasAPlaceOfItsOwn() throws Exception {
        exchange.apply(TestExchange.put("1", "192.0.2.7"));
        json("/v1/decisions/stream?startup=true");
        HttpResponse<String> other = exchange.get("/v1/decisions/stream");
        assertThat(other.body()).contains("192.0.2.7");
    }

    @Test
    void oneThatKeepsWhatItHasIsToldAtItsStartWhatEnded() throws Exception {
        exchange.apply(TestExchange.put("1", "192.0.2.7"), TestExchange.put("2", "192.0.2.8"));
        exchange.apply(new DecisionEdit.Delete("1", Cause.WITHDRAWN));
        JsonNode answer = json("/v1/decisions/stream?startup=true");
        assertThat(answer.get("deleted").findValuesAsText("value")).containsExactly("192.0.2.7");
        assertThat(answer.get("new").findValuesAsText("value")).containsExactly("192.0.2.8");
    }

    @Test
    void anEndIsToldOnlyWhenNothingIsLeftAboutAValue() throws Exception {
        five();
        json("/v1/decisions/stream?startup=true");
        exchange.apply(new DecisionEdit.Delete("4", Cause.WITHDRAWN));
        JsonNode answer = json("/v1/decisions/stream");
        assertThat(answer.get("deleted").isNull()).isTrue();
        // The shorter one is left: its time is what counts now.
        assertThat(answer.get("new").findValuesAsText("id")).containsExactly("1");
        exchange.apply(new DecisionEdit.Delete("1", Cause.WITHDRAWN));
        assertThat(json("/v1/decisions/stream").get("deleted").findValuesAsText("value"))
                .containsExactly("192.0.2.7");
    }

    @Test
    void oneThatWasAwayForTooLongGetsTheWhole() throws Exception {
        exchange.close();
        exchange = new TestExchange(new DecisionStream.Bounds(100, 5), null);
        exchange.apply(TestExchange.put("0", "192.0.2.100"));
        json("/v1/decisions/stream?startup=true");
        for (int i = 1; i <= 10; i++) {
            exchange.apply(TestExchange.put(Integer.toString(i), "192.0.2." + i));
        }
        assertThat(json("/v1/decisions/stream").get("new")).hasSize(11);
        assertThat(json("/v1/decisions/stream").get("new").isNull()).isTrue();
    }

    @Test
    void aRevokedKeyIsOutAtOnceAndAKeyHasItsRightsOnly() throws Exception {
        assertThat(ask("/v1/decisions").statusCode()).isEqualTo(200);
        assertThat(exchange.keys.revoke("gateway")).isTrue();
        assertThat(ask("/v1/decisions").statusCode()).isEqualTo(403);
        exchange.keys.replace(List.of(ApiKey.ofHash("m", ApiKey.hashOf(TestExchange.BOUNCER_KEY), Right.MISP)));
        assertThat(ask("/v1/decisions").statusCode()).isEqualTo(403);
        assertThat(ask("/misp/manifest.json").statusCode()).isEqualTo(200);
        assertThat(ask("/taxii2/").statusCode()).isEqualTo(403);
    }

    @Test
    void healthNeedsNoKey() throws Exception {
        HttpResponse<String> answer = exchange.send(exchange.request("/health"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "[]",
                "no",
                "{\"remediation_components\":[{},{}]}",
                "{\"remediation_components\":[{\"version\":1}]}",
                "{\"remediation_components\":[{\"version\":\"1\",\"utc_startup_timestamp\":-1}]}",
                "{\"log_processors\":[{\"version\":\"1\",\"utc_startup_timestamp\":1}]}"
            })
    void aReportThatIsNoneIsRefused(String body) throws Exception {
        HttpRequest.Builder request = exchange.request("/v1/usage-metrics")
                .header("X-Api-Key", TestExchange.BOUNCER_KEY)
                .POST(BodyPublishers.ofString(body));
        assertThat(exchange.send(request).statusCode()).isEqualTo(400);
    }

    /** What is not null has the form that CrowdSec's own description gives it. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void answersValidateAgainstTheDescriptionOfTheInterface() throws Exception {
        five();
        validate("DecisionsStreamResponse", withoutNulls(json("/v1/decisions/stream?startup=true")));
        validate("GetDecisionsResponse", json("/v1/decisions?dedup=false"));
        validate(
                "ErrorResponse",
                new ObjectMapper().readTree(ask("/v1/decisions?x=y").body()));
        exchange.apply(new DecisionEdit.Delete("5", Cause.WITHDRAWN));
        validate("DecisionsStreamResponse", withoutNulls(json("/v1/decisions/stream")));
        // And the description is one that refuses.
        assertThat(schema("GetDecisionsResponse").validate(new ObjectMapper().readTree("[{\"id\":\"x\"}]")))
                .isNotEmpty();
    }

    /** The description has arrays only; its own server writes null for an empty one, and its clients read that. */
    private static JsonNode withoutNulls(JsonNode json) {
        ((ObjectNode) json).properties().removeIf(field -> field.getValue().isNull());
        return json;
    }

    static void validate(String definition, JsonNode json) throws Exception {
        assertThat(schema(definition).validate(json))
                .as("%s: %s", definition, json)
                .isEmpty();
    }

    private static Schema schema(String definition) throws Exception {
        JsonNode swagger = new ObjectMapper(new YAMLFactory())
                .readTree(SharedData.file("data/crowdsec-api/localapi_swagger.yaml")
                        .toFile());
        ObjectNode schema = new ObjectMapper().createObjectNode();
        schema.putArray("allOf").addObject().put("$ref", "#/definitions/" + definition);
        schema.set("definitions", swagger.get("definitions"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema);
    }
}
